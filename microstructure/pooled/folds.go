package pooled

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A Fold is the choice in train, the same for all symbols, with its result in
// test. Days are since 1970-01-01; the last of a span is not in it.
type Fold struct {
	TrainFrom, TrainTo, TestFrom, TestTo int
	Members                              []evidence.Member // the best first; none for the choice not to trade
	TestNetBps                           []float64         // by symbol
}

// common are the days of the span that all symbols have.
func common(symbols []Symbol) (from, to int, err error) {
	from, to = symbols[0].FirstDay, symbols[0].FirstDay+symbols[0].Days()
	spans := ""
	for i := range symbols {
		s := &symbols[i]
		from, to = max(from, s.FirstDay), min(to, s.FirstDay+s.Days())
		if i > 0 {
			spans += ", "
		}
		spans += fmt.Sprintf("%s has %s to %s", s.Name, date(s.FirstDay), date(s.FirstDay+s.Days()-1))
	}
	if from >= to {
		return 0, 0, fmt.Errorf("%w: of days with a signal, %s; choose symbols or days that overlap", ErrNoOverlap, spans)
	}
	return from, to, nil
}

// date of a day since 1970-01-01.
func date(day int) string { return microstructure.FormatDate(int64(day) * microstructure.DayUS) }

// folds are the spans of the days [from, to), with nothing chosen yet.
func (c *Config) folds(from, to, purge int) ([]Fold, error) {
	var out []Fold
	for test := from + c.Folds.TrainDays; test < to; test += c.Folds.TestDays {
		f := Fold{TrainFrom: from, TrainTo: test - purge, TestFrom: test, TestTo: min(test+c.Folds.TestDays, to)}
		if !c.Folds.Anchored {
			f.TrainFrom = test - c.Folds.TrainDays
		}
		f.TrainTo = max(f.TrainFrom, f.TrainTo)
		out = append(out, f)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%w: the symbols have %s in common, %s to %s, which leave nothing to test after %s of training",
			evidence.ErrTooShort, text.Plural(to-from, "day"), date(from), date(to-1), text.Plural(c.Folds.TrainDays, "day"))
	}
	return out, nil
}

// choose fills in the members of a fold: those whose daily net profit, the mean
// over the symbols, did best in train.
func (c *Config) choose(f *Fold, symbols []Symbol) {
	configurations := len(symbols[0].Trials)
	train, active := make([][]float64, configurations), make([]int, configurations)
	for k := range train {
		train[k] = meanNet(symbols, k, f.TrainFrom, f.TrainTo)
		for day := f.TrainFrom; day < f.TrainTo; day++ {
			for i := range symbols {
				if symbols[i].Trials[k].Whole.Active[day-symbols[i].FirstDay] {
					active[k]++
					break
				}
			}
		}
	}
	f.Members = c.Folds.Choose(train, active)
}

// meanNet is the daily net profit of a configuration, the mean over the symbols.
func meanNet(symbols []Symbol, k, from, to int) []float64 {
	out := make([]float64, to-from)
	for i := range symbols {
		net := symbols[i].Trials[k].Whole.Net[from-symbols[i].FirstDay : to-symbols[i].FirstDay]
		for t, v := range net {
			out[t] += v / float64(len(symbols))
		}
	}
	return out
}

// A Record is a symbol's trading out of sample, by day.
type Record struct {
	Net, Own, Exposure []float64 // as those of evidence.Days and evidence.DayProfits
	Trips              float64   // half of the turnover
	Spells             int       // times in the market, from flat to flat
	ActiveDays         int
	active             []bool
}

// record trades what the folds chose. A position that is open at a fold's end
// is held to its planned exit, and whoever begins to trade a configuration has
// none of the positions that it entered before.
func (s *Symbol) record(folds []Fold) Record {
	from, to := folds[0].TestFrom, folds[len(folds)-1].TestTo
	r := Record{Net: make([]float64, to-from), Exposure: make([]float64, to-from), active: make([]bool, to-from), Own: append([]float64(nil), s.Own[from-s.FirstDay:to-s.FirstDay]...)}
	turnover := 0.0
	var held []evidence.HeldRows
	add := func(d *evidence.Days, day int, weight float64) {
		at, t := day-s.FirstDay, day-from
		r.Net[t] += float64(weight * d.Net[at])
		r.Exposure[t] += float64(weight * d.Exposure[at])
		turnover += float64(weight * d.Turnover[at])
		if weight > 0 && d.Active[at] {
			r.active[t] = true
		}
	}
	for i := range folds {
		f := &folds[i]
		for _, m := range f.Members {
			held = append(held, s.entered(m.Place, f.TestFrom, f.TestTo)...)
			for day := f.TestFrom; day < f.TestTo; day++ {
				add(&s.Trials[m.Place].Whole, day, m.Weight)
			}
			add(&s.Trials[m.Place].Carried, f.TestFrom, -m.Weight)
			if f.TestTo < to {
				add(&s.Trials[m.Place].Carried, f.TestTo, m.Weight)
			}
		}
	}
	r.Trips = turnover / 2
	slices.SortFunc(held, func(a, b evidence.HeldRows) int { return cmp.Compare(a.Entry, b.Entry) })
	r.Spells = evidence.CountSpells(held)
	for _, active := range r.active {
		if active {
			r.ActiveDays++
		}
	}
	return r
}

// entered are the positions that a configuration entered on the days [from,
// to).
func (s *Symbol) entered(place, from, to int) []evidence.HeldRows {
	held := s.Trials[place].Held
	at := func(day int) int {
		row := (day - s.FirstDay) * s.PerDay
		i, _ := slices.BinarySearchFunc(held, row, func(h evidence.HeldRows, row int) int { return cmp.Compare(int(h.Entry), row) })
		return i
	}
	return held[at(from):at(to)]
}

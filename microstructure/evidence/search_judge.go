package evidence

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A searcher trades trials, one at a time, and reuses its memory. Rules get
// copies of the columns.
type searcher struct {
	s      *Search
	trader *pathTrader
	record *record
	view   View
}

func (r *Searched) newSearcher(markets []*Market) *searcher {
	m := markets[0]
	return &searcher{&r.Search, m.pathTrader(r.Config.Fill), m.newRecord(), View{StartUS: m.StartUS, Interval: m.Interval}}
}

// path is the positions that trial i wants.
func (w *searcher) path(markets []*Market, i int) ([]float64, error) {
	rules, filters := len(w.s.Rules), len(w.s.Filters)
	m := markets[i/(rules*filters)]
	w.view.Signal = append(w.view.Signal[:0], m.Signal...)
	w.view.Close = append(w.view.Close[:0], m.mark...)
	w.view.Regime = append(w.view.Regime[:0], m.Regime...)
	w.view.Entries = w.s.Filters[i%filters].Regimes
	return positions(w.s.Rules[i/filters%rules], w.view)
}

// judge tries all trials, walks forward and judges. labelOnly spares whatever
// does not decide the label.
func (r *Searched) judge(markets []*Market, progress func(done, total int), labelOnly bool) error {
	m, c := markets[0], r.Config
	spans, err := c.Folds.Spans(m.FirstDay, m.Days(), m.Interval)
	if err != nil {
		return err
	}
	workers := runtime.GOMAXPROCS(0)
	if labelOnly {
		workers = 1
	}
	active, err := r.try(markets, workers, progress)
	if err != nil {
		return err
	}
	w := r.newSearcher(markets)
	test := spans[0].TestFrom
	r.FirstDay, r.Folds, r.Selected = test/m.PerDay(), nil, nil
	all := make([]candidates, len(spans))
	for i, sp := range spans {
		all[i] = r.candidates(sp, active, m)
		r.Folds = append(r.Folds, Fold{FoldSpan: sp, Members: c.Folds.Selection.members(all[i])})
	}
	selections := []Selection{c.Folds.Selection}
	if !labelOnly {
		selections = Selections()
	}
	paths, err := r.walk(w, markets, selections, all)
	if err != nil {
		return err
	}
	if !labelOnly {
		if err := r.compare(w, m, paths); err != nil {
			return err
		}
	}
	wanted := paths[slices.Index(selections, c.Folds.Selection)]
	w.record.reset()
	w.record.spelling = true
	w.trader.trade(w.record, wanted, c.Costs, test, m.Len())
	r.Spells, w.record.spelling = w.record.spells, false
	r.take(w.record, m.PerDay())
	in := grounds{gates: c.Gates, trials: Trials{FirstDay: m.FirstDay, Days: m.Days() - m.FirstDay}, net: r.Daily, gross: r.Gross,
		trips: w.record.trips(r.FirstDay, m.Days()), spells: len(r.Spells), activeDays: w.record.activeDays(r.FirstDay, m.Days()),
		priorTrials: c.PriorTrials, auditErrors: c.AuditErrors, accepted: c.AuditAccepted, causality: r.Causality, own: m.dailyReturns(r.FirstDay), exposure: slices.Clone(w.record.exposure[r.FirstDay:]), resampling: c.Resampling, scope: scopeOf(labelOnly)}
	for i := range r.Trials {
		in.trials.Trials = append(in.trials.Trials, Trial{ActiveDays: r.Trials[i].ActiveDays, Daily: r.Trials[i].Daily})
	}
	if !labelOnly {
		w.record.reset()
		w.trader.trade(w.record, wanted, c.Stress, test, m.Len())
		in.stressNet = w.record.net(r.FirstDay, m.Days())
		in.assumptions, in.risk = r.assumptions(), newRisk(r.Daily, r.Spells)
		in.risk.moved(m, 1)
	}
	r.Verdict, err = in.judge()
	return err
}

// try trades every trial over the whole span. It returns on which days each had
// a position.
func (r *Searched) try(markets []*Market, workers int, progress func(done, total int)) ([][]bool, error) {
	m, names := markets[0], r.Search.Names()
	r.Trials = make([]SearchTrial, len(names))
	active := make([][]bool, len(names))
	newDo := func() parallel.Do {
		w := r.newSearcher(markets)
		return func(_ context.Context, i int) error {
			path, err := w.path(markets, i)
			if err != nil {
				return err
			}
			w.record.reset()
			w.trader.trade(w.record, path, r.Config.Costs, m.FirstDay*m.PerDay(), m.Len())
			t := SearchTrial{Name: names[i], Trips: w.record.trips(m.FirstDay, m.Days()), ActiveDays: w.record.activeDays(m.FirstDay, m.Days()), Missed: w.record.missed,
				Daily: w.record.net(m.FirstDay, m.Days()), GrossBps: vector.Sum(w.record.gross[m.FirstDay:])}
			t.NetBps = vector.Sum(t.Daily)
			r.Trials[i], active[i] = t, slices.Clone(w.record.active)
			return nil
		}
	}
	return active, parallel.Run(context.Background(), len(names), workers, newDo, func(_, done, total int) {
		if progress != nil {
			progress(done, total)
		}
	})
}

// walk is the positions that the folds' members want in the test spans, by
// selection: the mean of theirs by weight, which is one path. What one member
// buys and another sells at the same time is netted.
func (r *Searched) walk(w *searcher, markets []*Market, selections []Selection, all []candidates) ([][]float64, error) {
	wanted := make([][]float64, len(selections))
	for k := range wanted {
		wanted[k] = make([]float64, markets[0].Len())
	}
	for i := range r.Folds {
		sp := r.Folds[i].FoldSpan
		for place, candidate := range all[i] {
			path, err := w.path(markets, candidate.Place)
			if err != nil {
				return nil, err
			}
			path = keeping(path, sp.TestFrom, sp.TestTo)
			for k, selection := range selections {
				if members := selection.members(all[i]); place < len(members) {
					for row, v := range path {
						wanted[k][sp.TestFrom+row] += float64(members[place].Weight * v)
					}
				}
			}
		}
	}
	return wanted, nil
}

// compare trades the paths of every selection.
func (r *Searched) compare(w *searcher, m *Market, paths [][]float64) error {
	for k, selection := range Selections() {
		w.record.reset()
		w.trader.trade(w.record, paths[k], r.Config.Costs, r.FirstDay*m.PerDay(), m.Len())
		selected, err := newSelected(selection, w.record.net(r.FirstDay, m.Days()), w.record.trips(r.FirstDay, m.Days()), r.Config)
		if err != nil {
			return err
		}
		r.Selected = append(r.Selected, selected)
	}
	return nil
}

// take has the profit by day and by fold from a record.
func (r *Searched) take(record *record, perDay int) {
	days := len(record.gross)
	r.Daily, r.Gross = record.net(r.FirstDay, days), slices.Clone(record.gross[r.FirstDay:])
	for k := range r.Folds {
		f := &r.Folds[k]
		first, last := f.TestFrom/perDay, f.TestTo/perDay
		f.TestTrips, f.TestNetBps = record.trips(first, last), vector.Sum(record.net(first, last))
	}
}

// candidates are the best trials in train, as WalkForward's are.
func (r *Searched) candidates(sp FoldSpan, active [][]bool, m *Market) (out candidates) {
	first, last := sp.TrainFrom/m.PerDay(), sp.TestFrom/m.PerDay()
	for k := range r.Trials {
		days := record{active: active[k]}
		out.consider(k, days.activeDays(first, last), r.Trials[k].Daily[first-m.FirstDay:last-m.FirstDay], r.Config.Folds)
	}
	return out.best(r.Config.Folds.Members)
}

// keeping is a path in rows [from, to), with the positions that it keeps
// written out.
func keeping(path []float64, from, to int) []float64 {
	out := slices.Clone(path[from:to])
	last := 0.0
	for i := from; i >= 0; i-- {
		if !math.IsNaN(path[i]) {
			last = path[i]
			break
		}
	}
	for i, v := range out {
		if math.IsNaN(v) {
			out[i] = last
		}
		last = out[i]
	}
	return out
}

// assumptions are what the figures take for granted.
func (r *Searched) assumptions() []string {
	out := append(r.Config.Assumptions(), "every order takes liquidity, at the fill's price of its side")
	for _, s := range r.Search.Signals {
		if given, ok := s.(GivenSignal); ok {
			out = append(out, fmt.Sprintf("signal %q was made elsewhere, so that it cannot be tested for looking ahead: its values are taken to have been known %s", given.Name, given.Known))
		}
	}
	return out
}

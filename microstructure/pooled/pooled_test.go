package pooled

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/inference"
)

// configurations are two of a grid.
func configurations() []microstructure.Configuration {
	return microstructure.DefaultGrid().Configurations()[:2]
}

// made is a symbol whose configurations earn given means a day, with a normal
// error of 10 bps that it shares with others of the seed by the correlation rho.
func made(name string, firstDay, days int, seed uint64, rho float64, means ...float64) Symbol {
	shared, own := rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, 2+uint64(len(name))+uint64(name[0])))
	s := Symbol{Name: name, DayProfits: evidence.DayProfits{FirstDay: firstDay, Configurations: configurations()[:len(means)], PurgeDays: 1}}
	s.Trials = make([]evidence.DayTrading, len(means))
	for k := range means {
		t := &s.Trials[k]
		for _, d := range []*evidence.Days{&t.Whole, &t.Carried} {
			d.Net, d.Exposure, d.Turnover, d.Active = make([]float64, days), make([]float64, days), make([]float64, days), make([]bool, days)
		}
	}
	for day := range days {
		common := shared.NormFloat64()
		s.Own = append(s.Own, 100*own.NormFloat64())
		for k, mean := range means {
			t := &s.Trials[k].Whole
			t.Net[day] = mean + 10*(math.Sqrt(rho)*common+math.Sqrt(1-rho)*own.NormFloat64())
			t.Turnover[day], t.Active[day] = 4, true
		}
	}
	return s
}

func defaults() Config {
	c := ConfigOf(evidence.DefaultConfig())
	c.Resampling = inference.Resampling{Reps: 299, Seed: 1, Workers: 2}
	return c
}

func run(t *testing.T, c Config, symbols ...Symbol) *Study {
	t.Helper()
	s, err := Run(symbols, c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func gate(s *Study, name string) evidence.Gate {
	for _, g := range s.Gates {
		if g.Name == name {
			return g
		}
	}
	return evidence.Gate{Name: "none of this name"}
}

func TestLabels(t *testing.T) {
	const first, days = 20000, 150
	for _, x := range []struct {
		name    string
		symbols []Symbol
		label   Label
		failed  []string
		says    string
	}{
		{"on all", []Symbol{made("A", first, days, 1, 0.5, 9, -5), made("B", first, days, 1, 0.5, 8, -5), made("C", first, days, 1, 0.5, 9, -5)}, Generalises, nil, "all gates pass"},
		{"on one", []Symbol{made("A", first, days, 2, 0.3, 12, -5), made("B", first, days, 2, 0.3, 0, -5), made("C", first, days, 2, 0.3, 0, -5)}, OneSymbol, []string{"leave one out"}, "A has an edge of its own"},
		{"on none", []Symbol{made("A", first, days, 3, 0.8, 0, 0), made("B", first, days, 3, 0.8, 0, 0), made("C", first, days, 3, 0.8, 0, 0)}, NotShown, []string{"pooled mean", "leave one out"}, "the smallest pooled mean"},
		{"on both of two", []Symbol{made("A", first, days, 1, 0.5, 9, -5), made("B", first, days, 1, 0.5, 8, -5)}, Generalises, nil, ""},
		{"never worth trading", []Symbol{made("A", first, days, 4, 0.5, -9, -9), made("B", first, days, 4, 0.5, -9, -9)}, NotShown, []string{"evidence", "pooled mean", "leave one out"}, "no configuration was worth trading"},
	} {
		s := run(t, defaults(), x.symbols...)
		if s.Label != x.label {
			t.Errorf("%s: %s, %v", x.name, s.Label, s.Reasons)
		}
		for _, name := range x.failed {
			if g := gate(s, name); g.Pass || g.Name != name {
				t.Errorf("%s: gate %+v", x.name, g)
			}
		}
		if all := strings.Join(s.Reasons, "; "); !strings.Contains(all, x.says) {
			t.Errorf("%s: no %q in %s", x.name, x.says, all)
		}
	}
}

// What decides the label is what the documentation says, on markets of any kind.
func TestLabelIsTheRule(t *testing.T) {
	seen := map[Label]int{}
	for seed := range uint64(60) {
		edge := float64(seed % 5)
		means := [][]float64{{edge, 0}, {edge * float64(seed%2), 0}, {edge * float64(seed%3) / 2, 0}}
		s := run(t, defaults(), made("A", 20000, 92, seed, 0.4, means[0]...), made("B", 20000, 92, seed, 0.4, means[1]...), made("C", 20000, 92, seed, 0.4, means[2]...))
		passes, above, other := s.Pooled.Lower > 0, 0, false
		for _, r := range s.Symbols {
			passes = passes && r.Without.Lower > 0
			if r.Bound > 0 {
				above++
				other = r.Without.Lower > 0
			}
		}
		for _, g := range append(s.Judged.Enough, s.Judged.Others...) {
			passes = passes && g.Pass
		}
		want := NotShown
		switch {
		case passes:
			want = Generalises
		case above == 1 && !other:
			want = OneSymbol
		}
		if s.Label != want {
			t.Errorf("seed %d: %s, want %s", seed, s.Label, want)
		}
		seen[want]++
	}
	if len(seen) != 3 {
		t.Errorf("not every label was seen: %v", seen)
	}
}

// Symbols that move together are worth fewer, and the pooled standard error is
// what their effective number says.
func TestEffectiveNumberOfSymbols(t *testing.T) {
	for _, rho := range []float64{0, 0.3, 0.8} {
		effective, ratio := 0.0, 0.0
		const runs = 20
		for seed := range uint64(runs) {
			var symbols []Symbol
			for _, name := range []string{"A", "B", "C", "D"} {
				symbols = append(symbols, made(name, 20000, 92, seed, rho, 3))
			}
			s := run(t, defaults(), symbols...)
			if want := inference.EffectiveSeries(4, s.MeanCorrelation); s.Effective != want {
				t.Fatalf("%v effective symbols, want %v", s.Effective, want)
			}
			effective += s.Effective / runs
			ratio += s.Pooled.SamplingSE / s.PredictedSE / runs
		}
		if want := 4 / (1 + 3*rho); math.Abs(effective/want-1) > 0.15 || math.Abs(ratio-1) > 0.1 {
			t.Errorf("correlation %v: %v effective symbols, want %v; standard error %v of the predicted", rho, effective, want, ratio)
		}
	}
}

// The choice in a fold sees no day from the purge on, and no symbol has another
// choice: whatever happens later or to the order of symbols changes nothing.
func TestChoiceSeesOnlyTrain(t *testing.T) {
	symbols := []Symbol{made("A", 20000, 92, 1, 0.5, 3, 2), made("B", 20004, 90, 1, 0.5, 1, 2)}
	before := run(t, defaults(), symbols...)
	f := before.Folds[2]
	if f.TrainFrom != 20004 || f.TrainTo != f.TestFrom-1 || f.TestFrom != 20004+30+14 || f.TestTo != f.TestFrom+7 || before.Days != 88 {
		t.Fatalf("fold %+v of %d days", f, before.Days)
	}
	for i := range symbols {
		for k := range symbols[i].Trials {
			for day := f.TrainTo; day < symbols[i].FirstDay+symbols[i].Days(); day++ {
				symbols[i].Trials[k].Whole.Net[day-symbols[i].FirstDay] = float64(100 * (k - day%2))
			}
		}
	}
	slices.Reverse(symbols)
	after := run(t, defaults(), symbols...)
	for i := range 3 {
		if !slices.Equal(before.Folds[i].Members, after.Folds[i].Members) {
			t.Errorf("fold %d: %+v, then %+v", i, before.Folds[i].Members, after.Folds[i].Members)
		}
	}
	if len(f.Members) == 0 {
		t.Error("nothing was chosen")
	}
}

// The trading of a symbol by day is that of its own walk-forward record, if the
// folds chose the same.
func TestRecordIsTheWalkForward(t *testing.T) {
	for seed := range uint64(4) {
		m, err := evidence.EdgeSimulations()[2].Market(seed, evidence.DefaultRegimeRule())
		if err != nil {
			t.Fatal(err)
		}
		c := evidence.DefaultConfig()
		w, err := m.WalkForward(c.Grid, c.Fill, c.Costs, c.Folds)
		if err != nil {
			t.Fatal(err)
		}
		p, err := m.DayProfits(c)
		if err != nil {
			t.Fatal(err)
		}
		if p.PurgeDays != 1 || len(p.Trials) != c.Grid.Len() {
			t.Fatalf("%d days of purge, %d trials", p.PurgeDays, len(p.Trials))
		}
		s := Symbol{"A", p}
		var folds []Fold
		base := p.FirstDay - m.FirstDay
		for _, f := range w.Folds {
			folds = append(folds, Fold{TestFrom: base + f.TestFrom/m.PerDay(), TestTo: base + f.TestTo/m.PerDay(), Members: f.Members})
		}
		r := s.record(folds)
		differ, carried := 0, 0
		for t := range r.Net {
			if math.Abs(r.Net[t]-w.Account.Daily[t]) > 1e-9*(1+math.Abs(r.Net[t])) {
				differ++
			}
		}
		for _, trial := range p.Trials {
			for _, v := range trial.Carried.Net {
				if v != 0 {
					carried++
				}
			}
		}
		// The walk waits with the first entry of a fold until the last position
		// of the fold before is closed.
		if differ > len(folds) || math.Abs(r.Trips-w.Account.RoundTrips) > float64(len(folds)) || carried == 0 || math.Abs(float64(r.Spells-len(w.Account.Spells))) > float64(len(folds)) || r.Spells == 0 {
			t.Errorf("seed %d: %d of %d days differ, %v trips, not %v, in %d spells, not %d; %d days carry", seed, differ, len(r.Net), r.Trips, w.Account.RoundTrips, r.Spells, len(w.Account.Spells), carried)
		}
	}
}

func TestErrors(t *testing.T) {
	a, b := made("A", 20000, 92, 1, 0.5, 3), made("B", 20000, 92, 1, 0.5, 3)
	other := made("B", 20000, 92, 1, 0.5, 3, 2)
	torn := made("B", 20000, 92, 1, 0.5, 3)
	torn.Trials[0].Whole.Net = torn.Trials[0].Whole.Net[:5]
	backwards, beyond, dense := made("B", 20000, 92, 1, 0.5, 3), made("B", 20000, 92, 1, 0.5, 3), made("B", 20000, 92, 1, 0.5, 3)
	backwards.PerDay, backwards.Trials[0].Held = 24, []evidence.HeldRows{{Entry: 5, Exit: 6}, {Entry: 4, Exit: 7}}
	beyond.PerDay, beyond.Trials[0].Held = 24, []evidence.HeldRows{{Entry: 0, Exit: 24 * 92}}
	dense.PerDay = 86_401
	unknown := made("B", 20000, 92, 1, 0.5, 3)
	unknown.Own[3] = math.NaN()
	for want, symbols := range map[string][]Symbol{
		"give two or more":   {a},
		`"A" is there twice`: {a, a},
		`"B" and "A" have not traded the same configurations`:                                                                {a, other},
		"configuration 0 of \"B\" has not a number for each of 92 days":                                                      {a, torn},
		"the positions of configuration 0 of \"B\" are not in the order of their rows":                                       {a, backwards},
		"or not within its 92 days of 24 rows":                                                                               {a, beyond},
		`"B" has 86401 rows per day`:                                                                                         {a, dense},
		`a return of "B" is not a number`:                                                                                    {a, unknown},
		"A has 2024-10-04 to 2025-01-03, B has 2025-05-21 to 2025-08-20; choose symbols or days that overlap":                {a, made("B", 20229, 92, 1, 0.5, 3)},
		"the symbols have 2 days in common, 2025-01-02 to 2025-01-03, which leave nothing to test after 30 days of training": {a, made("B", 20090, 92, 1, 0.5, 3)},
	} {
		if _, err := Run(symbols, defaults()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if _, err := Run([]Symbol{a}, defaults()); !errors.Is(err, ErrSymbols) {
		t.Error(err)
	}
	if _, err := Run([]Symbol{a, b}, Config{}); !errors.Is(err, evidence.ErrConfig) {
		t.Error(err)
	}
}

// A symbol that the rule never trades is named, and the others are judged.
func TestIdleSymbol(t *testing.T) {
	idle := made("IDLE", 20000, 92, 1, 0.5, 0)
	clear(idle.Trials[0].Whole.Net)
	clear(idle.Trials[0].Whole.Turnover)
	clear(idle.Trials[0].Whole.Active)
	s := run(t, defaults(), made("A", 20000, 92, 1, 0.5, 9), idle, made("C", 20000, 92, 1, 0.5, 9))
	if s.Symbols[1].Weight != 0 || s.Pooled.Effects.N != 2 || !(s.Effective > 1 && s.Effective < 2) || !strings.Contains(s.Reasons[0], "IDLE") {
		t.Errorf("weight %v, %d effects, %v effective, %v", s.Symbols[1].Weight, s.Pooled.Effects.N, s.Effective, s.Reasons)
	}
}

// The gate of evidence counts the spells of all symbols where they are more than
// the round trips, and these where they are.
func TestSpellsAreEvidence(t *testing.T) {
	symbols := func(turnover float64, second evidence.HeldRows) []Symbol {
		out := []Symbol{made("A", 20000, 80, 1, 0.5, 9, 8), made("B", 20000, 80, 1, 0.5, 9, 8)}
		for i := range out {
			s := &out[i]
			s.PerDay = 24
			for k := range s.Trials {
				t := &s.Trials[k]
				for day := range s.Days() {
					t.Whole.Turnover[day] = turnover
					h := evidence.HeldRows{Entry: 0, Exit: 6}
					if k == 1 {
						h = second
					}
					t.Held = append(t.Held, evidence.HeldRows{Entry: int32(24*day) + h.Entry, Exit: int32(24*day) + h.Exit})
				}
			}
		}
		return out
	}
	for name, c := range map[string]struct {
		turnover float64 // of a configuration, per day
		second   evidence.HeldRows
		perDay   float64 // outcomes of a symbol
	}{
		"both at once":        {0.1, evidence.HeldRows{Entry: 2, Exit: 8}, 1},
		"one after the other": {0.1, evidence.HeldRows{Entry: 6, Exit: 8}, 2},
		"more round trips":    {4, evidence.HeldRows{Entry: 2, Exit: 8}, 2},
	} {
		s := run(t, defaults(), symbols(c.turnover, c.second)...)
		const days = 80 - 30 // of which the first 30 are only trained on
		for _, f := range s.Folds {
			if len(f.Members) != 2 {
				t.Fatalf("%s: a fold has %d members, want both", name, len(f.Members))
			}
		}
		if g := gate(s, "evidence"); g.Value != 2*days*c.perDay || !g.Pass {
			t.Errorf("%s: %+v, want %v outcomes", name, g, 2*days*c.perDay)
		}
	}
	few := symbols(0.1, evidence.HeldRows{Entry: 2, Exit: 8})
	for i := range few {
		for k := range few[i].Trials {
			few[i].Trials[k].Held = few[i].Trials[k].Held[:40] // of which 10 are in the record
		}
	}
	if g := gate(run(t, defaults(), few...), "evidence"); g.Value != 20 || g.Pass {
		t.Errorf("10 spells of each: %+v", g)
	}
}

// The result does not depend on the number of workers.
func TestWorkers(t *testing.T) {
	symbols := []Symbol{made("A", 20000, 92, 1, 0.5, 3, 2), made("B", 20000, 92, 1, 0.5, 1, 2)}
	one, many := defaults(), defaults()
	one.Resampling.Workers, many.Resampling.Workers = 1, 7
	a, b := run(t, one, symbols...), run(t, many, symbols...)
	if a.Pooled.Lower != b.Pooled.Lower || a.Symbols[1].Without.Upper != b.Symbols[1].Without.Upper || !slices.Equal(a.Gates, b.Gates) {
		t.Errorf("%+v, %+v", a.Gates, b.Gates)
	}
}

package evidence

import (
	"math"
	"slices"
	"testing"
)

func TestSelections(t *testing.T) {
	var c candidates
	rule := DefaultFoldRule()
	rule.Members, rule.MinActiveDays = 3, 4
	up := []float64{1, 2, 1, 2, 1, 2.5, 1, 2}
	worse := []float64{1, 2, 1, 2, 1, 2.5, 1, -2}
	c.consider(7, 8, worse, rule)
	c.consider(9, 3, up, rule) // on too few days
	c.consider(2, 8, up, rule)
	c.consider(3, 8, []float64{-1, 0, 0, 0, 0, 0, 0, 0}, rule)
	c.consider(4, 8, up, rule)
	c.consider(5, 8, worse, rule)
	best := c.best(rule.Members)
	var places []int
	for _, m := range best {
		places = append(places, m.Place)
	}
	if !slices.Equal(places, []int{2, 4, 7}) {
		t.Fatalf("the best are %v", places)
	}
	for _, s := range Selections() {
		members := s.members(best)
		total := 0.0
		for _, m := range members {
			total += m.Weight
		}
		if want := map[Selection]int{MeanOfBest: 3, WeightedByT: 3, SingleBest: 1}[s]; len(members) != want || !near(total, 1) {
			t.Errorf("%v: %+v", s, members)
		}
		if none := s.members(nil); len(none) != 0 {
			t.Errorf("%v of none: %+v", s, none)
		}
	}
	a, b := WeightedByT.members(best)[0], WeightedByT.members(best)[2]
	if !near(a.Weight/b.Weight, a.TrainT*a.TrainT/(b.TrainT*b.TrainT)) || MeanOfBest.members(best)[2].Weight != 1./3 {
		t.Errorf("weights %v and %v of t %v and %v", a.Weight, b.Weight, a.TrainT, b.TrainT)
	}
}

// The record of an ensemble is the weighted sum of its members' trades, each
// held to its plan, and never more than one unit.
func TestEnsembleIsTheSumOfItsMembers(t *testing.T) {
	for seed := range uint64(3) {
		m := spread(simulated(t, EdgeSimulations()[2], seed).Market, seed)
		c := DefaultConfig()
		c.Costs.FundingBps, c.Fill.SlippageBps = 0.3, 0.2
		for _, selection := range Selections() {
			c.Folds.Selection = selection
			w := must(m.WalkForward(c.Grid, c.Fill, c.Costs, c.Folds))
			a := &w.Account
			perDay := m.PerDay()
			net, held, turnover := make([]float64, len(a.Daily)), make([]float64, len(a.Bars.Held)), 0.0
			row := func(us int64) int { return int((us - m.TimestampUS(w.first*perDay)) / m.Interval.US()) }
			fold := 0
			for _, trip := range a.Trips {
				for fold+1 < len(w.Folds) && trip.DecisionUS >= m.TimestampUS(w.Folds[fold+1].TestFrom) {
					fold++
				}
				place := slices.IndexFunc(w.Folds[fold].Members, func(x Member) bool { return w.Configurations[x.Place].String() == trip.Configuration.String() })
				if place < 0 || w.Folds[fold].Members[place].Weight != trip.Size {
					t.Fatalf("%v: %+v is of no member of fold %d", selection, trip, fold)
				}
				if planned := min(row(trip.DecisionUS)+trip.Configuration.Holding.Bars+1, len(held)-1); row(trip.ExitUS) < planned {
					t.Fatalf("%v: %+v is not held to its plan", selection, trip)
				}
				for i := row(trip.EntryUS); i < row(trip.ExitUS); i++ {
					held[i] += trip.Size * float64(trip.Direction)
				}
				turnover += 2 * trip.Size
				if trip.Open {
					held[len(held)-1] += trip.Size * float64(trip.Direction)
					turnover -= trip.Size
				}
				net[row(trip.ExitUS)/perDay] += trip.Size * trip.NetBps
			}
			for i := range held {
				if math.Abs(held[i]-a.Bars.Held[i]) > 1e-9 || math.Abs(held[i]) > 1+1e-9 {
					t.Fatalf("%v, row %d: %v held, %v in the account", selection, i, held[i], a.Bars.Held[i])
				}
			}
			total, spells := 0.0, 0.0
			for d := range net {
				total += net[d]
			}
			for i, s := range a.Spells {
				spells += s.NetBps
				if i > 0 && s.EntryUS < a.Spells[i-1].ExitUS || !near(s.GrossBps-s.CostBps, s.NetBps) {
					t.Fatalf("%v: spell %d: %+v", selection, i, s)
				}
			}
			if w.spells() != len(a.Spells) {
				t.Errorf("%v: %d spells, %d in the account", selection, w.spells(), len(a.Spells))
			}
			if math.Abs(total-a.TotalBps()) > 1e-6 || math.Abs(spells-total) > 1e-6 || !near(turnover/2, a.RoundTrips) || len(a.Trips) == 0 {
				t.Errorf("%v: %v and %v bps of %v, %v round trips of %v", selection, total, spells, a.TotalBps(), turnover/2, a.RoundTrips)
			}
		}
	}
}

// The study's own selection is one of those that are compared.
func TestSelectedHasTheRecord(t *testing.T) {
	m := simulated(t, EdgeSimulations()[2], 12)
	c := DefaultConfig()
	c.Resampling.Reps = 99
	for i, selection := range Selections() {
		c.Folds.Selection = selection
		e := must(evaluate(m.Market, c, nil, false))
		if s := e.Selected[i]; len(e.Selected) != 3 || s.Selection != selection || s.Trips != e.Verdict.Trips || s.Daily != e.Verdict.Daily {
			t.Errorf("%v: %+v, the verdict has %v in %v round trips", selection, s, e.Verdict.Daily, e.Verdict.Trips)
		}
	}
}

package evidence

import (
	"math"
	"testing"
)

func TestCountSpells(t *testing.T) {
	for name, c := range map[string]struct {
		held []HeldRows
		want int
	}{
		"nothing":                            {nil, 0},
		"one position":                       {[]HeldRows{{3, 5}}, 1},
		"one within a row":                   {[]HeldRows{{0, 0}}, 1},
		"one after the other":                {[]HeldRows{{0, 2}, {4, 5}}, 2},
		"opened in the row of the last exit": {[]HeldRows{{0, 2}, {2, 5}}, 2},
		"two at once":                        {[]HeldRows{{0, 2}, {0, 5}, {4, 6}}, 1},
		"a short one within a long one":      {[]HeldRows{{0, 9}, {1, 2}, {5, 6}, {9, 10}}, 2},
	} {
		if got := CountSpells(c.held); got != c.want {
			t.Errorf("%s: %d spells, want %d", name, got, c.want)
		}
	}
}

// The spells of a path are its profits, from flat to flat.
func TestSpellsOfPaths(t *testing.T) {
	m := edgeMarket(t, 12)
	rng := newRand(3, 3)
	path := make([]float64, m.Len())
	for i := range path {
		path[i] = path[max(i-1, 0)]
		switch rng.IntN(10) {
		case 0:
			path[i] = 2*rng.Float64() - 1
		case 1, 2:
			path[i] = 0
		}
	}
	r := m.newRecord()
	r.spelling = true
	m.pathTrader(DefaultFill()).trade(r, path, Costs{TakerBps: 3, FundingBps: 1}, 0, m.Len())
	gross, cost, turnover := 0.0, 0.0, 0.0
	for i, s := range r.spells {
		gross, cost, turnover = gross+s.GrossBps, cost+s.CostBps, turnover+2*s.RoundTrips
		if i > 0 && s.EntryUS < r.spells[i-1].ExitUS || s.ExitUS < s.EntryUS || s.Orders == 0 || s.Open && i+1 < len(r.spells) {
			t.Fatalf("spell %d: %+v", i, s)
		}
	}
	for d := range r.gross {
		gross, cost, turnover = gross-r.gross[d], cost-r.cost[d], turnover-r.turnover[d]
	}
	if math.Abs(gross) > 1e-6 || math.Abs(cost) > 1e-6 || math.Abs(turnover) > 1e-6 || len(r.spells) < 100 {
		t.Errorf("%d spells differ from the days by %v, %v and %v", len(r.spells), gross, cost, turnover)
	}
	flat := m.newRecord()
	flat.spelling = true
	if m.pathTrader(DefaultFill()).trade(flat, make([]float64, m.Len()), Costs{}, 0, m.Len()); flat.spells != nil {
		t.Errorf("a flat path has %v", flat.spells)
	}
}

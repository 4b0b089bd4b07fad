package evidence

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

func TestFoldSpans(t *testing.T) {
	anchored := DefaultFoldRule()
	rolling := anchored
	rolling.Anchored = false
	for _, r := range []FoldRule{anchored, rolling} {
		spans, err := r.Spans(2, 92, microstructure.Interval{})
		if err != nil || len(spans) != 9 {
			t.Fatalf("%d folds, error %v", len(spans), err)
		}
		end := 32 * RowsPerDay
		for i, s := range spans {
			if s.TestFrom != end || s.TrainTo != s.TestFrom-25 {
				t.Errorf("fold %d is %+v, the test before it ends at %d", i, s, end)
			}
			wantTrain := 2 * RowsPerDay
			if !r.Anchored {
				wantTrain = s.TestFrom - 30*RowsPerDay
			}
			if s.TrainFrom != wantTrain {
				t.Errorf("fold %d trains from %d, want %d", i, s.TrainFrom, wantTrain)
			}
			end = s.TestTo
		}
		if end != 92*RowsPerDay {
			t.Errorf("the last fold ends at row %d", end)
		}
	}
	for _, days := range []int{0, 1, 31, 32} {
		if _, err := anchored.Spans(2, days, microstructure.Interval{}); !errors.Is(err, ErrTooShort) {
			t.Errorf("%d days: error %v", days, err)
		}
	}
	if spans, err := anchored.Spans(2, 33, microstructure.Interval{}); err != nil || len(spans) != 1 || spans[0].TestTo != 33*RowsPerDay {
		t.Errorf("33 days: %v, error %v", spans, err)
	}
}

// What is chosen and what is traded before a moment do not depend on prices
// after it.
func TestFoldsDoNotSeeTheirTests(t *testing.T) {
	s := EdgeSimulations()[0]
	s.Days = 60
	whole := simulated(t, s, 11)
	c := DefaultConfig()
	a, err := whole.WalkForward(c.Grid, c.Fill, c.Costs, c.Folds)
	if err != nil {
		t.Fatal(err)
	}
	const fold = 2
	cut := a.Folds[fold].TestFrom
	changed := *whole.Market
	changed.Open, changed.Close = append([]float64{}, whole.Open...), append([]float64{}, whole.Close...)
	rng := newRand(1, 2)
	for i := cut; i < changed.Len(); i++ {
		changed.Open[i] *= 1 + 0.05*rng.Float64()
		changed.Close[i] = changed.Open[i]
	}
	m, err := NewMarket(changed.StartUS, changed.Prices, changed.Signal, changed.Regime)
	if err != nil {
		t.Fatal(err)
	}
	b, err := m.WalkForward(c.Grid, c.Fill, c.Costs, c.Folds)
	if err != nil {
		t.Fatal(err)
	}
	for i := range fold + 1 {
		x, y := a.Folds[i], b.Folds[i]
		if !slices.Equal(x.Members, y.Members) {
			t.Errorf("fold %d chooses %+v, and %+v with other prices after its train span", i, x, y)
		}
		if i < fold && x.TestNetBps != y.TestNetBps && i+1 < fold {
			t.Errorf("fold %d made %v, and %v with other prices later", i, x.TestNetBps, y.TestNetBps)
		}
	}
}

func TestWalkForwardIsOneAccount(t *testing.T) {
	m := simulated(t, EdgeSimulations()[2], 12)
	c := DefaultConfig()
	w, err := m.WalkForward(c.Grid, c.Fill, c.Costs, c.Folds)
	if err != nil {
		t.Fatal(err)
	}
	trips, total := 0.0, 0.0
	for _, f := range w.Folds {
		trips += f.TestTrips
		total += f.TestNetBps
	}
	if !near(trips, w.Account.RoundTrips) || math.Abs(total-w.Account.TotalBps()) > 1e-6 || trips == 0 {
		t.Errorf("%v and %v round trips, %v and %v bps", trips, w.Account.RoundTrips, total, w.Account.TotalBps())
	}
	closed := map[string]int64{}
	for i, trip := range w.Account.Trips {
		name := trip.Configuration.String()
		if trip.EntryUS < closed[name] || i > 0 && trip.EntryUS < w.Account.Trips[i-1].EntryUS {
			t.Fatalf("round trip %d of %s overlaps the one before it, or is out of order", i, name)
		}
		closed[name] = trip.ExitUS
	}
	if len(w.Account.Daily) != m.Days()-w.first || w.Account.Bars.TimestampUS[0] != m.TimestampUS(w.Folds[0].TestFrom) {
		t.Error("the record does not begin with the first test span")
	}
	net, gross := w.daily(m.Market, c.Fill, c.Costs)
	for i := range net {
		if math.Abs(net[i]-w.Account.Daily[i]) > 1e-7 || math.Abs(gross[i]-w.Account.Gross[i]) > 1e-7 {
			t.Fatalf("day %d: %v and %v", i, net[i], w.Account.Daily[i])
		}
	}
}

// The single best is the walk-forward of one configuration per fold, to the
// bit: that of the largest t-statistic in train, the first of equals, trades
// from the test span's begin, or from where the fold before is out.
func TestSingleBestIsAPlainWalkForward(t *testing.T) {
	for seed := range uint64(3) {
		m := spread(simulated(t, EdgeSimulations()[2], seed).Market, seed)
		c := DefaultConfig()
		c.Costs.FundingBps, c.Fill.SlippageBps = 0.3, 0.2
		c.Folds.Selection = SingleBest
		w := must(m.WalkForward(c.Grid, c.Fill, c.Costs, c.Folds))
		booked := func(positions []position) *record {
			r := m.newRecord()
			for i := range positions {
				r.add(m, &positions[i], 1, c.Costs, c.Fill.SlippageBps)
			}
			return r
		}
		var traded []position
		for _, f := range w.Folds {
			chosen, most := NoTrading, 0.0
			for k, configuration := range w.Configurations {
				positions, _ := plainWalk(m, configuration, c.Fill.Time, c.Costs.Exit, f.TrainFrom, f.TrainTo, f.TestFrom)
				r := booked(positions)
				first, last := f.TrainFrom/RowsPerDay, f.TestFrom/RowsPerDay
				if v := tStatistic(r.net(first, last)); r.activeDays(first, last) >= c.Folds.MinActiveDays && v > most {
					chosen, most = k, v
				}
			}
			if f.Chosen() != chosen || chosen != NoTrading && (f.Members[0].TrainT != most || f.Members[0].Weight != 1) {
				t.Fatalf("seed %d, fold from row %d: %+v, want configuration %d with t = %v", seed, f.TestFrom, f.Members, chosen, most)
			}
			if chosen == NoTrading {
				continue
			}
			from := f.TestFrom
			if n := len(traded); n > 0 && traded[n-1].rested {
				from = max(from, traded[n-1].exit)
			} else if n > 0 {
				from = max(from, traded[n-1].exit-c.Fill.Time.delay())
			}
			positions, _ := plainWalk(m, w.Configurations[chosen], c.Fill.Time, c.Costs.Exit, from, f.TestTo, m.Len())
			traded = append(traded, positions...)
		}
		if len(traded) != len(w.trips) || len(traded) == 0 {
			t.Fatalf("seed %d: %d round trips, plainly %d", seed, len(w.trips), len(traded))
		}
		for i, p := range traded {
			if w.trips[i].position != p || w.trips[i].size != 1 {
				t.Fatalf("seed %d, round trip %d: %+v, plainly %+v", seed, i, w.trips[i], p)
			}
		}
		if net, _ := w.daily(m, c.Fill, c.Costs); !slices.Equal(net, booked(traded).net(w.first, m.Days())) {
			t.Errorf("seed %d: another profit by day", seed)
		}
	}
}

func TestNothingWorthTrading(t *testing.T) {
	m := flatMarket(60)
	for i := range m.Signal {
		m.Signal[i] = 3 * math.Sin(float64(i)/10) // trades all the time, at constant prices
	}
	c := DefaultConfig()
	c.AuditErrors = 0
	e, err := evaluate(m, c, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if e.WalkForward.MostChosen() != NoTrading || e.Verdict.Label != NotProven || len(e.WalkForward.Account.Trips) != 0 {
		t.Errorf("label %q, %d round trips", e.Verdict.Label, len(e.WalkForward.Account.Trips))
	}
	for _, r := range e.Verdict.Reasons {
		if strings.Contains(r, "NaN") || strings.Contains(r, "%!") {
			t.Error(r)
		}
	}
}

func TestHACLag(t *testing.T) {
	for n, want := range map[int]int{2: 1, 30: 3, 92: 3, 100: 4, 1000: 6} {
		if got := hacLag(n); got != want {
			t.Errorf("lag %d for %d days, want %d", got, n, want)
		}
	}
}

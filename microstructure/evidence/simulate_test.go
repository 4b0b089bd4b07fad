package evidence

import (
	"math"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// The right configuration takes every trip of an offer, at the fee and no
// other, and nets what it promises.
func TestOffersKeepTheirPromise(t *testing.T) {
	for _, costs := range []Costs{Standard(), VIP(), Gross()} {
		for _, o := range offers("offer", 12, 50, 400) {
			o.VolatilityBps = 1 // so that the mean is known well
			count, total, cost := 0, 0.0, 0.0
			for seed := range uint64(3) {
				m := must(o.Market(seed, costs.RoundTripBps(), DefaultRegimeRule()))
				a := must(m.Backtest(o.Right(), DefaultFill(), costs))
				for _, trip := range a.Trips {
					total += trip.NetBps
					cost = max(cost, math.Abs(trip.FeeBps-costs.RoundTripBps()))
				}
				count += len(a.Trips)
			}
			mean := total / float64(count)
			// A trip's standard deviation is 1.4 sqrt(bars) bps.
			if tolerance := 5 * 1.4 * math.Sqrt(float64(o.Holding.Bars)/float64(count)); count != 3*o.Trips || cost > 1e-9 || math.Abs(mean-12) > tolerance {
				t.Errorf("%s, %s: %d trips, fees off by %v, net %v bps", o.Name, costs.Name, count, cost, mean)
			}
		}
	}
}

func TestOffersThatDieOrLose(t *testing.T) {
	o := offers("offer", 15, 400)[1]
	o.VolatilityBps, o.GoneShare = 0.5, 0.2
	m := must(o.Market(1, 7, DefaultRegimeRule()))
	a := must(m.Backtest(o.Right(), DefaultFill(), Standard()))
	gone := m.TimestampUS(m.Len() - m.Len()/5)
	for _, trip := range a.Trips {
		want := 15.0
		if trip.DecisionUS >= gone {
			want = -7
		}
		if math.Abs(trip.NetBps-want) > 20 {
			t.Fatalf("a trip of %s nets %v, want about %v", microstructure.FormatTime(trip.DecisionUS), trip.NetBps, want)
		}
	}

	o.GoneShare, o.LossShare, o.LossBps, o.NetBps = 0, 0.1, 3000, 0
	m = must(o.Market(1, 7, DefaultRegimeRule()))
	lost, total := 0, 0.0
	for _, trip := range must(m.Backtest(o.Right(), DefaultFill(), Standard())).Trips {
		if total += trip.NetBps; trip.NetBps < -2900 {
			lost++
		} else if math.Abs(trip.NetBps-(307/0.9-7)) > 20 {
			t.Fatalf("a trip nets %v", trip.NetBps)
		}
	}
	if lost < 20 || lost > 60 {
		t.Errorf("%d of 400 trips lose, want about 40", lost)
	}
}

// moments are the mean, the standard deviation and the kurtosis of values that
// are there.
func moments(x []float64) (mean, sd, kurtosis float64, n int) {
	for _, v := range x {
		if !math.IsNaN(v) {
			mean += v
			n++
		}
	}
	mean /= float64(n)
	for _, v := range x {
		if !math.IsNaN(v) {
			sd += (v - mean) * (v - mean)
			kurtosis += math.Pow(v-mean, 4)
		}
	}
	sd = math.Sqrt(sd / float64(n))
	return mean, sd, kurtosis / float64(n) / math.Pow(sd, 4), n
}

func TestSimulationsAreWhatTheySay(t *testing.T) {
	plain := NullSimulations()[1]
	plain.LogVolatilityStd, plain.Days = 0, 60
	with := func(change func(*Simulation)) *SimulatedMarket {
		s := plain
		change(&s)
		return simulated(t, s, 5)
	}
	const bar, day = 10e-4, RowsPerDay
	_, sd, kurtosis, n := moments(with(func(*Simulation) {}).Returns)
	if math.Abs(sd/bar-1) > 0.03 || math.Abs(kurtosis-3) > 0.2 || n != 60*day-1 {
		t.Errorf("plain: standard deviation %v, kurtosis %v of %d", sd, kurtosis, n)
	}
	// Variance of t with 5 degrees is scaled to 1; its kurtosis is 9.
	if _, sd, kurtosis, _ := moments(with(func(s *Simulation) { s.Tails = 5 }).Returns); math.Abs(sd/bar-1) > 0.05 || kurtosis < 5 {
		t.Errorf("tails: standard deviation %v, kurtosis %v", sd, kurtosis)
	}
	garch := with(func(s *Simulation) { s.VolatilityPersistence, s.Reaction = 0.98, 0.1 }).Returns
	if _, sd, kurtosis, _ := moments(garch); math.Abs(sd/bar-1) > 0.15 || kurtosis < 3.3 {
		t.Errorf("GARCH: standard deviation %v, kurtosis %v", sd, kurtosis)
	}
	if _, _, kurtosis, _ := moments(with(func(s *Simulation) { s.JumpsPerDay, s.JumpBps = 3, 100 }).Returns); kurtosis < 10 {
		t.Errorf("jumps: kurtosis %v", kurtosis)
	}
	still := func(s *Simulation) { s.VolatilityBps = 0.001 }
	drift := with(func(s *Simulation) { still(s); s.DriftBps = 100 })
	if got := 1e4 * math.Log(drift.Close[drift.Len()-1]/drift.Open[0]) / 60; math.Abs(got-100) > 1 {
		t.Errorf("drift of %v bps a day", got)
	}
	seasons := with(func(s *Simulation) { s.Season = 0.6 }).Returns
	var noon, night []float64
	for i, r := range seasons {
		switch hour := i % day * 24 / day; {
		case hour == 14 || hour == 15:
			noon = append(noon, r)
		case hour == 2 || hour == 3:
			night = append(night, r)
		}
	}
	_, high, _, _ := moments(noon)
	if _, low, _, _ := moments(night); math.Abs(high/low-4) > 0.5 {
		t.Errorf("volatility by day is %v times that by night", high/low)
	}
	holes := with(func(s *Simulation) { s.HoleShare = 0.05 })
	if _, _, _, n := moments(holes.Close); math.Abs(1-float64(n)/float64(holes.Len())-0.05) > 0.02 {
		t.Errorf("%d of %d closes", n, holes.Len())
	}
	long := with(func(s *Simulation) { s.AlwaysLong = true })
	a := must(long.Backtest(configuration(2.5, 24), DefaultFill(), Gross()))
	for _, trip := range a.Trips {
		if trip.Direction != 1 {
			t.Fatal("a short position")
		}
	}
	if len(a.Trips) < 60*day/25 {
		t.Errorf("%d trips of 2 hours in 60 days", len(a.Trips))
	}
}

// Who crosses the spread never trades at a better price than without one, the
// last print is at the bid or at the ask, and its side is in the features.
func TestSpreadIsPaid(t *testing.T) {
	s := NullSimulations()[1]
	s.Days = 10
	mid := simulated(t, s, 9)
	s.SpreadBps = 20
	quoted := simulated(t, s, 9)
	buys := 0
	for i := range mid.Close {
		for name, x := range map[string][3]float64{
			"first": {quoted.CrossOpen.Sell[i], mid.Open[i], quoted.CrossOpen.Buy[i]}, "after 5 s": {quoted.Cross5s.Sell[i], mid.After5s[i], quoted.Cross5s.Buy[i]},
			"last": {quoted.Prices.Last.Sell[i], mid.Close[i], quoted.Prices.Last.Buy[i]},
		} {
			if !(x[0] <= x[1] && x[1] < x[2]) || math.Abs(1e4*math.Log(x[2]/x[0])-20) > 1e-6 {
				t.Fatalf("row %d, %s: bid, mid, ask %v", i, name, x)
			}
		}
		if quoted.Close[i] == quoted.Prices.Last.Buy[i] {
			buys++
		} else if quoted.Close[i] != quoted.Prices.Last.Sell[i] {
			t.Fatalf("row %d closes at %v", i, quoted.Close[i])
		}
	}
	if n := len(mid.Close); buys < n*4/10 || buys > n*6/10 {
		t.Errorf("%d of %d closes at the ask", buys, n)
	}
	next := quoted.Returns[1:]
	covariance := 0.0
	for i := range next {
		if v := quoted.Signals.Value[i]; !math.IsNaN(v) && !math.IsNaN(next[i]) {
			covariance += v * next[i]
		}
	}
	if !(covariance < 0) {
		t.Error("the bounce of the last price does not follow the signal")
	}
}

// The share of a market in the bounce looks like an edge at last prices, and is
// none at prices that can be traded at.
func TestBounceIsAnEdgeOnlyAtLastPrices(t *testing.T) {
	s := NullSimulations()[1]
	s.Days, s.SpreadBps = 30, 20
	m := simulated(t, s, 2)
	last := must(m.Backtest(configuration(1, 3), Fill{Time: SameClose}, Gross()))
	crossed := must(m.Backtest(configuration(1, 3), DefaultFill(), Gross()))
	flattered, honest := last.TotalBps(), crossed.TotalBps()
	if !(flattered > 1000) || honest > 0 {
		t.Errorf("%v bps at last prices, %v at those that can be had", flattered, honest)
	}
}

// A position that is merely held earns the market's rise and nothing else.
// Beside compounded daily returns it would have half the square of the rise, 2
// bps a day, as if it were its own: a trip's profits are summed.
func TestHoldingHasNoAlpha(t *testing.T) {
	s := NullSimulations()[1]
	s.Days, s.DriftBps, s.AlwaysLong, s.LogVolatilityStd = 365, 200, true, 0
	m := simulated(t, s, 3)
	a := must(m.Backtest(configuration(1, 24), DefaultFill(), Gross()))
	r := DefaultConfig().Resampling
	held := make([]float64, len(a.Daily))
	for day := range held {
		held[day] = vector.Mean(a.Bars.Held[day*RowsPerDay : (day+1)*RowsPerDay])
	}
	e := must(newExposure(a.Daily, m.dailyReturns(a.FirstDay), held, 0.95, r))
	if math.Abs(e.Alpha.Mean) > 2*e.Alpha.SE || math.Abs(e.Timing.Mean) > 2*e.Timing.SE || math.Abs(e.Beta-0.96) > 0.02 || !(e.HoldBps > 100*365) {
		t.Errorf("alpha %v bps a day (standard error %v), beta %v of a market that rises %v", e.Alpha.Mean, e.Alpha.SE, e.Beta, e.HoldBps)
	}
	var compounded []float64
	for day := a.FirstDay; day < m.Days(); day++ {
		compounded = append(compounded, 1e4*(m.Close[(day+1)*RowsPerDay-1]/m.Open[day*RowsPerDay]-1))
	}
	if bias := must(newExposure(a.Daily, compounded, held, 0.95, r)).Alpha.Mean - e.Alpha.Mean; math.Abs(bias-2) > 1 {
		t.Errorf("compounded returns leave %v bps a day", bias)
	}
}

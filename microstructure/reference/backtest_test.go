package reference

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// referenceLoop walks row by row as the reference notebook does.
func referenceLoop(s Series, c Contrarian) Ledger {
	var ledger Ledger
	inTrade, entry, direction, cum := false, 0, 0, 0.0
	for i := 0; i < len(s.Signal)-c.HoldingBars; i++ {
		if inTrade && i-entry >= c.HoldingBars {
			t := roundTrip(s, entry, i, direction, c.FeeBps)
			cum += t.NetBps
			t.CumBps = cum
			ledger = append(ledger, t)
			inTrade = false
		}
		if !inTrade && c.Regimes.Has(s.Regime[i]) {
			if s.Signal[i] > c.Threshold {
				inTrade, entry, direction = true, i, -1
			} else if s.Signal[i] < -c.Threshold {
				inTrade, entry, direction = true, i, 1
			}
		}
	}
	return ledger
}

func randomSeries(seed uint64, n int) Series {
	r := rand.New(rand.NewPCG(seed, 9))
	var s Series
	price := 100.0
	for i := range n {
		price *= math.Exp(0.001 * r.NormFloat64())
		s.TimestampUS = append(s.TimestampUS, int64(i)*microstructure.IntervalUS)
		s.Close = append(s.Close, price)
		s.Signal = append(s.Signal, r.NormFloat64())
		s.Regime = append(s.Regime, microstructure.Regime(r.IntN(4)))
	}
	return s
}

func TestBacktestEqualsTheReferenceLoop(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 5, 24, 25, 26, 500} {
		for seed := range uint64(20) {
			s := randomSeries(seed, n)
			for _, f := range microstructure.DefaultGrid().Filters {
				for _, holding := range []int{1, 3, 24} {
					for _, threshold := range []float64{0, 0.5, 1.5, 9} {
						c := Contrarian{threshold, holding, f.Regimes, 7}
						got, want := must(c.BacktestAtSignalClose(s)), referenceLoop(s, c)
						if !reflect.DeepEqual(got, want) {
							t.Fatalf("%d rows, seed %d, %+v: %d round trips, the reference's loop makes %d", n, seed, c, len(got), len(want))
						}
					}
				}
			}
		}
	}
}

func TestAnExitMayBeAnEntry(t *testing.T) {
	s := Series{
		TimestampUS: []int64{0, 1, 2, 3, 4},
		Close:       []float64{100, 101, 99, 99, 99},
		Signal:      []float64{2, 0, -2, 0, 0},
		Regime:      make([]microstructure.Regime, 5),
	}
	ledger := must(Contrarian{Threshold: 1, HoldingBars: 1, Regimes: microstructure.AllRegimes, FeeBps: 7}.BacktestAtSignalClose(s))
	if len(ledger) != 2 || ledger[0].Direction != -1 || ledger[1].Direction != 1 {
		t.Fatalf("ledger %+v", ledger)
	}
	if got := ledger[0].NetBps; math.Abs(got-(-100-7)) > 1e-9 {
		t.Errorf("a short into a rise of 1 %% nets %v bps, want -107", got)
	}
	dropped := must(Contrarian{Threshold: 1, HoldingBars: 2, Regimes: microstructure.AllRegimes}.BacktestAtSignalClose(s))
	if len(dropped) != 1 {
		t.Errorf("the position still open at the end is dropped: %+v", dropped)
	}
}

func TestHoldingBelowOneEnds(t *testing.T) {
	s := randomSeries(1, 100)
	zero := must(Contrarian{Threshold: 0.5, Regimes: microstructure.AllRegimes}.BacktestAtSignalClose(s))
	one := must(Contrarian{Threshold: 0.5, HoldingBars: 1, Regimes: microstructure.AllRegimes}.BacktestAtSignalClose(s))
	if !reflect.DeepEqual(zero, one) {
		t.Error("a holding period below one bar counts as one")
	}
}

func TestStatsOfNothing(t *testing.T) {
	s := Ledger{}.Stats()
	if s.N != 0 || s.TotalBps != 0 {
		t.Errorf("%+v", s)
	}
	for name, v := range map[string]float64{"mean": s.MeanBps, "median": s.MedianBps, "deviation": s.StdBps, "win rate": s.WinRate,
		"best": s.BestBps, "worst": s.WorstBps, "drawdown": s.MaxDrawdownBps, "profit factor": s.ProfitFactor} {
		if !math.IsNaN(v) {
			t.Errorf("%s of no round trip is %v, want NaN", name, v)
		}
	}
}

func ledgerOf(net ...float64) Ledger {
	var l Ledger
	cum := 0.0
	for _, v := range net {
		cum += v
		l = append(l, RoundTrip{Direction: 1, NetBps: v, CumBps: cum})
	}
	return l
}

func TestStats(t *testing.T) {
	s := ledgerOf(10, -30, 5, -1, 2).Stats()
	want := LedgerStats{N: 5, Longs: 5, TotalBps: -14, MeanBps: -2.8, MedianBps: 2, StdBps: s.StdBps,
		WinRate: 0.6, BestBps: 10, WorstBps: -30, MaxDrawdownBps: -30, ProfitFactor: 17.0 / 31}
	if s != want {
		t.Errorf("got  %+v\nwant %+v", s, want)
	}
	// variance by hand: (12.8² + 27.2² + 7.8² + 1.8² + 4.8²) / 4
	if math.Abs(s.StdBps*s.StdBps-990.8/4) > 1e-9 {
		t.Errorf("deviation %v", s.StdBps)
	}
	if got := ledgerOf(3).Stats(); !math.IsNaN(got.StdBps) || got.MaxDrawdownBps != 0 {
		t.Errorf("one round trip: %+v", got)
	}
	if got := ledgerOf(-5, -5).Stats().MaxDrawdownBps; got != -5 {
		t.Errorf("drawdown %v: it counts from the first round trip's profit, as the reference does", got)
	}
}

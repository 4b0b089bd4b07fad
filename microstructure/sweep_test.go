package microstructure

import (
	"fmt"
	"math"
	"reflect"
	"runtime"
	"testing"
)

// ledgerTrials evaluates every configuration by way of its ledger.
func ledgerTrials(g Grid, s Series) []Trial {
	s = s.WithSignal()
	var trials []Trial
	for _, f := range g.Filters {
		for _, threshold := range g.Thresholds {
			for _, h := range g.Holdings {
				t := Trial{Filter: f, Threshold: threshold, Holding: h, FeeBps: g.FeeBps}
				if l := t.Strategy().BacktestAtSignalClose(s); len(l) > 0 {
					stats := l.Stats()
					t.N, t.TotalBps, t.MeanBps, t.WinRate = stats.N, stats.TotalBps, stats.MeanBps, stats.WinRate
					t.Sharpe = l.TradeSharpe(h.Bars)
				}
				trials = append(trials, t)
			}
		}
	}
	return trials
}

func TestSweepEqualsLedgers(t *testing.T) {
	g := DefaultGrid()
	g.Thresholds = []float64{-1, 0, 0.5, 1.5, 2.5, 9}
	g.Holdings = append(g.Holdings, Horizon{"none", 0}, Horizon{"one", 1}, Horizon{"longer than the span", 10_000})
	for _, n := range []int{0, 1, 2, 3, 25, 63, 64, 65, 128, 129, 3000} {
		s := randomSeries(uint64(n), n)
		for i := range s.Signal {
			if i < n/10 || i%97 == 5 && n%2 == 0 {
				s.Signal[i] = math.NaN()
			}
		}
		want := ledgerTrials(g, s)
		for _, processors := range []int{1, 2, 5} {
			before := runtime.GOMAXPROCS(processors)
			last, calls := 0, 0
			got := g.Sweep(s, func(n int) { last, calls = n, calls+1 })
			runtime.GOMAXPROCS(before)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%d rows on %d processors: the sweep differs from the ledgers", n, processors)
			}
			if last != g.Len() || calls != g.Len() {
				t.Errorf("%d calls up to %d for %d configurations", calls, last, g.Len())
			}
		}
	}
}

func BenchmarkSweep(b *testing.B) {
	s := randomSeries(1, 26_496)
	for _, thresholds := range []int{4, 400} {
		g := DefaultGrid()
		if thresholds > 4 {
			g.Thresholds = nil
			for i := range thresholds {
				g.Thresholds = append(g.Thresholds, 1+1.5*float64(i)/float64(thresholds))
			}
		}
		b.Run(fmt.Sprintf("configurations=%d", g.Len()), func(b *testing.B) {
			b.SetBytes(int64(8 * len(s.Signal) * g.Len()))
			b.ReportAllocs()
			for b.Loop() {
				g.Sweep(s, nil)
			}
		})
	}
}

func TestSweepAllocatesNothingPerConfiguration(t *testing.T) {
	s := randomSeries(1, 2000)
	allocations := func(thresholds int) float64 {
		g := DefaultGrid()
		g.Thresholds = make([]float64, thresholds)
		for i := range g.Thresholds {
			g.Thresholds[i] = 1 + float64(i)/100
		}
		return testing.AllocsPerRun(5, func() { g.Sweep(s, nil) })
	}
	if few, many := allocations(4), allocations(200); many > few+20 {
		t.Errorf("%v allocations for 4 thresholds, %v for 200", few, many)
	}
}

package reference

import (
	"fmt"
	"math"
	"reflect"
	"runtime"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// ledgerTrials evaluates every configuration by way of its ledger.
func ledgerTrials(s Series, g microstructure.Grid, feeBps float64) []Trial {
	s = must(s.WithSignal())
	var trials []Trial
	for _, c := range g.Configurations() {
		t := Trial{Configuration: c, FeeBps: feeBps}
		if l := must(t.Strategy().BacktestAtSignalClose(s)); len(l) > 0 {
			stats := l.Stats()
			t.N, t.TotalBps, t.MeanBps, t.WinRate = stats.N, stats.TotalBps, stats.MeanBps, stats.WinRate
			if stats.StdBps > 0 {
				t.Sharpe = stats.MeanBps / stats.StdBps * math.Sqrt(252*288/float64(max(c.Holding.Bars, 1)))
			}
		}
		trials = append(trials, t)
	}
	return trials
}

func TestSweepEqualsLedgers(t *testing.T) {
	g := microstructure.DefaultGrid()
	g.Thresholds = []float64{-1, 0, 0.5, 1.5, 2.5, 9}
	g.Holdings = append(g.Holdings, microstructure.Horizon{Name: "none"}, microstructure.Horizon{Name: "one", Bars: 1}, microstructure.Horizon{Name: "longer than the span", Bars: 10_000})
	for _, n := range []int{0, 1, 2, 3, 25, 63, 64, 65, 128, 129, 3000} {
		s := randomSeries(uint64(n), n)
		for i := range s.Signal {
			if i < n/10 || i%97 == 5 && n%2 == 0 {
				s.Signal[i] = math.NaN()
			}
		}
		want := ledgerTrials(s, g, 7)
		for _, processors := range []int{1, 2, 5} {
			before := runtime.GOMAXPROCS(processors)
			last, calls := 0, 0
			got := must(Sweep(s, g, 7, func(n int) { last, calls = n, calls+1 }))
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
		g := microstructure.DefaultGrid()
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
				must(Sweep(s, g, 7, nil))
			}
		})
	}
}

func TestSweepAllocatesNothingPerConfiguration(t *testing.T) {
	s := randomSeries(1, 2000)
	allocations := func(thresholds int) float64 {
		g := microstructure.DefaultGrid()
		g.Thresholds = make([]float64, thresholds)
		for i := range g.Thresholds {
			g.Thresholds[i] = 1 + float64(i)/100
		}
		return testing.AllocsPerRun(5, func() { must(Sweep(s, g, 7, nil)) })
	}
	if few, many := allocations(4), allocations(200); many > few+20 {
		t.Errorf("%v allocations for 4 thresholds, %v for 200", few, many)
	}
}

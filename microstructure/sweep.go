package microstructure

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A RegimeFilter is a named set of regimes to trade in.
type RegimeFilter struct {
	Name    string
	Regimes RegimeSet
}

// A Grid spans configurations: each filter with each threshold with each holding period.
type Grid struct {
	Filters    []RegimeFilter
	Thresholds []float64
	Holdings   []Horizon
	FeeBps     float64 // of a round trip
}

// DefaultGrid has the reference's 3 × 4 × 4 configurations at 7 bps a round
// trip: taker in (5), maker out (2).
func DefaultGrid() Grid {
	return Grid{
		Filters: []RegimeFilter{
			{"all", AllRegimes},
			{"low+normal", NewRegimeSet(LowVol, Normal)},
			{"low_only", NewRegimeSet(LowVol)},
		},
		Thresholds: []float64{1, 1.5, 2, 2.5},
		Holdings:   Horizons()[1:],
		FeeBps:     7,
	}
}

// A Trial is one configuration and what it made on some span.
type Trial struct {
	Filter    RegimeFilter
	Threshold float64
	Holding   Horizon
	FeeBps    float64

	N        int // round trips; with none, the figures below are 0
	TotalBps float64
	MeanBps  float64
	WinRate  float64
	Sharpe   float64 // see Ledger.TradeSharpe
}

// Strategy is the trial's configuration.
func (t Trial) Strategy() Contrarian {
	return Contrarian{t.Threshold, t.Holding.Bars, t.Filter.Regimes, t.FeeBps}
}

func (t Trial) String() string {
	return text.Configuration(t.Filter.Name, t.Threshold, t.Holding.Name)
}

// Len is the number of configurations.
func (g Grid) Len() int { return len(g.Filters) * len(g.Thresholds) * len(g.Holdings) }

// Sweep backtests every configuration on one span, in the order filter,
// threshold, holding. Each trial has BacktestAtSignalClose's flattery. After
// each one, done is told how many there are (nil for none), one call at a time.
// The configurations run on all processors, whose number changes no result.
func (g Grid) Sweep(s Series, done func(int)) []Trial {
	trials := make([]Trial, 0, g.Len())
	for _, f := range g.Filters {
		for _, threshold := range g.Thresholds {
			for _, h := range g.Holdings {
				trials = append(trials, Trial{Filter: f, Threshold: threshold, Holding: h, FeeBps: g.FeeBps})
			}
		}
	}
	e := newEntries(s.WithSignal(), g)
	var mu sync.Mutex
	finished := 0
	parallel.For(len(trials), runtime.GOMAXPROCS(0), func() func(int) {
		w := sweeper{entries: &e}
		return func(i int) {
			pair := i / len(g.Holdings)
			w.evaluate(&trials[i], pair/len(g.Thresholds), pair%len(g.Thresholds))
			if done != nil {
				mu.Lock()
				finished++
				done(finished)
				mu.Unlock()
			}
		}
	})
	return trials
}

// ByTotal sorts a copy by total profit, the best first; ties stay in sweep order.
func ByTotal(trials []Trial) []Trial {
	out := slices.Clone(trials)
	slices.SortStableFunc(out, func(a, b Trial) int { return cmp.Compare(b.TotalBps, a.TotalBps) })
	return out
}

// BestInHindsight is the trial with the largest total profit among those with
// more than moreThan round trips. It is chosen on the very span that it is then
// judged on, so its profit flatters.
func BestInHindsight(trials []Trial, moreThan int) (Trial, error) {
	most := 0
	for _, t := range ByTotal(trials) {
		if t.N > moreThan {
			return t, nil
		}
		most = max(most, t.N)
	}
	return Trial{}, fmt.Errorf("%w: none of %s made more than %s, the busiest made %s",
		ErrNoConfiguration, text.Count(len(trials)), text.Plural(moreThan, "round trip"), text.Count(most))
}

package reference

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A Trial is one configuration with its result on some span.
type Trial struct {
	microstructure.Configuration
	FeeBps float64 // per round trip

	N        int // round trips; with none, the figures below are 0
	TotalBps float64
	MeanBps  float64
	WinRate  float64
	// Sharpe is mean over standard deviation (n - 1) of the round trips'
	// profit, times sqrt(252 × bars per day / holding bars), annualised; 0
	// where the standard deviation is not above 0. It flatters: it takes a year
	// of 252 days for a market that never closes, and as many round trips as
	// fit in it, whether or not they were made.
	Sharpe float64
}

// Strategy is the trial's configuration.
func (t Trial) Strategy() Contrarian {
	return Contrarian{t.Threshold, t.Holding.Bars, t.Filter.Regimes, t.FeeBps}
}

// Sweep backtests every configuration of a grid on one span, in the grid's
// order, at a fee per round trip. Each trial flatters as BacktestAtSignalClose
// does. done, which may be nil, gets the number of finished trials after each
// one; its calls do not overlap. The configurations run on all processors,
// whose number changes no result. An invalid series is an error.
func Sweep(s Series, g microstructure.Grid, feeBps float64, done func(int)) ([]Trial, error) {
	s, err := s.WithSignal()
	if err != nil {
		return nil, err
	}
	trials := make([]Trial, 0, g.Len())
	for _, c := range g.Configurations() {
		trials = append(trials, Trial{Configuration: c, FeeBps: feeBps})
	}
	e := newEntries(s, g)
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
	return trials, nil
}

// ByTotal sorts a copy by total profit, the best first; ties stay in sweep
// order.
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

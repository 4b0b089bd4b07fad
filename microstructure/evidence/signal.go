package evidence

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/rolling"
)

// A Signal is the composite on the calendar grid, the same in train and test,
// and causal: each feature's rank within the last three days (at least one day
// of values), their mean, standardised by the last three days of itself. A row
// that lacks a bar has no signal.
type Signal struct {
	Score []float64 // mean of the features' ranks, (0, 1]; high = buying pressure
	Value []float64 // Score, standardised
	Valid []int     // scores within the window that standardises the row
}

// newSignal ranks, averages and standardises the consensus of features, each a
// column by row of the given length.
func newSignal(consensus [][]float64, interval microstructure.Interval) Signal {
	rows, w := 0, interval.Windows()
	if len(consensus) > 0 {
		rows = len(consensus[0])
	}
	s := Signal{Score: make([]float64, rows), Valid: make([]int, rows)}
	counts := make([]int, rows)
	rank := make([]float64, rows)
	for _, x := range consensus {
		rolling.Rank(rank, x, w.Rank, w.RankMin)
		for i, v := range rank {
			if !math.IsNaN(v) {
				s.Score[i] += v
				counts[i]++
			}
		}
	}
	valid := 0
	for i := range s.Score {
		s.Score[i] /= float64(counts[i]) // 0/0 is NaN
		if counts[i] > 0 {
			valid++
		}
		if i >= w.Rank && counts[i-w.Rank] > 0 {
			valid--
		}
		s.Valid[i] = valid
	}
	s.Value = interval.RollingSignal(s.Score)
	return s
}

// Signal of the calendar's consensus of the given features, usually
// microstructure.SignalFeatures.
func (c *Calendar) Signal(features []microstructure.Feature) Signal {
	consensus := make([][]float64, len(features))
	for i, f := range features {
		consensus[i] = c.Consensus(f)
	}
	return newSignal(consensus, c.Interval)
}

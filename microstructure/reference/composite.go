package reference

import (
	"math"
	"runtime"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/internal/rolling"
)

// A Composite averages the percentile ranks of the consensus features. It is
// causal: a row depends only on itself and earlier rows.
type Composite struct {
	Features  []microstructure.Feature
	Consensus [][]float64 // by feature, then row: mean over sources
	Ranks     [][]float64 // by feature, then row: (0, 1] within Windows.Rank rows, NaN before Windows.RankMin
	Score     []float64   // mean of the row's ranks: high = buying pressure
}

// NewComposite ranks the consensus of the given features and averages the
// ranks.
func NewComposite(p *microstructure.Panel, features []microstructure.Feature) Composite {
	n := len(features)
	w := p.Interval.Windows()
	c := Composite{Features: features, Consensus: make([][]float64, n), Ranks: make([][]float64, n)}
	parallel.For(n, runtime.GOMAXPROCS(0), func() func(int) {
		return func(i int) {
			c.Consensus[i] = p.Consensus(features[i])
			c.Ranks[i] = make([]float64, p.Len())
			rolling.Rank(c.Ranks[i], c.Consensus[i], w.Rank, w.RankMin)
		}
	})
	c.Score = meanAcross(c.Ranks, p.Len())
	return c
}

// meanAcross is the mean of each row over the columns that have a value there.
func meanAcross(columns [][]float64, rows int) []float64 {
	out := make([]float64, rows)
	for i := range out {
		sum, n := 0.0, 0
		for _, c := range columns {
			if !math.IsNaN(c[i]) {
				sum += c[i]
				n++
			}
		}
		out[i] = sum / float64(n)
	}
	return out
}

package microstructure

import (
	"math"
	"runtime"

	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/internal/rolling"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// RankWindow and RankMinPeriods are the rows, three days and one, over which
// features are ranked and the composite is standardised.
const (
	RankWindow     = 864
	RankMinPeriods = 288
)

// SignalBars is the number of bars, none of them missing, at the last of which
// the first signal is: RankMinPeriods for a first rank, and as many ranks.
const SignalBars = 2*RankMinPeriods - 1

// SignalFeatures are the six whose consensus makes the composite.
func SignalFeatures() []Feature { return PanelFeatures()[:6] }

// A Composite averages the percentile ranks of the consensus features. All of
// it is causal: a row depends on itself and earlier rows.
type Composite struct {
	Features  []Feature
	Consensus [][]float64 // by feature, then row: mean over sources
	Ranks     [][]float64 // by feature, then row: (0, 1] within RankWindow rows, NaN before RankMinPeriods
	Score     []float64   // mean of the row's ranks: high = buying pressure
}

// NewComposite ranks and averages the consensus of the given features.
func NewComposite(p *Panel, features []Feature) Composite {
	n := len(features)
	c := Composite{Features: features, Consensus: make([][]float64, n), Ranks: make([][]float64, n)}
	parallel.For(n, runtime.GOMAXPROCS(0), func() func(int) {
		return func(i int) {
			c.Consensus[i] = p.Consensus(features[i])
			c.Ranks[i] = make([]float64, p.Len())
			rolling.Rank(c.Ranks[i], c.Consensus[i], RankWindow, RankMinPeriods)
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

// RollingSignal standardises a score by the mean and deviation of the last
// RankWindow rows, the deviation at least 1e-10. Causal; NaN before RankMinPeriods scores.
func RollingSignal(score []float64) []float64 {
	n := len(score)
	m, sd := make([]float64, n), make([]float64, n)
	rolling.Mean(m, score, RankWindow, RankMinPeriods)
	rolling.Std(sd, score, RankWindow, RankMinPeriods)
	out := make([]float64, n)
	for i := range out {
		out[i] = (score[i] - m[i]) / max(sd[i], guard)
	}
	return out
}

// A ZScore is a mean and a standard deviation (n - 1) estimated on some span.
type ZScore struct{ Mean, Std float64 }

// FitZScore estimates on the values that are not NaN. Below two of them Std is
// NaN, and of none both are.
func FitZScore(x []float64) ZScore {
	values := vector.WithoutNaN(x)
	return ZScore{vector.Mean(values), vector.SampleStd(values)}
}

// Apply standardises any span with the estimate: NaN everywhere if Std is not above 0.
func (z ZScore) Apply(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.NaN()
		if z.Std > 0 {
			out[i] = (v - z.Mean) / z.Std
		}
	}
	return out
}

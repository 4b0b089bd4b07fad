package factor

import (
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A Profile describes a feature before it is compared with any return.
type Profile struct {
	Feature, Unit string
	Rows, Missing int
	Mean, Std     float64
	Quantiles     []float64 // at ProfileQuantiles
	// Autocorrelation is that of the ranks at Study.Lags.
	Autocorrelation []float64
	// HalfLife is the first lag, in rows and between two of them, at which the
	// autocorrelation is a half; NaN if it is not within a day.
	HalfLife float64
}

// ProfileQuantiles are the probabilities of Profile.Quantiles.
var ProfileQuantiles = []float64{0, 0.05, 0.25, 0.5, 0.75, 0.95, 1}

// profile describes feature f.
func (p *Panel) profile(f int, x column, lags []int) Profile {
	out := Profile{Feature: p.Names[f], Rows: len(x.order), Missing: p.Len() - len(x.order)}
	if f < len(p.Units) {
		out.Unit = p.Units[f]
	}
	sorted := make([]float64, len(x.order))
	for i, row := range x.order {
		sorted[i] = x.values[row]
		out.Mean += sorted[i] / float64(len(sorted))
	}
	for _, v := range sorted {
		out.Std += float64((v - out.Mean) * (v - out.Mean) / float64(len(sorted)-1))
	}
	out.Std = math.Sqrt(out.Std)
	for _, q := range ProfileQuantiles {
		out.Quantiles = append(out.Quantiles, vector.Quantile(sorted, q))
	}
	scores := overallScores(x)
	for _, lag := range lags {
		out.Autocorrelation = append(out.Autocorrelation, autocorrelation(scores, lag))
	}
	out.HalfLife = math.NaN()
	before := 1.0
	for lag := 1; lag <= p.Interval.PerDay(); lag++ {
		now := autocorrelation(scores, lag)
		if now <= 0.5 {
			out.HalfLife = float64(lag-1) + (before-0.5)/(before-now)
			break
		}
		before = now
	}
	return out
}

// overallScores are the rank scores of all rows with a value, NaN elsewhere.
func overallScores(x column) []float64 {
	out := slices.Repeat([]float64{math.NaN()}, len(x.values))
	mask := make([]bool, len(x.values))
	for _, row := range x.order {
		mask[row] = true
	}
	x.scores(mask, len(x.order), out)
	return out
}

// autocorrelation of scores of mean 0 and variance 1, over the pairs that have
// both values; NaN for none.
func autocorrelation(scores []float64, lag int) float64 {
	sum, n := 0.0, 0
	for i := lag; i < len(scores); i++ {
		if product := scores[i] * scores[i-lag]; !math.IsNaN(product) {
			sum, n = sum+product, n+1
		}
	}
	return sum / float64(n)
}

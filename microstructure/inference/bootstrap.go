package inference

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// MeanBootstrap holds the resampled means of a series and the one-sided
// p-values of the hypothesis that the mean is at most 0 against a positive one.
type MeanBootstrap struct {
	Mean  float64
	Reps  int
	Means []float64 // resampled means, in the order drawn
	// CountRecentred is the number of resamples with mean* - mean >= mean;
	// PRecentred, the primary p-value, its share.
	CountRecentred int
	PRecentred     float64
	// PRecentredPlus1 is (1+count)/(Reps+1), the one to report: Reps draws
	// cannot show a p of 0.
	PRecentredPlus1 float64
	// CountNotPositive is the number of resamples with mean* <= 0; PPercentile
	// its share.
	CountNotPositive int
	PPercentile      float64
	PPercentilePlus1 float64
	sorted           []float64
}

// BootstrapMean resamples x by the stationary bootstrap with the mean block
// length given, in observations; below 1 it counts as 1. Fewer than 2 values,
// values that are not finite or a constant series: NaN. ErrResampling for unfit
// parameters.
//
// Source: Politis and Romano 1994, JASA 89, 1303-1313.
func BootstrapMean(x []float64, meanBlock float64, r Resampling) (MeanBootstrap, error) {
	if err := r.check(meanBlock); err != nil {
		return undefinedBootstrap(), err
	}
	if !resamplable(x) {
		return undefinedBootstrap(), nil
	}
	sums := make([]float64, r.Reps)
	p := restart(meanBlock)
	r.inChunks(func() func(*rand.Rand, int, int) {
		indices := make([]int, len(x))
		return func(rng *rand.Rand, from, to int) {
			for rep := from; rep < to; rep++ {
				drawStationary(rng, p, indices)
				sums[rep] = sumAt(x, indices)
			}
		}
	})
	return fromSums(x, sums), nil
}

// Percentile gives the interval between the type-7 quantiles of the resampled
// means at (1-level)/2 and 1-(1-level)/2; NaN when level is not inside (0, 1).
// The ends are one-sided bounds at (1+level)/2. For the mean of a short
// dependent series MeanInterval covers better.
func (b MeanBootstrap) Percentile(level float64) (lower, upper float64) {
	if !(level > 0 && level < 1) || len(b.sorted) == 0 {
		return math.NaN(), math.NaN()
	}
	tail := (1 - level) / 2
	return vector.Quantile(b.sorted, tail), vector.Quantile(b.sorted, 1-tail)
}

// Basic gives the percentile interval reflected at the mean: 2 mean - upper to
// 2 mean - lower.
func (b MeanBootstrap) Basic(level float64) (lower, upper float64) {
	low, high := b.Percentile(level)
	return float64(2*b.Mean) - high, float64(2*b.Mean) - low
}

func sumAt(x []float64, indices []int) float64 {
	var sum float64
	for _, i := range indices {
		sum += x[i]
	}
	return sum
}

// fromSums compares sums rather than means: dividing by n first can lose a tie.
func fromSums(x, sums []float64) MeanBootstrap {
	n, reps := float64(len(x)), float64(len(sums))
	b := MeanBootstrap{Mean: meanOf(x), Reps: len(sums), Means: make([]float64, len(sums))}
	total := sumOf(x)
	for i, sum := range sums {
		b.Means[i] = sum / n
		if sum >= 2*total {
			b.CountRecentred++
		}
		if sum <= 0 {
			b.CountNotPositive++
		}
	}
	b.PRecentred, b.PRecentredPlus1 = shares(b.CountRecentred, reps)
	b.PPercentile, b.PPercentilePlus1 = shares(b.CountNotPositive, reps)
	b.sorted = slices.Sorted(slices.Values(b.Means))
	return b
}

func shares(count int, reps float64) (p, plus1 float64) {
	return float64(count) / reps, (1 + float64(count)) / (reps + 1)
}

func undefinedBootstrap() MeanBootstrap {
	nan := math.NaN()
	return MeanBootstrap{Mean: nan, PRecentred: nan, PRecentredPlus1: nan, PPercentile: nan, PPercentilePlus1: nan}
}

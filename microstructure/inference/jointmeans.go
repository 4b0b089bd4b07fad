package inference

import "math"

// JointMeans are the means of several series over the same periods, which move
// together.
type JointMeans struct {
	Means     []float64
	Cov       [][]float64 // of the means
	MeanBlock float64     // mean block length, in periods
}

// NewJointMeans gives the means of series[s][t] with the covariance that the
// stationary bootstrap gives them when it draws periods for all series at once,
// in the limit of infinitely many resamples, with the divisor of MeanInterval.
// With V(x) the variance of a series' mean,
//
//	cov(i, j) = (V(x_i + x_j) - V(x_i) - V(x_j))/2
//
// The blocks are those of the mean over all series, at least 1. Fewer than 8
// periods, values that are not finite or series whose mean never varies: NaN.
// Series that differ in length: ErrLengths.
//
// Source: Politis and Romano 1994, JASA 89, 1303-1313, lemma 1.
func NewJointMeans(series [][]float64) (JointMeans, error) {
	n := len(series)
	out := JointMeans{Means: make([]float64, n), Cov: make([][]float64, n), MeanBlock: math.NaN()}
	if _, err := checkTrials(series); err != nil {
		return out, err
	}
	out.MeanBlock = math.Max(1, BlockLength(meanOver(series)).Stationary)
	for i := range series {
		out.Means[i], out.Cov[i] = meanOf(series[i]), make([]float64, n)
		out.Cov[i][i] = meanVariance(series[i], out.MeanBlock)
	}
	for i := range series {
		for j := range i {
			sum := meanVariance(added(series[i], series[j]), out.MeanBlock)
			out.Cov[i][j] = (sum - out.Cov[i][i] - out.Cov[j][j]) / 2
			out.Cov[j][i] = out.Cov[i][j]
		}
	}
	return out, nil
}

// meanVariance is the squared standard error of the mean; 0 for a constant
// series.
func meanVariance(x []float64, meanBlock float64) float64 {
	if len(x) > 0 && finite(x) && constant(x) && !math.IsNaN(meanBlock) {
		return 0
	}
	se := correctedSE(x, meanBlock)
	return se * se
}

func added(x, y []float64) []float64 {
	out := make([]float64, len(x))
	for t := range out {
		out[t] = x[t] + y[t]
	}
	return out
}

// meanOver is the mean of several series in each period.
func meanOver(series [][]float64) []float64 {
	if len(series) == 0 {
		return nil
	}
	out := make([]float64, len(series[0]))
	for _, x := range series {
		for t := range out {
			out[t] += x[t] / float64(len(series))
		}
	}
	return out
}

// EffectiveSeries is the number of independent series whose mean varies as that
// of n with a mean correlation of rho, all of one variance:
//
//	n/(1 + (n - 1) rho),    rho at least 0
//
// It is NaN for n < 1 or a NaN rho.
//
// Source: Kish 1965, Survey Sampling, 5.4 (the design effect).
func EffectiveSeries(n int, rho float64) float64 {
	if n < 1 || math.IsNaN(rho) {
		return math.NaN()
	}
	return float64(n) / (1 + float64(float64(n-1)*math.Min(1, math.Max(0, rho))))
}

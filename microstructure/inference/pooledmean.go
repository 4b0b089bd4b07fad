package inference

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// A PooledMean is the random-effects mean of several series over the same
// periods, with its confidence interval.
type PooledMean struct {
	// Interval of the mean: its SE has the part of Tau, its N and MeanBlock are
	// those of the weighted series, and its P is NaN unless Tau is 0.
	Interval
	Effects    RandomEffects // of the series' means
	SamplingSE float64       // the standard error without the part of Tau
	Series     []float64     // the weighted mean of the series in each period
}

// PooledMeanInterval gives the interval of the mean of series[s][t] as if the
// series were drawn from many. Periods are resampled for all series at once:
// MeanInterval of the weighted mean over the series, whose ends are then drawn
// apart by what tau adds to the standard error, and as Student's t distribution
// with the degrees of freedom of RandomEffects is wider than the normal one.
//
// So often the 90 % interval of 3 and of 10 series of 62 days covers the mean
// that they were drawn around, with tau as a multiple of the standard error of
// a series' mean (2,000 simulations each, 2026-11-26, a standard error of 0.7
// points; TestPooledMeanCoverage repeats it):
//
//	correlation              0     0.3     0.8
//	3 series, tau 0       92.4    91.3    90.2
//	3 series, tau 1       86.1    89.1    90.0
//	3 series, tau 3       84.5    86.6    89.0
//	10 series, tau 0      90.2    88.8    89.0
//	10 series, tau 1      88.5    89.2    90.2
//	10 series, tau 3      89.6    89.7    90.8
//
// One series: tau is 0. A series that never varies, fewer than 8 periods or
// values that are not finite: NaN. ErrLengths for series that differ in length,
// ErrLevel for a level outside (0, 1), ErrResampling for unfit parameters.
func PooledMeanInterval(series [][]float64, level float64, r Resampling) (PooledMean, error) {
	nan := math.NaN()
	out := PooledMean{SamplingSE: nan}
	out.Interval = Interval{Mean: nan, SE: nan, MeanBlock: nan, Lower: nan, Upper: nan, P: nan}
	if !(level > 0 && level < 1) {
		return out, fmt.Errorf("%w: %v", ErrLevel, level)
	}
	joint, err := NewJointMeans(series)
	if err != nil {
		return out, err
	}
	if out.Effects, err = PauleMandel(joint.Means, joint.Cov); err != nil {
		return out, err
	}
	if len(series) > 0 {
		out.Series = make([]float64, len(series[0]))
	}
	for s, w := range out.Effects.Weights {
		for t, v := range series[s] {
			out.Series[t] += float64(w * v)
		}
	}
	if out.Effects.Weights == nil {
		out.Interval.N = len(out.Series)
		return out, r.check(1)
	}
	if out.Interval, err = MeanInterval(out.Series, level, r); err != nil || !(out.Interval.SE > 0) {
		return out, err
	}
	out.SamplingSE = out.Interval.SE
	if e, i := &out.Effects, &out.Interval; e.TauVar > 0 {
		e.SamplingVar = float64(out.SamplingSE * out.SamplingSE)
		i.SE, i.P = e.SE(), nan
		wider := i.SE / out.SamplingSE * studentQuantile((1+level)/2, e.DF()) / NormalQuantile((1+level)/2)
		i.Lower, i.Upper = i.Mean-float64(wider*(i.Mean-i.Lower)), i.Mean+float64(wider*(i.Upper-i.Mean))
	}
	return out, nil
}

// studentQuantile is that of Student's t distribution for p of at least 0.5:
// the t whose two-sided p-value is 2 (1 - p).
func studentQuantile(p, df float64) float64 {
	if df > 1e6 {
		return NormalQuantile(p)
	}
	x := mathext.InvRegIncBeta(df/2, 0.5, 2*(1-p))
	return math.Sqrt(df * (1 - x) / x)
}

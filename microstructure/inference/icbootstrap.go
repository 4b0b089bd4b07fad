package inference

import (
	"fmt"
	"math"
)

// ICBoot is a rank information coefficient with its block-bootstrap test.
type ICBoot struct {
	N         int     // pairs without NaN
	Rho       float64 // rank correlation
	SE        float64 // standard error of Rho, corrected for small samples as in MeanInterval
	MeanBlock float64 // mean block length, in pairs
	P         float64 // two-sided, (1+count)/(Reps+1)
}

// ICBootstrap tests the rank correlation of a signal x with the return y over
// the following horizon periods. The products of rank scores, whose mean is
// rho, are resampled by the stationary bootstrap with the larger of the horizon
// and their Politis-White length, and studentised as in MeanInterval:
//
//	p = share of |mean*/se*| >= |rho/se|,    the mean taken about rho
//
// A pair with a NaN on either side is dropped and the rest closed up. Fewer
// than 8 pairs or a constant side: NaN; fewer than two blocks: Rho and
// MeanBlock alone. ErrLengths for lengths that differ, ErrLag for a horizon
// below 1, ErrResampling for unfit parameters.
//
// For a signal with autocorrelation 0.9, horizon 12 and no relation, it rejects
// at a nominal 5 % in 7.0 % of 1,000 simulations with 300 pairs and in 6.1 %
// with 1,500, where ICHAC at lag 11 rejects in 13.5 % and 10.9 %. Resampling y
// alone does as well there, but worse when signal and return share their
// volatility.
//
// Source: Politis and Romano 1994, JASA 89, 1303-1313; Götze and Künsch 1996,
// Annals of Statistics 24(5), 1914-1933.
func ICBootstrap(x, y []float64, horizon int, r Resampling) (ICBoot, error) {
	nan := math.NaN()
	out := ICBoot{Rho: nan, SE: nan, MeanBlock: nan, P: nan}
	if len(x) != len(y) {
		return out, lengthsError(len(x), len(y))
	}
	if horizon < 1 {
		return out, fmt.Errorf("%w: a horizon of %d, must be at least 1", ErrLag, horizon)
	}
	if err := r.check(1); err != nil {
		return out, err
	}
	x, y, _ = validPairs(x, y)
	out.N = len(x)
	if len(x) < 8 || constant(x) || constant(y) {
		return out, nil
	}
	scores, zy := rankScores(x), rankScores(y)
	for i := range scores {
		scores[i] *= zy[i]
	}
	out.Rho = meanOf(scores)
	length := BlockLength(scores).Stationary
	if math.IsNaN(length) {
		return out, nil
	}
	out.MeanBlock = math.Max(float64(horizon), length)
	out.SE = correctedSE(scores, out.MeanBlock)
	if !(out.SE > 0) || math.IsInf(out.SE, 1) { // no more than two blocks, or rounding has eaten the variance
		return out, nil
	}
	count := 0
	for _, t := range studentised(centred(scores), restart(out.MeanBlock), r) {
		if math.Abs(t) >= math.Abs(out.Rho)/out.SE {
			count++
		}
	}
	_, out.P = shares(count, float64(r.Reps))
	return out, nil
}

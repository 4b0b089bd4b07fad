package inference

import (
	"fmt"
	"math"
)

// ICResult is a rank information coefficient with tests that allow for
// overlapping returns.
type ICResult struct {
	N           int      // pairs without NaN
	Rho         float64  // rank correlation
	ProductMean HACTests // Rho as the mean of products of rank scores: the primary test
	Slope       HACTests // Rho as the slope of one rank score on the other
	// EffectiveN is the number of independent pairs that would give the same
	// precision: N times the ratio of the variance at lag 0 to that at the lag
	// used (product form). It exceeds N when neighbours offset each other.
	EffectiveN float64
}

// ICHAC gives the rank correlation of a signal x with the return y over the
// following horizon periods, taken every period, and its HAC tests. With zx, zy
// the average ranks of the valid pairs, centred and divided by their population
// standard deviation,
//
//	rho           = mean(zx zy)
//	product form  s_t = zx_t zy_t - rho            correction n/(n-1), n-1 degrees of freedom
//	slope form    s_t = zx_t (zy_t - rho zx_t)     correction n/(n-2), n-2 degrees of freedom
//	var(rho)      = [sum s_t^2 + 2 sum_{l=1..lag} (1 - l/(lag+1)) sum_t s_t s_{t-l}] / n^2
//
// Such returns overlap by horizon-1 periods, so a lag below that is ErrLag.
// Fewer than 3 pairs or a constant side: all NaN. lag >= n: Rho alone.
//
// It still rejects too often when the signal itself moves slowly: about 11 % at
// a nominal 5 % for a signal with autocorrelation 0.9, horizon 12 and 300
// pairs. ICBootstrap keeps its level better.
//
// Source: Newey and West 1987, Econometrica 55(3), 703-708, on rank scores.
func ICHAC(x, y []float64, horizon, lag int, policy NaNPolicy) (ICResult, error) {
	r := ICResult{Rho: math.NaN(), ProductMean: undefinedTests(), Slope: undefinedTests(), EffectiveN: math.NaN()}
	if len(x) != len(y) {
		return r, lengthsError(len(x), len(y))
	}
	if err := checkHAC(lag, policy); err != nil {
		return r, err
	}
	if horizon < 1 || lag < horizon-1 {
		return r, fmt.Errorf("%w: %d for a horizon of %d; the lag must be at least horizon - 1, the horizon at least 1", ErrLag, lag, horizon)
	}
	vx, vy, places := validPairs(x, y)
	r.N = len(vx)
	if r.N < 3 || constant(vx) || constant(vy) {
		return r, nil
	}
	n := float64(r.N)
	zx, zy := rankScores(vx), rankScores(vy)
	r.Rho = dot(zx, zy) / n
	if lag >= r.N {
		return r, nil
	}
	product, slope := make([]float64, r.N), make([]float64, r.N)
	for i := range zx {
		product[i] = float64(zx[i]*zy[i]) - r.Rho
		slope[i] = zx[i] * (zy[i] - float64(r.Rho*zx[i]))
	}
	if policy == GapNaN {
		product, slope = onGrid(product, places, len(x)), onGrid(slope, places, len(x))
	}
	sum := bartlettSum(product, lag)
	r.ProductMean = testAgainstZero(r.Rho, sum/(n*n), n/(n-1), n-1)
	r.Slope = testAgainstZero(r.Rho, bartlettSum(slope, lag)/(n*n), n/(n-2), n-2)
	if sum > 0 {
		r.EffectiveN = n * dot(product, product) / sum
	}
	return r, nil
}

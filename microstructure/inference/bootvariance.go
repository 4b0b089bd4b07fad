package inference

import "math"

// StationaryVariance holds the variance of the stationary bootstrap's mean in
// the limit of infinitely many resamples.
type StationaryVariance struct {
	NVarMean float64 // n times the variance of the resampled mean: a long-run variance
	SEMean   float64 // standard error of the mean
}

// ExactVariance gives the variance of the stationary bootstrap's mean without
// drawing a resample. With p one over the mean block length and g_i = (1/n)
// sum_t e_t e_{t+i}, e = x - mean,
//
//	n Var*(mean*) = g_0 + 2 sum_{i=1..n-1} [(1-i/n) (1-p)^i + (i/n) (1-p)^(n-i)] g_i
//
// It takes O(n) steps. A mean block below 1 counts as 1. Fewer than 2 values,
// values that are not finite, a constant series or a NaN block: NaN.
//
// Source: Politis and Romano 1994, JASA 89, 1303-1313, lemma 1.
func ExactVariance(x []float64, meanBlock float64) StationaryVariance {
	if !resamplable(x) || math.IsNaN(meanBlock) {
		return StationaryVariance{math.NaN(), math.NaN()}
	}
	v := stationaryVariance(centred(x), restart(meanBlock))
	return StationaryVariance{NVarMean: v, SEMean: math.Sqrt(v / float64(len(x)))}
}

// stationaryVariance is n Var*(mean*) for values e of mean 0. Written with
// circular autocovariances the weights are (1-i/n) q^i, q = 1-p, so that two
// recursive filters, of q^i and of i q^i, replace the double sum.
func stationaryVariance(e []float64, p float64) float64 {
	n := len(e)
	size, q := float64(n), 1-p
	edge := math.Pow(q, size)
	// At t: plain = sum_{i=1..n-1} q^i e_{t+i}, ramp = sum_{i=1..n-1} i q^i
	// e_{t+i}, indices modulo n; begun at t = n-1 from as far as q^i matters.
	var plain, ramp float64
	for i := int(math.Min(size-1, math.Abs(50/math.Log(q)))); i >= 1; i-- {
		plain += e[i-1]
		ramp = q * (ramp + plain)
		plain *= q
	}
	var sum, cross float64
	for t := n - 1; t >= 0; t-- {
		before := e[n-1]
		if t > 0 {
			before = e[t-1]
		}
		sum += float64(e[t] * e[t])
		cross += float64(e[t] * (plain - ramp/size))
		plain += e[t]
		ramp = float64(q*(ramp+plain)) - float64(size*edge*before)
		plain = float64(q*plain) - float64(edge*before)
	}
	return math.Max(0, (sum+float64(2*cross))/size)
}

// resamplable reports whether a bootstrap of x says anything.
func resamplable(x []float64) bool { return len(x) >= 2 && finite(x) && !constant(x) }

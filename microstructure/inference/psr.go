package inference

import "math"

// Sharpe is a series' Sharpe ratio per observation with what its sampling error
// depends on.
type Sharpe struct {
	N        int
	Ratio    float64 // mean / sample standard deviation (n-1)
	Skew     float64 // m3/m2^1.5, population moments
	Kurtosis float64 // m4/m2^2, population moments, raw: 3 for a normal distribution
}

// SharpeOf gives the Sharpe ratio and moments of returns or profits per period.
// Fewer than 3 values, values that are not finite or a constant series: NaN.
func SharpeOf(returns []float64) Sharpe {
	n := len(returns)
	if n < 3 || !finite(returns) || constant(returns) {
		return Sharpe{N: n, Ratio: math.NaN(), Skew: math.NaN(), Kurtosis: math.NaN()}
	}
	mean := meanOf(returns)
	var scale, m2, m3, m4 float64
	for _, v := range returns {
		scale = math.Max(scale, math.Abs(v-mean))
	}
	for _, v := range returns {
		e := (v - mean) / scale // a fourth power of tiny profits would underflow
		m2 += float64(e * e)
		m3 += float64(e * e * e)
		m4 += float64(e * e * e * e)
	}
	size := float64(n)
	m2, m3, m4 = m2/size, m3/size, m4/size
	return Sharpe{
		N:        n,
		Ratio:    mean / scale / math.Sqrt(m2*size/(size-1)),
		Skew:     m3 / (m2 * math.Sqrt(m2)),
		Kurtosis: m4 / (m2 * m2),
	}
}

// spread is n-1 times the variance of the ratio's estimate: 1 - skew SR +
// (kurtosis-1)/4 SR^2.
func (s Sharpe) spread() float64 {
	return 1 - float64(s.Skew*s.Ratio) + float64((s.Kurtosis-1)/4*s.Ratio*s.Ratio)
}

// ProbabilisticSharpe is the evidence that a true Sharpe ratio exceeds a
// benchmark.
type ProbabilisticSharpe struct {
	Z   float64
	PSR float64 // Phi(Z)
	P   float64 // 1 - PSR, from the tail
}

// PSR gives the probabilistic Sharpe ratio against a benchmark ratio per
// observation:
//
//	z   = (SR - benchmark) sqrt(n-1) / sqrt(1 - skew SR + (kurtosis-1)/4 SR^2)
//	PSR = Phi(z)
//
// n < 3, values that are not finite, or a bracket that is not positive: NaN. No
// real sample has a negative bracket, so one that is negative means that excess
// kurtosis was passed for raw.
//
// Source: Bailey and Lopez de Prado 2012, Journal of Risk 15(2), 3-44.
func (s Sharpe) PSR(benchmark float64) ProbabilisticSharpe {
	spread := s.spread()
	if s.N < 3 || !(spread > 0) || !finite([]float64{s.Ratio, benchmark}) {
		return ProbabilisticSharpe{math.NaN(), math.NaN(), math.NaN()}
	}
	z := (s.Ratio - benchmark) * math.Sqrt(float64(s.N-1)) / math.Sqrt(spread)
	return ProbabilisticSharpe{Z: z, PSR: NormalCDF(z), P: NormalSF(z)}
}

package inference

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/mathext"
)

// Equality is a test of the hypothesis that several means are equal.
type Equality struct {
	Periods int
	Used    []int // groups that vary, in ascending order
	Means   []float64
	Wald    float64 // chi-squared with len(Used)-1 degrees of freedom in large samples
	F       float64 // Wald scaled to an F statistic, for few periods
	PChi2   float64 // of Wald
	P       float64 // of F, the one to use
}

// EqualMeans tests whether groups have the same mean. Each group is a series
// over the same periods, so that what the groups have in common is allowed for.
// With D the differences of the other means to the first's, S their covariance
// as the stationary bootstrap with the mean block b has it in the limit of
// infinitely many resamples, corrected as in MeanInterval, n periods and q
// differences,
//
//	Wald = D' S^-1 D,    F = Wald (n-q)/(q (n-1)) with q and n-q degrees of freedom
//
// At b = 1 this is Hotelling's T^2 of the differences. Constant groups are left
// out. Fewer than two groups that vary, n <= q, values that are not finite or
// differences without a spread of their own: NaN. Series that differ in length:
// ErrLengths; a NaN block: ErrResampling.
//
// Source: Hotelling 1931, Annals of Mathematical Statistics 2(3), 360-378;
// Politis and Romano 1994, JASA 89, 1303-1313, lemma 1.
func EqualMeans(groups [][]float64, meanBlock float64) (Equality, error) {
	nan := math.NaN()
	out := Equality{Wald: nan, F: nan, PChi2: nan, P: nan}
	periods, err := checkTrials(groups)
	if err != nil {
		return out, err
	}
	out.Periods = periods
	if err := checkBlock(meanBlock); err != nil {
		return out, err
	}
	if !allFinite(groups) {
		return out, nil
	}
	for k, x := range groups {
		if periods > 0 && !constant(x) {
			out.Used, out.Means = append(out.Used, k), append(out.Means, meanOf(x))
		}
	}
	q, n, b := len(out.Used)-1, float64(periods), math.Max(1, meanBlock)
	free := n - float64(2*b) + 1
	if q < 1 || periods <= q || !(free > 0) {
		return out, nil
	}
	first, e := groups[out.Used[0]], make([][]float64, q)
	for i := range e {
		difference := make([]float64, periods)
		for t, v := range groups[out.Used[i+1]] {
			difference[t] = v - first[t]
		}
		e[i] = centred(difference)
	}
	d, s := mat.NewVecDense(q, nil), mat.NewSymDense(q, nil)
	for i := range e {
		d.SetVec(i, out.Means[i+1]-out.Means[0])
		for j := range i + 1 {
			s.SetSym(i, j, stationaryCovariance(e[i], e[j], restart(b))/free)
		}
	}
	var factor mat.Cholesky
	if !factor.Factorize(s) || factor.Cond() > 1e12 {
		return out, nil
	}
	var solved mat.VecDense
	if factor.SolveVecTo(&solved, d) != nil {
		return out, nil
	}
	out.Wald = mat.Dot(d, &solved)
	free = n - float64(q)
	out.F = out.Wald * free / (float64(q) * (n - 1))
	out.PChi2 = mathext.GammaIncRegComp(float64(q)/2, out.Wald/2)
	out.P = mathext.RegIncBeta(free/2, float64(q)/2, free/(free+float64(float64(q)*out.F)))
	return out, nil
}

// stationaryCovariance is n times the covariance of two resampled means, for
// values of mean 0; by polarisation of stationaryVariance, on equal scales.
func stationaryCovariance(x, y []float64, p float64) float64 {
	a, b := math.Sqrt(dot(x, x)), math.Sqrt(dot(y, y))
	if a == 0 || b == 0 {
		return 0
	}
	sum, difference := make([]float64, len(x)), make([]float64, len(x))
	for t := range x {
		u, v := x[t]/a, y[t]/b
		sum[t], difference[t] = u+v, u-v
	}
	return a * b * (stationaryVariance(sum, p) - stationaryVariance(difference, p)) / 4
}

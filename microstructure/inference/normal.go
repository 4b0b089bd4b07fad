package inference

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// NormalCDF is the probability that a standard normal variable is at most z:
//
//	Phi(z) = erfc(-z/sqrt 2)/2
//
// It keeps its relative precision in the lower tail.
func NormalCDF(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }

// NormalSF is the probability that a standard normal variable exceeds z. It
// comes from the tail, not from 1 - Phi(z), so that small values keep their
// digits.
func NormalSF(z float64) float64 { return 0.5 * math.Erfc(z/math.Sqrt2) }

// NormalTwoSidedP is the probability that a standard normal variable is at
// least |z| away from 0.
func NormalTwoSidedP(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// NormalQuantile is the inverse of NormalCDF, precise down to p = 1e-300
// (Wichura 1988, algorithm AS 241). It is -Inf at 0, +Inf at 1, and NaN outside
// [0, 1].
func NormalQuantile(p float64) float64 {
	switch {
	case !(p >= 0 && p <= 1):
		return math.NaN()
	case p == 0:
		return math.Inf(-1)
	case p == 1:
		return math.Inf(1)
	}
	return mathext.NormalQuantile(p)
}

// StudentTwoSidedP is the probability that a Student t variable with df degrees
// of freedom is at least |t| away from 0:
//
//	p = I_{df/(df+t^2)}(df/2, 1/2)
//
// with I the regularised incomplete beta function. It is NaN for df < 1 or a
// NaN, and 0 for an infinite t.
func StudentTwoSidedP(t, df float64) float64 {
	switch {
	case math.IsNaN(t) || !(df >= 1):
		return math.NaN()
	case math.IsInf(t, 0):
		return 0
	case math.IsInf(df, 1):
		return NormalTwoSidedP(t)
	}
	return mathext.RegIncBeta(df/2, 0.5, df/(df+float64(t*t)))
}

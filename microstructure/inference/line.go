package inference

import (
	"fmt"
	"math"
)

// Line is the least-squares line y = Alpha + Beta x of two series, with
// variances that are consistent under heteroskedasticity and autocorrelation.
type Line struct {
	N                 int
	Alpha, Beta       float64
	AlphaHAC, BetaHAC HACTests
	// Intercepts are Alpha + n psi_t, psi_t being what observation t adds to
	// the intercept's error: a series whose mean is Alpha and whose long-run
	// variance is Alpha's, for MeanInterval. Nil where Alpha is NaN.
	Intercepts []float64
}

// NeweyWestLine fits y on x with Bartlett weights up to lag. With e the
// residuals and Sxx = sum (x_t - xbar)^2,
//
//	psi_t(alpha) = e_t (1/n - xbar (x_t - xbar)/Sxx),    psi_t(beta) = e_t (x_t - xbar)/Sxx
//	var = sum psi_t^2 + 2 sum_{l=1..lag} (1 - l/(lag+1)) sum_t psi_t psi_{t-l}
//
// The correction multiplies by n/(n-2); t has n-2 degrees of freedom. A
// constant x explains nothing: Beta is 0, its tests are NaN, and Alpha is the
// mean. Fewer than 3 values, lag >= n or values that are not finite: NaN.
// Series that differ in length: ErrLengths. A negative lag: ErrLag.
//
// Source: Newey and West 1987, Econometrica 55(3), 703-708.
func NeweyWestLine(y, x []float64, lag int) (Line, error) {
	out := Line{N: len(y), Alpha: math.NaN(), Beta: math.NaN(), AlphaHAC: undefinedTests(), BetaHAC: undefinedTests()}
	if len(x) != len(y) {
		return out, fmt.Errorf("%w: %d and %d", ErrLengths, len(y), len(x))
	}
	if err := checkHAC(lag, DropNaN); err != nil {
		return out, err
	}
	if len(y) < 3 || lag >= len(y) || !finite(y) || !finite(x) {
		return out, nil
	}
	n := float64(len(y))
	dx, meanX := centred(x), meanOf(x)
	sxx := dot(dx, dx)
	out.Beta = 0
	if varies := !constant(x) && sxx > 0; varies {
		out.Beta = dot(dx, centred(y)) / sxx
	} else {
		sxx, meanX = 1, 0
		clear(dx)
	}
	out.Alpha = meanOf(y) - float64(out.Beta*meanX)
	ofAlpha, ofBeta := make([]float64, len(y)), make([]float64, len(y))
	out.Intercepts = make([]float64, len(y))
	for t := range y {
		e := y[t] - out.Alpha - float64(out.Beta*x[t])
		ofAlpha[t], ofBeta[t] = e*(1/n-meanX*dx[t]/sxx), e*dx[t]/sxx
		out.Intercepts[t] = out.Alpha + float64(n*ofAlpha[t])
	}
	out.AlphaHAC = testAgainstZero(out.Alpha, bartlettSum(ofAlpha, lag), n/(n-2), n-2)
	out.BetaHAC = testAgainstZero(out.Beta, bartlettSum(ofBeta, lag), n/(n-2), n-2)
	return out, nil
}

package inference

import (
	"fmt"
	"math"
)

// NaNPolicy defines how missing values affect the lags of a HAC variance.
type NaNPolicy int

const (
	// DropNaN removes missing values and closes up: the neighbours of a gap
	// count as one step apart.
	DropNaN NaNPolicy = iota
	// GapNaN keeps the time grid: a missing value scores 0, and a lag is a span
	// of time. Use it when gaps are real time.
	GapNaN
)

// HACTest is a mean or a coefficient's variance with its test against 0. A
// variance of 0 has no test: T and the p-values are NaN.
type HACTest struct {
	Var     float64
	SE      float64
	T       float64
	PNormal float64 // two-sided, normal
	PT      float64 // two-sided, Student t
}

// HACTests are the test with the plain variance and with the correction for
// small samples, n/(n-k) for k estimated parameters.
type HACTests struct {
	Plain     HACTest
	Corrected HACTest
}

// NeweyWest is a mean with a variance that is consistent under
// heteroskedasticity and autocorrelation (HAC).
type NeweyWest struct {
	N    int // values that are not NaN
	Mean float64
	HACTests
}

// NeweyWestMean gives the mean of x with a variance that allows for
// autocorrelation up to lag:
//
//	var(mean) = [sum e_t^2 + 2 sum_{l=1..lag} (1 - l/(lag+1)) sum_t e_t e_{t-l}] / n^2,   e = x - mean
//
// The correction multiplies by n/(n-1); t has n-1 degrees of freedom. Fewer
// than 2 values or lag >= n: the tests are NaN. A constant series has variance
// 0. A negative lag is ErrLag.
//
// Source: Newey and West 1987, Econometrica 55(3), 703-708.
func NeweyWestMean(x []float64, lag int, policy NaNPolicy) (NeweyWest, error) {
	r := NeweyWest{Mean: math.NaN(), HACTests: undefinedTests()}
	if err := checkHAC(lag, policy); err != nil {
		return r, err
	}
	valid, _, places := validPairs(x, x)
	r.N = len(valid)
	if r.N == 0 {
		return r, nil
	}
	r.Mean = meanOf(valid)
	if r.N < 2 || lag >= r.N {
		return r, nil
	}
	n := float64(r.N)
	if constant(valid) {
		r.HACTests = testAgainstZero(r.Mean, 0, n/(n-1), n-1)
		return r, nil
	}
	scores := centred(valid)
	if policy == GapNaN {
		scores = onGrid(scores, places, len(x))
	}
	r.HACTests = testAgainstZero(r.Mean, bartlettSum(scores, lag)/(n*n), n/(n-1), n-1)
	return r, nil
}

func checkHAC(lag int, policy NaNPolicy) error {
	if lag < 0 {
		return fmt.Errorf("%w: %d is negative", ErrLag, lag)
	}
	if policy != DropNaN && policy != GapNaN {
		return fmt.Errorf("%w: %d", ErrNaNPolicy, policy)
	}
	return nil
}

// bartlettSum is sum_t s_t^2 + 2 sum_{l=1..lag} (1 - l/(lag+1)) sum_t s_t
// s_{t-l}.
func bartlettSum(s []float64, lag int) float64 {
	total := dot(s, s)
	for l := 1; l <= min(lag, len(s)-1); l++ {
		total += float64(2 * (1 - float64(l)/float64(lag+1)) * dot(s[l:], s[:len(s)-l]))
	}
	return total
}

// onGrid puts scores back at their places in a series of n zeros.
func onGrid(scores []float64, places []int, n int) []float64 {
	grid := make([]float64, n)
	for i, place := range places {
		grid[place] = scores[i]
	}
	return grid
}

func testAgainstZero(estimate, variance, correction, df float64) HACTests {
	return HACTests{Plain: hacTest(estimate, variance, df), Corrected: hacTest(estimate, variance*correction, df)}
}

func hacTest(estimate, variance, df float64) HACTest {
	nan := math.NaN()
	if !(variance > 0) {
		return HACTest{Var: variance, SE: math.Sqrt(variance), T: nan, PNormal: nan, PT: nan}
	}
	se := math.Sqrt(variance)
	t := estimate / se
	return HACTest{Var: variance, SE: se, T: t, PNormal: NormalTwoSidedP(t), PT: StudentTwoSidedP(t, df)}
}

func undefinedTests() HACTests {
	nan := math.NaN()
	undefined := HACTest{Var: nan, SE: nan, T: nan, PNormal: nan, PT: nan}
	return HACTests{Plain: undefined, Corrected: undefined}
}

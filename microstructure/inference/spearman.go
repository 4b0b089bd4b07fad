package inference

import (
	"fmt"
	"math"
)

// RankCorrelation is a Spearman rank correlation, in finance the rank
// information coefficient (IC), with the test that takes the pairs to be
// independent. Returns over overlapping periods are not: see ICHAC and
// ICBootstrap.
type RankCorrelation struct {
	N   int     // pairs without NaN
	Rho float64 // in [-1, 1]
	T   float64 // Student t with N-2 degrees of freedom; infinite for |Rho| = 1
	P   float64 // two-sided
}

// Spearman gives the rank correlation of x and y:
//
//	rho = Pearson correlation of the average ranks
//	t   = rho sqrt((n-2)/((1+rho)(1-rho)))
//
// A pair with a NaN on either side is dropped before ranking. Fewer than 3
// pairs or a constant side: NaN. Lengths that differ: ErrLengths.
//
// Source: Spearman 1904; Kendall and Stuart, The Advanced Theory of Statistics,
// volume 2, 31.19.
func Spearman(x, y []float64) (RankCorrelation, error) {
	undefined := RankCorrelation{Rho: math.NaN(), T: math.NaN(), P: math.NaN()}
	if len(x) != len(y) {
		return undefined, lengthsError(len(x), len(y))
	}
	x, y, _ = validPairs(x, y)
	undefined.N = len(x)
	if len(x) < 3 || constant(x) || constant(y) {
		return undefined, nil
	}
	n := float64(len(x))
	rho := cosine(centred(AverageRanks(x)), centred(AverageRanks(y)))
	if 1-math.Abs(rho) < 1e-15 {
		rho = math.Copysign(1, rho)
	}
	t := rho * math.Sqrt((n-2)/((1+rho)*(1-rho)))
	return RankCorrelation{N: len(x), Rho: rho, T: t, P: StudentTwoSidedP(t, n-2)}, nil
}

func lengthsError(a, b int) error { return fmt.Errorf("%w: %d and %d", ErrLengths, a, b) }

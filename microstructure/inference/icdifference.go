package inference

import (
	"fmt"
	"math"
)

// An ICPair is a signal with the returns it is correlated with.
type ICPair struct{ Signal, Return []float64 }

// ICDifference is the difference of two rank correlations over the same rows.
type ICDifference struct {
	N             int     // rows without NaN in either pair
	First, Second float64 // rank correlations over those rows
	Interval              // of First - Second; its P is one-sided
	PTwoSided     float64 // of the hypothesis that they are equal
}

// CompareICs gives the difference of two rank correlations, paired: products of
// rank scores are subtracted row by row and resampled together, so that what
// the two have in common cancels. With zx, zy the rank scores of a pair,
//
//	d_t = zx1_t zy1_t - zx2_t zy2_t,    First - Second = mean(d)
//
// The interval is MeanInterval's, with blocks of at least the horizon. A row
// with a NaN in either pair is dropped and the rest closed up. Fewer than 8
// rows or a constant side: NaN. Series that differ in length: ErrLengths; a
// horizon below 1: ErrLag; a level outside (0, 1): ErrLevel; unfit parameters:
// ErrResampling.
func CompareICs(first, second ICPair, horizon int, level float64, r Resampling) (ICDifference, error) {
	nan := math.NaN()
	out := ICDifference{First: nan, Second: nan, PTwoSided: nan}
	out.Interval = undefinedInterval(0)
	sides := [][]float64{first.Signal, first.Return, second.Signal, second.Return}
	for _, side := range sides {
		if len(side) != len(first.Signal) {
			return out, lengthsError(len(first.Signal), len(side))
		}
	}
	if horizon < 1 {
		return out, fmt.Errorf("%w: a horizon of %d, must be at least 1", ErrLag, horizon)
	}
	kept := make([][]float64, len(sides))
	for i := range first.Signal {
		if !math.IsNaN(sides[0][i]) && !math.IsNaN(sides[1][i]) && !math.IsNaN(sides[2][i]) && !math.IsNaN(sides[3][i]) {
			for s := range sides {
				kept[s] = append(kept[s], sides[s][i])
			}
		}
	}
	out.N = len(kept[0])
	for s := range kept {
		if out.N < 8 || constant(kept[s]) {
			_, err := MeanInterval(nil, level, r)
			return out, err
		}
		kept[s] = rankScores(kept[s])
	}
	difference := make([]float64, out.N)
	for i := range difference {
		difference[i] = float64(kept[0][i]*kept[1][i]) - float64(kept[2][i]*kept[3][i])
	}
	out.First, out.Second = dot(kept[0], kept[1])/float64(out.N), dot(kept[2], kept[3])/float64(out.N)
	var err error
	if out.Interval, err = meanInterval(difference, float64(horizon), level, r); err == nil {
		out.PTwoSided = math.Min(1, 2*math.Min(out.P, 1+1/float64(r.Reps+1)-out.P))
	}
	return out, err
}

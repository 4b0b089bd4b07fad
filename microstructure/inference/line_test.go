package inference

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// NeweyWestLine as the sandwich of matrices reads: (X'X)^-1 S (X'X)^-1 with S
// the Bartlett sum of x_t e_t.
func TestLineIsTheSandwich(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{3, 10, 62, 400} {
		x, y := make([]float64, n), make([]float64, n)
		for i := range x {
			x[i] = 3 + 2*rng.NormFloat64()
			y[i] = 0.7 - 0.4*x[i] + rng.NormFloat64()
			if i > 0 {
				y[i] += 0.5 * y[i-1]
			}
		}
		for _, lag := range []int{0, 2} {
			got, err := NeweyWestLine(y, x, lag)
			if err != nil {
				t.Fatal(err)
			}
			var s1, sx, sxx, sy, sxy float64
			for i := range x {
				s1, sx, sxx, sy, sxy = s1+1, sx+x[i], sxx+x[i]*x[i], sy+y[i], sxy+x[i]*y[i]
			}
			det := s1*sxx - sx*sx
			inverse := [2][2]float64{{sxx / det, -sx / det}, {-sx / det, s1 / det}}
			alpha, beta := inverse[0][0]*sy+inverse[0][1]*sxy, inverse[1][0]*sy+inverse[1][1]*sxy
			var meat [2][2]float64
			score := func(i, a int) float64 {
				e := y[i] - alpha - beta*x[i]
				return e * []float64{1, x[i]}[a]
			}
			for a := range 2 {
				for b := range 2 {
					for i := range x {
						meat[a][b] += score(i, a) * score(i, b)
						for l := 1; l <= lag && l <= i; l++ {
							w := 1 - float64(l)/float64(lag+1)
							meat[a][b] += w * (score(i, a)*score(i-l, b) + score(i-l, a)*score(i, b))
						}
					}
				}
			}
			variance := func(a int) (v float64) {
				for p := range 2 {
					for q := range 2 {
						v += inverse[a][p] * meat[p][q] * inverse[q][a]
					}
				}
				return v
			}
			for _, pair := range [][2]float64{
				{got.Alpha, alpha}, {got.Beta, beta}, {got.AlphaHAC.Plain.Var, variance(0)}, {got.BetaHAC.Plain.Var, variance(1)},
				{got.AlphaHAC.Corrected.Var, variance(0) * float64(n) / float64(n-2)}, {meanOf(got.Intercepts), alpha},
			} {
				if math.Abs(pair[0]-pair[1]) > 1e-9*(1+math.Abs(pair[1])) {
					t.Errorf("%d values, lag %d: got %v, want %v", n, lag, pair[0], pair[1])
				}
			}
		}
	}
}

func TestLineEdges(t *testing.T) {
	flat, err := NeweyWestLine([]float64{1, 2, 4, 3}, []float64{0.1, 0.1, 0.1, 0.1}, 1)
	if err != nil || flat.Beta != 0 || flat.Alpha != 2.5 || !math.IsNaN(flat.BetaHAC.Plain.T) {
		t.Errorf("of a constant: %+v, error %v", flat, err)
	}
	mean, _ := NeweyWestMean([]float64{1, 2, 4, 3}, 1, DropNaN)
	if math.Abs(flat.AlphaHAC.Plain.Var-mean.Plain.Var) > 1e-15 {
		t.Errorf("its variance is %v, that of the mean %v", flat.AlphaHAC.Plain.Var, mean.Plain.Var)
	}
	for _, y := range [][]float64{nil, {1}, {1, 2}, {1, math.NaN(), 2}, {1, math.Inf(1), 2}} {
		if r, err := NeweyWestLine(y, make([]float64, len(y)), 0); err != nil || !math.IsNaN(r.Alpha) || r.Intercepts != nil {
			t.Errorf("%v: %+v, error %v", y, r, err)
		}
	}
	if _, err := NeweyWestLine(make([]float64, 3), nil, 0); !errors.Is(err, ErrLengths) {
		t.Error(err)
	}
	if _, err := NeweyWestLine(nil, nil, -1); !errors.Is(err, ErrLag) {
		t.Error(err)
	}
}

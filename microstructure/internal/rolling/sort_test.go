package rolling

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSortRows(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	inputs := map[string]func(i int) float64{
		"normal":               func(int) float64 { return r.NormFloat64() },
		"ties":                 func(int) float64 { return float64(r.IntN(20)-10) / 7 },
		"equal":                func(int) float64 { return 3 },
		"missing":              func(i int) float64 { return []float64{math.NaN(), 1, -1, 0}[i%4] },
		"both zeros":           func(i int) float64 { return math.Copysign(0, float64(i%2)-0.5) },
		"differ in last bits":  func(int) float64 { return 95_000 + 1e-9*float64(r.IntN(1_000_000)) },
		"falling in last bits": func(i int) float64 { return 1 - float64(i)*0x1p-53 },
		"all magnitudes":       func(int) float64 { return math.Ldexp(r.Float64()-0.5, r.IntN(2000)-1000) },
	}
	for name, f := range inputs {
		for _, n := range []int{0, 1, 2, 3, 1000} {
			x := make([]float64, n)
			var want []int32
			for i := range x {
				if x[i] = f(i); !missing(x[i]) {
					want = append(want, int32(i))
				}
			}
			slices.SortStableFunc(want, func(a, b int32) int { return cmp.Compare(x[a], x[b]) })
			if got := sortRows(x); !slices.Equal(got, want) {
				t.Errorf("%s, %d rows: the order differs from a stable sort's", name, n)
			}
		}
	}
}

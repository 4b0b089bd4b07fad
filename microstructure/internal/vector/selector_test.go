package vector

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestPercentile90 compares with sorting: lengths around each method's limit,
// ties, sizes that rise (which the sample misjudges) and that differ in one
// bit.
func TestPercentile90(t *testing.T) {
	defer SetLevel(SetLevel(Plain))
	r := rand.New(rand.NewPCG(8, 9))
	sizes := map[string]func(i int) float64{
		"normal":     func(int) float64 { return math.Exp(4 * r.NormFloat64()) },
		"ties":       func(int) float64 { return float64(1+r.IntN(3)) / 1000 },
		"equal":      func(int) float64 { return 0.5 },
		"rising":     func(i int) float64 { return float64(i+1) * (1 + 0.1*r.Float64()) },
		"falling":    func(i int) float64 { return 1 / float64(i+1) },
		"last bits":  func(int) float64 { return 1 + float64(r.IntN(9))*0x1p-52 },
		"magnitudes": func(int) float64 { return math.Ldexp(1+r.Float64(), r.IntN(2000)-1000) },
	}
	for _, level := range Levels() {
		SetLevel(level)
		var s Selector
		for name, size := range sizes {
			for _, n := range []int{2, 3, 10, 11, 12, 23, 24, 25, 31, 75, 75, 74, 77, 30, 24, 100, 159, 160, 161, 162, 1000, 1001, 20_000, 161} {
				q, signed := make([]float64, n), make([]float64, n)
				for i := range q {
					q[i] = size(i)
					signed[i] = math.Copysign(q[i], r.Float64()-0.5)
				}
				sorted := slices.Clone(q)
				slices.Sort(sorted)
				threshold, candidates := s.Percentile90(q, signed)
				if want := Quantile(sorted, 0.9); threshold != want {
					t.Fatalf("%s, %s, %d values: %v, sorted they give %v", level, name, n, threshold, want)
				}
				small := func(v float64) bool { return math.Abs(v) < threshold }
				got, want := slices.DeleteFunc(slices.Clone(candidates), small), slices.DeleteFunc(slices.Clone(signed), small)
				if !slices.Equal(got, want) {
					t.Fatalf("%s, %s, %d values: the candidates hold %d from the percentile, want %d", level, name, n, len(got), len(want))
				}
			}
		}
	}
}

package audit

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestTradeSizes(t *testing.T) {
	var s tradeSizes
	if m := s.median(); !math.IsNaN(m) {
		t.Errorf("the median without trades is %v", m)
	}
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 5))
		x := make([]float64, 1+r.IntN(40)*r.IntN(40))
		scale := math.Exp(20 * r.NormFloat64())
		for i := range x {
			x[i] = scale * math.Exp(2*r.NormFloat64())
		}
		s.reset()
		s.add(x[:len(x)/2])
		s.add(x[len(x)/2:])
		if got, want := s.median(), lowerMedian(x); math.Abs(got/want-1) > 0.0625 {
			t.Errorf("seed %d: the median of %d is %g, want %g", seed, len(x), got, want)
		}
	}
	s.reset()
	s.add([]float64{math.SmallestNonzeroFloat64, math.MaxFloat64, math.MaxFloat64})
	if m := s.median(); math.Abs(m/math.MaxFloat64-1) > 0.0625 {
		t.Errorf("the median of the largest numbers is %g", m)
	}
}

// lowerMedian is the lower one of the two in the middle, if there are two.
func lowerMedian(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return x[(len(x)-1)/2]
}

// BenchmarkTradeSizes: bytes are trades.
func BenchmarkTradeSizes(b *testing.B) {
	trades := tape(1, 1<<15)
	b.SetBytes(int64(trades.Len()))
	var s tradeSizes
	for b.Loop() {
		s.add(trades.QuoteQuantity)
	}
}

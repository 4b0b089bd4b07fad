package vector

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkLoops times the loops of every level on columns of a short bar and
// of a long one.
func BenchmarkLoops(b *testing.B) {
	for _, n := range []int{30, 3000} {
		t := randomTrades(rand.New(rand.NewPCG(1, 2)), n)
		t.side = balancedSides(n)
		out := make([]float64, n)
		var c Columns
		c.Grow(n)
		mid := t.mid()
		for _, level := range Levels() {
			for _, loop := range []struct {
				name string
				run  func()
			}{
				{"Sum", func() { Sum(t.quantity) }},
				{"Sums", func() { Sums(t.quantity, t.quote) }},
				{"SumOfSteps", func() { SumOfSteps(t.price) }},
				{"Comoments", func() { Comoments(t.signed[1:], t.price, 0, 0) }},
				{"SumSquaredGaps", func() { SumSquaredGaps(t.time) }},
				{"Extremes", func() { Extremes(t.price) }},
				{"Ascending", func() { Ascending(t.time) }},
				{"Multiply", func() { Multiply(out, t.price, t.quantity) }},
				{"SplitBySide", func() { SplitBySide(&c, t.quantity, t.quote, t.side) }},
				{"SplitByPrice", func() { SplitByPrice(&c, t.price, t.quantity, mid) }},
			} {
				b.Run(fmt.Sprintf("%s/%d/%s", loop.name, n, level), func(b *testing.B) {
					defer SetLevel(SetLevel(level))
					for b.Loop() {
						loop.run()
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/value")
				})
			}
		}
	}
}

func balancedSides(n int) []int8 {
	r := rand.New(rand.NewPCG(3, 4))
	side := make([]int8, n)
	for i := range side {
		side[i] = int8(1 - 2*r.IntN(2))
	}
	return side
}

func BenchmarkPercentile90(b *testing.B) {
	for _, n := range []int{30, 3000} {
		t := randomTrades(rand.New(rand.NewPCG(1, 2)), n)
		var s Selector
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				s.Percentile90(t.quantity, t.signed)
			}
		})
	}
}

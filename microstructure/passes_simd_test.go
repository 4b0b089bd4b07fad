//go:build goexperiment.simd && amd64 && !go1.27

package microstructure

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestVectorPassesChangeNoBit(t *testing.T) {
	vector := pass
	defer func() { pass = vector }()
	plain := passes{pairwiseSum, pairwiseSums, pairwiseSumOfSteps, extremes, splitBySide, splitByPrice, copyFrom, comoments, sumSquaredGaps, multiply, ascending}
	r := rand.New(rand.NewPCG(3, 12))
	var k, l kernel
	for n := 2; n < 700; n++ {
		trades := awkwardTrades(r, n)
		pass = vector
		quotes := trades.QuoteQuantity
		trades.QuoteQuantity = make([]float64, n)
		if !trades.Ascending() {
			t.Fatalf("%d trades: not in order", n)
		}
		late := trades.Slice(0, n)
		late.TimestampUS = slices.Clone(late.TimestampUS)
		late.TimestampUS[r.IntN(n-1)] = math.MaxInt64
		if late.Ascending() {
			t.Fatalf("%d trades: in order with one that is late", n)
		}
		if trades.SetQuotes(); !slices.Equal(trades.QuoteQuantity, quotes) {
			t.Fatalf("%d trades: other quote quantities", n)
		}
		got := k.bar(0, &trades)
		pass = plain
		if want := l.bar(0, &trades); !equalBars([]Bar{got}, []Bar{want}) {
			t.Fatalf("%d trades: the vector passes give\n%+v, the plain ones\n%+v", n, got, want)
		}
	}
}

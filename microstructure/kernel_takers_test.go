package microstructure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func TestTakerPrices(t *testing.T) {
	trades := Trades{
		TimestampUS:   []int64{0, 99_999, 100_000, 2_000_000, 6_000_000, 7_000_000},
		Price:         []float64{1, 2, 3, 4, 5, 6},
		Quantity:      []float64{1, 1, 1, 1, 1, 1},
		QuoteQuantity: []float64{1, 2, 3, 4, 5, 6},
		Side:          []Side{Buy, Buy, Sell, Buy, Sell, Sell},
	}
	b := mustBuild(t, trades)[0]
	nan := math.NaN()
	for name, x := range map[string][2]float64{
		"buy at open": {b.BuyAtOpen, 1}, "buy after 100 ms": {b.BuyAfter100ms, 4}, "buy after 1 s": {b.BuyAfter1s, 4}, "buy after 5 s": {b.BuyAfter5s, nan},
		"sell at open": {b.SellAtOpen, 3}, "sell after 100 ms": {b.SellAfter100ms, 3}, "sell after 1 s": {b.SellAfter1s, 5}, "sell after 5 s": {b.SellAfter5s, 5},
		"last buy": {b.LastBuy, 4}, "last sell": {b.LastSell, 6},
	} {
		if x[0] != x[1] && !(math.IsNaN(x[0]) && math.IsNaN(x[1])) {
			t.Errorf("%s is %v, want %v", name, x[0], x[1])
		}
	}
}

// TestTakersOfOtherLengths: whatever a bar's length, a trade of each side is
// looked for within five minutes of its open, and no further, in whatever
// pieces trades come.
func TestTakersOfOtherLengths(t *testing.T) {
	for _, seconds := range []int64{1, 10, 60, 240, 300, 600, 3600} {
		for seed := range uint64(6) {
			r := rand.New(rand.NewPCG(seed, 8))
			trades := sparseTrades(r, 400, []int64{900_000, 20_000_000, 200_000_000}[seed%3])
			interval := seconds * 1_000_000
			b := NewBarBuilder(interval)
			for from := 0; from < trades.Len(); {
				to := min(trades.Len(), from+1+r.IntN(50))
				if err := b.Add(trades.Slice(from, to)); err != nil {
					t.Fatal(err)
				}
				from = to
			}
			bars := b.Finish()
			at := 0
			for i := 0; i < trades.Len(); {
				open, to := floorTo(trades.TimestampUS[i], interval), i
				for to < trades.Len() && trades.TimestampUS[to] < open+interval {
					to++
				}
				if to-i >= 2 {
					own := trades.Slice(i, to)
					want := plainBar(open, &own)
					plainTakers(&want, &trades, &own)
					checkBar(t, fmt.Sprintf("seed %d, %d s, bar %d", seed, seconds, at), bars[at], want)
					at++
				}
				i = to
			}
			if at != len(bars) {
				t.Errorf("%d bars, want %d", len(bars), at)
			}
			if t.Failed() {
				return
			}
		}
	}
}

// sparseTrades are trades some gap apart, of which most are of the side of the
// one before.
func sparseTrades(r *rand.Rand, n int, gapUS int64) (t Trades) {
	us, side, price := int64(1_760_000_000_000_000), Buy, 100.0
	for range n {
		us += r.Int64N(2 * gapUS)
		if r.IntN(4) == 0 { // on a whole second, where bars open
			us = floorTo(us+999_999, 1_000_000)
		}
		if r.IntN(6) == 0 {
			side = -side
		}
		price += 0.1 * float64(r.IntN(5)-2)
		t.TimestampUS, t.Price, t.Side = append(t.TimestampUS, us), append(t.Price, price), append(t.Side, side)
		t.Quantity, t.QuoteQuantity = append(t.Quantity, 1), append(t.QuoteQuantity, price)
	}
	return t
}

package microstructure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
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
	all, err := BuildTakers(trades, IntervalUS)
	if err != nil || len(all) != 1 {
		t.Fatal(len(all), err)
	}
	k := all[0]
	nan := math.NaN()
	for name, x := range map[string][2]float64{
		"buy at open": {k.BuyAtOpen, 1}, "buy after 100 ms": {k.BuyAfter100ms, 4}, "buy after 1 s": {k.BuyAfter1s, 4}, "buy after 5 s": {k.BuyAfter5s, nan},
		"sell at open": {k.SellAtOpen, 3}, "sell after 100 ms": {k.SellAfter100ms, 3}, "sell after 1 s": {k.SellAfter1s, 5}, "sell after 5 s": {k.SellAfter5s, 5},
		"last buy": {k.LastBuy, 4}, "last sell": {k.LastSell, 6},
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
			b.WantTakers(true)
			for from := 0; from < trades.Len(); {
				to := min(trades.Len(), from+1+r.IntN(50))
				if err := b.Add(trades.Slice(from, to)); err != nil {
					t.Fatal(err)
				}
				from = to
			}
			bars, takers := b.Finish(), b.Takers()
			at := 0
			for i := 0; i < trades.Len(); {
				open, to := floorTo(trades.TimestampUS[i], interval), i
				for to < trades.Len() && trades.TimestampUS[to] < open+interval {
					to++
				}
				if to-i >= 2 {
					own := trades.Slice(i, to)
					what := fmt.Sprintf("seed %d, %d s, bar %d", seed, seconds, at)
					checkBar(t, what, bars[at], plainBar(open, &own))
					checkTakers(t, what, takers[at], plainTakers(open, &trades, &own))
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

// TestTakersOfAUsedBuilder: a builder may look for them in one stream and not
// in the next, and every field has a column.
func TestTakersOfAUsedBuilder(t *testing.T) {
	trades := sparseTrades(rand.New(rand.NewPCG(1, 8)), 400, 900_000)
	for _, interval := range []int64{1_000_000, IntervalUS} {
		want, err := BuildTakers(trades, interval)
		if err != nil || len(want) == 0 {
			t.Fatal(err)
		}
		b := NewBarBuilder(interval)
		for _, wanted := range []bool{true, false, true} {
			b.WantTakers(wanted)
			if err := b.Add(trades); err != nil {
				t.Fatal(err)
			}
			bars, got := b.Finish(), b.Takers()
			if !wanted && got != nil || wanted && len(got) != len(bars) || len(bars) != len(want) {
				t.Fatalf("wanted %t: %d Takers of %d bars", wanted, len(got), len(bars))
			}
			for i := range got {
				checkTakers(t, fmt.Sprintf("%d µs, bar %d", interval, i), got[i], want[i])
			}
		}
	}
	if _, err := BuildTakers(trades, 0); err == nil {
		t.Error("bars of no length")
	}
	if _, err := BuildTakers(Trades{Price: []float64{1}}, IntervalUS); err == nil {
		t.Error("trades without times")
	}
	var k Takers
	seen := map[*float64]bool{}
	for _, f := range TakerFields() {
		seen[f.At(&k)] = true
	}
	if n := reflect.TypeFor[Takers]().NumField(); len(seen) != n || len(TakerFields()) != n {
		t.Errorf("%d of %d fields have a column", len(seen), n)
	}
}

package microstructure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// denseTrades are bars of perBar trades each, like those of a busy venue:
// prices in steps of 0.1, sizes in steps of 0.001, times in ms.
func denseTrades(bars, perBar int) Trades {
	r := rand.New(rand.NewPCG(1, uint64(perBar)))
	var t Trades
	price := 95_000.0
	for b := range bars {
		for i := range perBar {
			us := int64(b)*IntervalUS + int64(i)*IntervalUS/int64(perBar)
			price += 0.1 * math.Round(r.NormFloat64())
			quantity := math.Max(0.001, math.Round(1000*math.Exp(1.5*r.NormFloat64()-4))/1000)
			side := Buy
			if r.IntN(2) == 0 {
				side = Sell
			}
			t.TimestampUS = append(t.TimestampUS, us-us%1000)
			t.Price = append(t.Price, price)
			t.Quantity = append(t.Quantity, quantity)
			t.QuoteQuantity = append(t.QuoteQuantity, price*quantity)
			t.Side = append(t.Side, side)
		}
	}
	return t
}

const tradeBytes = 33

func BenchmarkBuildBars(b *testing.B) {
	for _, perBar := range []int{30, 1_000, 10_000, 30_000} {
		bars := 3_000_000 / perBar
		trades := denseTrades(bars, perBar)
		b.Run(fmt.Sprintf("trades_per_bar=%d", perBar), func(b *testing.B) {
			builder := NewBarBuilder(IntervalUS)
			b.SetBytes(int64(tradeBytes * trades.Len()))
			b.ReportAllocs()
			for b.Loop() {
				if err := builder.Add(trades); err != nil {
					b.Fatal(err)
				}
				builder.Finish()
			}
			b.ReportMetric(float64(trades.Len())*float64(b.N)/1e6/b.Elapsed().Seconds(), "Mtrades/s")
		})
	}
}

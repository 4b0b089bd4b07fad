package reference

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// randomBars are bars of one source at consecutive times, with a price that
// walks and features without meaning.
func randomBars(seed uint64, n int) []microstructure.Bar {
	r := rand.New(rand.NewPCG(seed, 4))
	bars := make([]microstructure.Bar, n)
	price := 100.0
	for i := range bars {
		price *= math.Exp(0.001 * r.NormFloat64())
		bars[i] = microstructure.Bar{
			TimestampUS: int64(i) * microstructure.IntervalUS, Close: price, TradeCount: 5,
			VolImbalance: r.NormFloat64(), DollarImbalance: r.NormFloat64(), LargeImbalance: r.NormFloat64(),
			CountImbalance: r.NormFloat64(), CloseVsVWAP: r.NormFloat64(), VolProfileSkew: r.NormFloat64(),
		}
	}
	return bars
}

func randomPanel(t testing.TB, n int, change func(i int, b *microstructure.Bar)) *microstructure.Panel {
	t.Helper()
	bars := randomBars(1, n)
	for i := range bars {
		if change != nil {
			change(i, &bars[i])
		}
	}
	p, err := microstructure.JoinPanel([]microstructure.SourceBars{{Source: microstructure.Source{Name: "a", Label: "a"}, Bars: bars}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// must is the value of a call that does not fail.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// same compares to the bit, but for the sign of zero and NaN's payload.
func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

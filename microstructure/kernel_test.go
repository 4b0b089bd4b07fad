package microstructure

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// of returns a bar.
func (k *kernel) of(openUS int64, t *Trades) (bar Bar) {
	k.bar(&bar, openUS, t)
	return bar
}

func TestKernelEqualsPlainBars(t *testing.T) {
	sizes := []int{2, 3, 7, 8, 9, 10, 11, 12, 16, 17, 31, 32, 33, 100, 127, 128, 129, 136, 143, 159, 160, 161, 255, 256, 257, 1000, 4099}
	var k kernel
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 11))
		for _, n := range append(sizes, 2+r.IntN(2000)) {
			trades := awkwardTrades(r, n)
			open := floorTo(trades.TimestampUS[0], IntervalUS)
			what := fmt.Sprintf("seed %d, %d trades", seed, n)
			checkBar(t, what, k.of(open, &trades), plainBar(open, &trades))
			checkTakers(t, what, takersOf(open, &trades), plainTakers(open, &trades, &trades))
		}
		if t.Failed() {
			return
		}
	}
}

func TestAllocationsDoNotGrowWithBars(t *testing.T) {
	allocations := func(bars, perBar int) float64 {
		trades := denseTrades(bars, perBar)
		builder := NewBarBuilder(IntervalUS)
		return testing.AllocsPerRun(3, func() {
			if err := builder.Add(trades); err != nil {
				t.Fatal(err)
			}
			builder.Finish()
		})
	}
	for _, perBar := range []int{30, 500} {
		if few, many := allocations(20, perBar), allocations(400, perBar); many > few {
			t.Errorf("%d trades per bar: 20 bars take %v allocations, 400 bars %v", perBar, few, many)
		}
	}
}

package evidence

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// TestBreakEven: at the fee at which the record breaks even it makes nothing,
// and the first tier is that of charging the same trips every tier's fees.
func TestBreakEven(t *testing.T) {
	seen := map[bool]int{}
	for seed := range uint64(6) {
		for _, name := range []string{"binance_futures", "okx_futures", "binance_spot"} {
			m := spread(simulated(t, shortSimulation(), seed).Market, seed)
			c := DefaultConfig().At(source(name))
			c.Fill.SlippageBps, c.Costs.FundingBps = 0.2, 0.4
			c.Resampling.Reps = 99
			s := newSweeper(m, c.Grid.Configurations(), c.Fill, Costs{Exit: Maker})
			w, err := s.walkForward(FoldRule{Anchored: true, TrainDays: 6, TestDays: 3, PurgeBars: 73, MinActiveDays: 1, Members: 5})
			if err != nil {
				t.Fatal(err)
			}
			if n := len(w.trips); n > 0 && w.trips[n-1].open {
				w.trips = w.trips[:n-1]
			}
			b, err := w.breakEven(m, c)
			if err != nil || len(w.trips) == 0 {
				t.Fatal(len(w.trips), err)
			}
			profit := func(taker, maker float64) float64 {
				costs := c.Costs
				costs.TakerBps, costs.MakerBps = taker, maker
				net, _ := w.daily(m, c.Fill, costs)
				return vector.Sum(net)
			}
			if at := profit(b.Bps/2, b.Bps/2); math.Abs(at) > 1e-6 || !(b.LowerBps < b.Bps && b.Bps < b.UpperBps) {
				t.Errorf("%s, seed %d: %v at fees of %v (%v to %v)", name, seed, at, b.Bps, b.LowerBps, b.UpperBps)
			}
			first := -1
			for i, tier := range Tiers(c.Venue) {
				if first < 0 && profit(tier.TakerBps, tier.MakerBps) >= 0 {
					first = i
				}
			}
			if b.Pays != (first >= 0) || b.Pays && b.Tier.Level != first || b.Tiers != len(Tiers(c.Venue)) {
				t.Errorf("%s, seed %d: %+v, want tier %d", name, seed, b, first)
			}
			if want := fmt.Sprint(b.Tier); !strings.Contains(b.String(), want) || strings.Contains(b.String(), "%!") {
				t.Errorf("%q does not name %s", b, want)
			}
			seen[b.Pays]++
		}
	}
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("records that pay a tier: %v", seen)
	}
	empty, err := (&WalkForward{}).breakEven(flatMarket(2), DefaultConfig())
	if err != nil || !math.IsNaN(empty.Bps) || empty.Pays || !strings.HasPrefix(empty.String(), "There is no round trip") || (BreakEven{}).String() != empty.String() {
		t.Errorf("%+v, %v, error %v", empty, empty, err)
	}
}

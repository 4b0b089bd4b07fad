package evidence

import (
	"math"
	"testing"
)

func TestHoldingPower(t *testing.T) {
	h := HoldingPower{SDBps: 50}
	// 50 bps / sqrt(100) times (1.645 + 0.842)
	if got := h.SmallestBps(100, 0.95, 0.8); math.Abs(got-5*2.4864749) > 1e-5 {
		t.Errorf("100 trips show %v bps", got)
	}
	if !math.IsNaN(h.SmallestBps(0, 0.95, 0.8)) || !math.IsNaN(h.SmallestBps(9, 1.5, 0.8)) {
		t.Error("senseless arguments have an answer")
	}
	s := shortSimulation()
	c := DefaultConfig()
	c.Resampling.Reps = 99
	m := simulated(t, s, 2).Market
	e := &Evidence{Config: c, Market: m, Evaluation: must(evaluate(m, c, nil, false))}
	powers := e.HoldingPower()
	if len(powers) != 4 || powers[0].Holding.Name != "15m" {
		t.Fatalf("%+v", powers)
	}
	// A random walk's deviation grows with the square root of time.
	if ratio := powers[3].SDBps / powers[0].SDBps; ratio < 2.2 || ratio > 3.5 || powers[0].MostTrips <= powers[3].MostTrips {
		t.Errorf("2h over 15m: %v, %+v", ratio, powers)
	}
}

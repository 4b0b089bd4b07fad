package synth

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestGrid(t *testing.T) {
	for _, c := range []struct{ step, x, want float64 }{
		{0.1, 0.3000001, 0.3},
		{0.1, 95_000.04, 95_000},
		{0.1, 0, 0.1},
		{0.1, -5, 0.1},
		{0.001, 0.0181, 0.018},
		{0.25, 1.3, 1.25},
		{1, 2.6, 3},
		{0.3, 1, 0.8999999999999999}, // 3 × 0.3 in floats: 1/0.3 is no whole number
		{50, 1026, 1050},
		{50, 1, 50},
	} {
		if got := newGrid(c.step).round(c.x); got != c.want {
			t.Errorf("step %v: round(%v) = %v, want %v", c.step, c.x, got, c.want)
		}
	}
}

func TestBarPath(t *testing.T) {
	var p barPath
	p.draw(rand.New(rand.NewPCG(1, 2)), 100, 110, 0.01)
	for _, c := range []struct{ x, want float64 }{
		{0, 100}, {1, 110}, {1.5, 110}, {math.Inf(1), 110}, {math.NaN(), 110},
		{0.5 / pathSteps, (100 + p[1]) / 2},
	} {
		if got := p.at(c.x); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("at(%v) = %v, want %v", c.x, got, c.want)
		}
	}
	p.draw(rand.New(rand.NewPCG(1, 2)), 100, 100, 0)
	if p.at(0.37) != 100 {
		t.Error("moves without volatility")
	}
}

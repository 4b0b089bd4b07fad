package synth

import (
	"math"
	"math/rand/v2"
)

const pathSteps = 32

// A barPath is the mid price within a bar at pathSteps+1 equidistant times,
// with straight lines between them.
type barPath [pathSteps + 1]float64

// draw makes the path a Brownian bridge of the log price from open to end. A
// bridge is independent of its ends, hence of past and coming returns.
func (p *barPath) draw(rng *rand.Rand, open, end, volatility float64) {
	var walk [pathSteps + 1]float64
	step := volatility / math.Sqrt(pathSteps)
	for j := 1; j <= pathSteps; j++ {
		walk[j] = walk[j-1] + float64(step*rng.NormFloat64())
	}
	slope := (math.Log(end/open) - walk[pathSteps]) / pathSteps
	p[0], p[pathSteps] = open, end
	for j := 1; j < pathSteps; j++ {
		p[j] = open * math.Exp(walk[j]+float64(slope*float64(j)))
	}
}

// at returns the price at time x, a fraction of the bar.
func (p *barPath) at(x float64) float64 {
	x *= pathSteps
	j := int(x)
	if !(x < pathSteps) {
		return p[pathSteps]
	}
	return p[j] + float64((p[j+1]-p[j])*(x-float64(j)))
}

func (p *barPath) end() float64 { return p[pathSteps] }

// A grid holds the multiples of a step, from one step up.
type grid struct {
	step    float64
	perUnit float64 // steps in 1, if that is a whole number, else 0
}

func newGrid(step float64) grid {
	n := math.Round(1 / step)
	if n >= 1 && math.Abs(float64(n*step)-1) < 1e-9 {
		return grid{step, n}
	}
	return grid{step, 0}
}

// round returns the multiple nearest to x, at least one step. Dividing by a
// whole number gives the float that parsing the decimal would: 0.3, where 3 ×
// 0.1 is 0.30000000000000004.
func (g grid) round(x float64) float64 {
	if g.perUnit > 0 {
		return max(math.Round(x*g.perUnit), 1) / g.perUnit
	}
	return max(math.Round(x/g.step), 1) * g.step
}

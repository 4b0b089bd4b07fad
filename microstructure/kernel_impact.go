package microstructure

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// kyleLambda is the correlation of signed volume with the price change it
// came with: 0 for a constant signed volume, NaN for a constant price.
func kyleLambda(p, signed []float64) float64 {
	x := signed[1:]
	n := len(x)
	meanX, meanY := vector.Sum(x)/float64(n), vector.SumOfSteps(p)/float64(n)
	xx, yy, xy := vector.Comoments(x, p, meanX, meanY)
	if xx == 0 {
		return 0
	}
	return clamp(xy/math.Sqrt(xx)/math.Sqrt(yy), -1, 1)
}

// clamp limits x to [low, high] and keeps NaN.
func clamp(x, low, high float64) float64 {
	switch {
	case x < low:
		return low
	case x > high:
		return high
	}
	return x
}

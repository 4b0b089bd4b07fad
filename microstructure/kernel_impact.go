package microstructure

import "math"

// kyleLambda is the correlation of signed volume with the price change it
// came with: 0 for a constant signed volume, NaN for a constant price.
func kyleLambda(p, signed []float64) float64 {
	x := signed[1:]
	n := len(x)
	meanX, meanY := pass.pairwiseSum(x)/float64(n), pass.pairwiseSumOfSteps(p)/float64(n)
	xx, yy, xy := pass.comoments(x, p, meanX, meanY)
	if xx == 0 {
		return 0
	}
	return clamp(xy/math.Sqrt(xx)/math.Sqrt(yy), -1, 1)
}

// comoments adds the products of the deviations of x and of p's steps from
// their means, in four sums each: of every fourth product from the first, from
// the second and so on.
func comoments(x, p []float64, meanX, meanY float64) (xx, yy, xy float64) {
	xx, yy, xy = comomentsOfPairs(x, p, 0, meanX, meanY)
	xx2, yy2, xy2 := comomentsOfPairs(x, p, 2, meanX, meanY)
	return xx + xx2, yy + yy2, xy + xy2
}

// comomentsOfPairs covers every other pair of places; all four sums at once do
// not fit the registers.
func comomentsOfPairs(x, p []float64, from int, meanX, meanY float64) (xx, yy, xy float64) {
	var xx2, yy2, xy2 float64
	p = p[:len(x)+1]
	for i := from; i < len(x); i += 4 {
		dx, dy := x[i]-meanX, p[i+1]-p[i]-meanY
		xx += float64(dx * dx)
		yy += float64(dy * dy)
		xy += float64(dx * dy)
		if i+1 == len(x) {
			break
		}
		dx, dy = x[i+1]-meanX, p[i+2]-p[i+1]-meanY
		xx2 += float64(dx * dx)
		yy2 += float64(dy * dy)
		xy2 += float64(dx * dy)
	}
	return xx + xx2, yy + yy2, xy + xy2
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

package microstructure

import "math"

// Quantile is the type-7 quantile of sorted values: linear interpolation
// between order statistics at (n-1)q, with numpy's rounding. NaN of nothing
// and of values with a NaN, which slices.Sort puts first.
func Quantile(sorted []float64, q float64) float64 {
	n := len(sorted)
	if n == 0 || math.IsNaN(sorted[0]) {
		return math.NaN()
	}
	at := float64(n-1) * q
	below := math.Floor(at)
	if at >= float64(n-1) {
		return sorted[n-1]
	}
	i := int(below)
	return lerp(sorted[i], sorted[i+1], at-below)
}

// lerp interpolates from the nearer end, as numpy does.
func lerp(a, b, t float64) float64 {
	d := b - a
	if t < 0.5 {
		return a + float64(d*t)
	}
	return b - float64(d*(1-t))
}

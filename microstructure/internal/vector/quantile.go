package vector

import "math"

// Quantile is the type-7 quantile of sorted values: linear interpolation
// between order statistics at (n - 1) q, with numpy's rounding. It is NaN for
// an empty slice, for values with a NaN, which slices.Sort puts first, and for
// q outside [0, 1].
func Quantile(sorted []float64, q float64) float64 {
	i, t := Place(len(sorted), q)
	switch {
	case i < 0 || math.IsNaN(sorted[0]):
		return math.NaN()
	case i == len(sorted)-1:
		return sorted[i]
	}
	return Lerp(sorted[i], sorted[i+1], t)
}

// Place says where the q-quantile of n sorted values lies: at i, or in
// proportion t from i to i + 1. For the last value i is n - 1 and t is 0; i is
// -1 if n is 0 or q is outside [0, 1].
func Place(n int, q float64) (i int, t float64) {
	if n == 0 || !(q >= 0 && q <= 1) {
		return -1, 0
	}
	at := float64(float64(n-1) * q)
	i = int(at)
	return i, at - float64(i)
}

// Lerp interpolates in proportion t from a to b, from the nearer end as numpy
// does.
func Lerp(a, b, t float64) float64 {
	d := b - a
	if t < 0.5 {
		return a + float64(d*t)
	}
	return b - float64(d*(1-t))
}

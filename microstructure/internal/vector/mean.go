package vector

import "math"

// Mean is the arithmetic mean, NaN for an empty slice.
func Mean(x []float64) float64 { return Sum(x) / float64(len(x)) }

// SampleStd is the standard deviation with n - 1, NaN for fewer than two
// values.
func SampleStd(x []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	m := Mean(x)
	squares := make([]float64, len(x))
	for i, v := range x {
		squares[i] = (v - m) * (v - m)
	}
	return math.Sqrt(Sum(squares) / float64(len(x)-1))
}

// WithoutNaN copies the values that are not NaN.
func WithoutNaN(x []float64) []float64 {
	out := make([]float64, 0, len(x))
	for _, v := range x {
		if !math.IsNaN(v) {
			out = append(out, v)
		}
	}
	return out
}

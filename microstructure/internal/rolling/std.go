package rolling

import "math"

// Std fills dst with the sample standard deviation (n - 1) of each window, NaN
// for a single value. It updates mean and squares by Welford's rule, and
// computes a window afresh when large values have left it; a window of one
// repeated value gives exactly 0.
func Std(dst, x []float64, window, minPeriods int) {
	var m Moments
	for i, v := range x {
		if i >= window {
			m.Remove(x[i-window])
		}
		m.Add(v)
		m.Settle(x[max(0, i-window+1) : i+1])
		dst[i] = math.NaN()
		if m.n >= max(minPeriods, 2) {
			dst[i] = m.Std()
		}
	}
}

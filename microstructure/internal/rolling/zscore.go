package rolling

// leastStd keeps the denominator of ZScore away from zero.
const leastStd = 1e-10

// ZScore fills dst with each value less its window's mean, over the window's
// standard deviation of at least 1e-10.
func ZScore(dst, x []float64, window, minPeriods int) {
	mean := make([]float64, len(x))
	Mean(mean, x, window, minPeriods)
	Std(dst, x, window, minPeriods)
	for i, sd := range dst {
		dst[i] = (x[i] - mean[i]) / max(sd, leastStd)
	}
}

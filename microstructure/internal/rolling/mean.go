package rolling

import "math"

// Mean fills dst with the mean of each window: a running sum with compensation,
// in pandas' order of operations, so that it equals pandas to the last digit. A
// window of one repeated value has exactly that mean, and the mean never has a
// sign that no value has.
func Mean(dst, x []float64, window, minPeriods int) {
	var sum, lostAdding, lostRemoving float64
	n, negatives := 0, 0
	repeated, repeats := math.NaN(), 0
	for i, v := range x {
		if i >= window && !missing(x[i-window]) {
			old := x[i-window]
			n--
			sum, lostRemoving = compensatedAdd(sum, -old, lostRemoving)
			if math.Signbit(old) {
				negatives--
			}
		}
		if !missing(v) {
			n++
			sum, lostAdding = compensatedAdd(sum, v, lostAdding)
			if math.Signbit(v) {
				negatives++
			}
			if v != repeated {
				repeated, repeats = v, 0
			}
			repeats++
		}
		dst[i] = math.NaN()
		if n < minPeriods || n == 0 {
			continue
		}
		m := sum / float64(n)
		switch {
		case repeats >= n:
			m = repeated
		case negatives == 0 && m < 0, negatives == n && m > 0:
			m = 0
		}
		dst[i] = m
	}
}

// compensatedAdd is one step of Kahan's summation.
func compensatedAdd(sum, v, lost float64) (newSum, newLost float64) {
	y := v - lost
	t := sum + y
	return t, t - sum - y
}

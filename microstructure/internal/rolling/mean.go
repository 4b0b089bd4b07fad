package rolling

import "math"

// Mean fills dst with the mean of each window. It keeps a running sum with
// compensation, in pandas' order of operations, so that its last digits are
// pandas' too; a window of one repeated value has exactly that mean.
func Mean(dst, x []float64, window, minPeriods int) {
	var sum, lostAdding, lostRemoving float64
	n, negatives := 0, 0
	run := newRun(x)
	for i, v := range x {
		if i >= window {
			if old := x[i-window]; !math.IsNaN(old) {
				n--
				sum, lostRemoving = compensatedAdd(sum, -old, lostRemoving)
				if math.Signbit(old) {
					negatives--
				}
			}
		}
		if !math.IsNaN(v) {
			n++
			sum, lostAdding = compensatedAdd(sum, v, lostAdding)
			if math.Signbit(v) {
				negatives++
			}
			run.add(v)
		}
		dst[i] = math.NaN()
		if n >= minPeriods && n > 0 {
			m := sum / float64(n)
			switch {
			case run.length >= n:
				m = run.value
			case negatives == 0 && m < 0, negatives == n && m > 0:
				m = 0
			}
			dst[i] = m
		}
	}
}

// compensatedAdd is one step of Kahan's summation.
func compensatedAdd(sum, v, lost float64) (newSum, newLost float64) {
	y := v - lost
	t := sum + y
	return t, t - sum - y
}

// A run counts how often the last value was repeated.
type run struct {
	value  float64
	length int
}

func newRun(x []float64) run {
	if len(x) == 0 {
		return run{}
	}
	return run{value: x[0]}
}

func (r *run) add(v float64) {
	if v == r.value {
		r.length++
	} else {
		r.length = 1
	}
	r.value = v
}

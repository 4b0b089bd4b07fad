package rolling

import "math"

// cancelled is the share of its largest value since it was last computed afresh
// below which a running sum of squares is recomputed: it would have lost too
// many digits.
const cancelled = 1e-3

// Std fills dst with the sample standard deviation (n - 1) of each window, NaN
// for a single value. It updates mean and squares by Welford's rule, and
// computes a window afresh when large values have left it; a window of one
// repeated value gives exactly 0.
func Std(dst, x []float64, window, minPeriods int) {
	var m moments
	peak := 0.0
	for i, v := range x {
		if i >= window {
			m.remove(x[i-window])
		}
		m.add(v)
		peak = max(peak, m.squares)
		if m.squares < cancelled*peak {
			m = moments{}
			for _, w := range x[max(0, i-window+1) : i+1] {
				m.add(w)
			}
			peak = m.squares
		}
		dst[i] = math.NaN()
		if m.n >= max(minPeriods, 2) {
			dst[i] = math.Sqrt(m.squares / float64(m.n-1))
		}
	}
}

// moments are a running mean and sum of squared deviations from it, with the
// mean's rounding errors carried along.
type moments struct {
	n                        int
	mean, squares            float64
	lostAdding, lostRemoving float64
}

func (m *moments) add(v float64) {
	if missing(v) {
		return
	}
	m.n++
	before := m.mean - m.lostAdding
	y := v - m.lostAdding
	delta := y - m.mean
	m.lostAdding = delta + m.mean - y
	m.mean += delta / float64(m.n)
	m.squares += float64((v - before) * (v - m.mean))
}

func (m *moments) remove(v float64) {
	if missing(v) {
		return
	}
	m.n--
	if m.n == 0 {
		*m = moments{}
		return
	}
	before := m.mean - m.lostRemoving
	y := v - m.lostRemoving
	delta := y - m.mean
	m.lostRemoving = delta + m.mean - y
	m.mean -= delta / float64(m.n)
	m.squares -= float64((v - before) * (v - m.mean))
}

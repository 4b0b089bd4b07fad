package rolling

import "math"

// Std fills dst with the sample standard deviation (n - 1) of each window, NaN
// for a single value. It is Welford's update with compensated means, in pandas'
// order of operations; a window of one repeated value gives exactly 0.
func Std(dst, x []float64, window, minPeriods int) {
	var m moments
	run := newRun(x)
	for i, v := range x {
		if i >= window {
			m.remove(x[i-window])
		}
		if !math.IsNaN(v) {
			m.add(v)
			run.add(v)
		}
		dst[i] = math.NaN()
		switch {
		case m.n < max(minPeriods, 1) || m.n < 2:
		case run.length >= m.n:
			dst[i] = 0
		default:
			dst[i] = math.Sqrt(m.squares / float64(m.n-1))
		}
	}
}

// moments are a running mean and sum of squared deviations from it.
type moments struct {
	n                        int
	mean, squares            float64
	lostAdding, lostRemoving float64
}

func (m *moments) add(v float64) {
	m.n++
	before := m.mean - m.lostAdding
	y := v - m.lostAdding
	delta := y - m.mean
	m.lostAdding = delta + m.mean - y
	m.mean += delta / float64(m.n)
	m.squares += float64((v - before) * (v - m.mean))
}

func (m *moments) remove(v float64) {
	if math.IsNaN(v) {
		return
	}
	m.n--
	if m.n == 0 {
		m.mean, m.squares = 0, 0
		return
	}
	before := m.mean - m.lostRemoving
	y := v - m.lostRemoving
	delta := y - m.mean
	m.lostRemoving = delta + m.mean - y
	m.mean -= delta / float64(m.n)
	m.squares -= float64((v - before) * (v - m.mean))
}

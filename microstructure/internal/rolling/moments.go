package rolling

import "math"

// cancelled is the share of its largest value since it was last computed afresh
// below which a running sum of squares is recomputed: it would have lost too
// many digits.
const cancelled = 1e-3

// Moments are a running mean and sum of squared deviations from it, with the
// mean's rounding errors carried along. NaN and infinities do not count.
type Moments struct {
	n                        int
	mean, squares            float64
	lostAdding, lostRemoving float64
	peak                     float64 // of squares, since they were last computed afresh
}

// Add puts a value into the window.
func (m *Moments) Add(v float64) {
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

// Remove takes out a value of the window.
func (m *Moments) Remove(v float64) {
	if missing(v) {
		return
	}
	m.n--
	if m.n == 0 {
		*m = Moments{}
		return
	}
	before := m.mean - m.lostRemoving
	y := v - m.lostRemoving
	delta := y - m.mean
	m.lostRemoving = delta + m.mean - y
	m.mean -= delta / float64(m.n)
	m.squares -= float64((v - before) * (v - m.mean))
}

// Settle follows the additions and removals of each row. It computes the
// moments afresh from the values of the window, where large ones have left it
// and taken digits along.
func (m *Moments) Settle(window []float64) {
	m.peak = max(m.peak, m.squares)
	if m.squares < cancelled*m.peak {
		*m = Moments{}
		for _, v := range window {
			m.Add(v)
		}
		m.peak = m.squares
	}
}

// Count is the number of values.
func (m *Moments) Count() int { return m.n }

// Mean is 0 of no values.
func (m *Moments) Mean() float64 { return m.mean }

// Std is the sample standard deviation (n - 1), NaN of fewer than two values.
func (m *Moments) Std() float64 {
	if m.n < 2 {
		return math.NaN()
	}
	return math.Sqrt(m.squares / float64(m.n-1))
}

package series

import (
	"math"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/rolling"
)

// LeastValues of a window are enough for a mean and a standard deviation.
const LeastValues = 20

// Standardise is each value less the mean, over the standard deviation (n - 1),
// of the values of the last window of time, itself included; NaN before
// LeastValues of them, and where all of them are equal.
func (s Series) Standardise(window time.Duration) Series {
	n := min(len(s.Value), len(s.TimestampUS))
	out := Series{Name: s.Name, TimestampUS: s.TimestampUS[:n], Value: make([]float64, n)}
	from := 0
	var m rolling.Moments
	for i := range out.Value {
		for s.TimestampUS[i]-s.TimestampUS[from] >= window.Microseconds() && from < i {
			m.Remove(s.Value[from])
			from++
		}
		m.Add(s.Value[i])
		m.Settle(s.Value[from : i+1])
		out.Value[i] = math.NaN()
		if sd := m.Std(); m.Count() >= LeastValues && sd > 0 {
			out.Value[i] = (s.Value[i] - m.Mean()) / sd
		}
	}
	return out
}

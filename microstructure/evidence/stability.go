package evidence

import "github.com/tickbook/tickbook/microstructure/internal/vector"

// A Stability compares the last third of a record with all of it.
type Stability struct {
	LastDays int     // a third of the record's days, rounded up
	LastBps  float64 // mean daily net profit of the last third; NaN where the record is too short, as below
	// Share is LastBps as a part of the whole record's mean daily net profit; NaN
	// for a record without a profit.
	Share float64
}

// leastStabilityDays is the shortest record of which a last third is less.
const leastStabilityDays = 3

func newStability(net []float64) Stability {
	out := Stability{LastDays: (len(net) + 2) / 3, LastBps: nan, Share: nan}
	if len(net) < leastStabilityDays {
		return out
	}
	out.LastBps = vector.Mean(net[len(net)-out.LastDays:])
	if mean := vector.Mean(net); mean > 0 {
		out.Share = out.LastBps / mean
	}
	return out
}

// gate is that of the last third: it makes enough of the profit.
func (s Stability) gate(g Gates) Gate {
	return Gate{"stability", s.Share, g.MinStability, s.Share >= g.MinStability}
}

package evidence

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A Stability compares the last third of a record with the rest of it.
type Stability struct {
	LastDays        int     // a third of the record's days, rounded up
	LastBps         float64 // mean daily net profit of the last third; NaN where the record is too short, as all below
	RestBps         float64 // of the days before
	DifferenceSEBps float64 // standard error of their difference, consistent under autocorrelation
	P               float64 // one-sided: of a last third as far below the rest if both had the same mean
}

// newStability tests the difference as the slope of daily profit on membership
// of the last third.
func newStability(net []float64) Stability {
	out := Stability{LastDays: (len(net) + 2) / 3, LastBps: nan, RestBps: nan, DifferenceSEBps: nan, P: nan}
	member := make([]float64, len(net))
	rest := len(net) - out.LastDays
	for i := rest; i < len(net); i++ {
		member[i] = 1
	}
	line, err := inference.NeweyWestLine(net, member, hacLag(len(net)))
	if err != nil || math.IsNaN(line.Alpha) {
		return out
	}
	out.LastBps, out.RestBps = vector.Mean(net[rest:]), vector.Mean(net[:rest])
	test := line.BetaHAC.Corrected
	out.DifferenceSEBps, out.P = test.SE, test.PT/2
	if test.T > 0 {
		out.P = 1 - out.P
	}
	return out
}

// gates are the two of the last third: it makes money, and it is not
// significantly below the rest.
func (s Stability) gates(g Gates) (stable, declines Gate) {
	return Gate{"stability", s.LastBps, 0, s.LastBps > 0}, Gate{"stability_decline", s.P, g.MinStability, s.P >= g.MinStability}
}

package audit

import "math"

// A levelShift is an excursion that stayed: the price has been at another level
// since.
type levelShift struct {
	Excursion
	jumped bool    // there, rather than walked
	row    int64   // of the day, that it began at
	level  float64 // median of the last prices before it was taken for a shift
}

// undoneBy reports whether the next shift took the price back to where it had
// been, and both were jumps. Hours in another unit look like that; no market
// does.
func (s *levelShift) undoneBy(next *levelShift, limit float64) bool {
	return s.Rows > 0 && s.jumped && next.jumped && math.Abs(next.level/s.Reference-1) <= limit
}

// until is the excursion that began with the shift and ended with the next. Its
// volume is not known.
func (s *levelShift) until(next *levelShift) Excursion {
	return Excursion{FromUS: s.FromUS, ToUS: next.FromUS, Rows: next.row - s.row, Reference: s.Reference,
		Extreme: s.level, ExtremeUS: s.ExtremeUS, Returned: true}
}

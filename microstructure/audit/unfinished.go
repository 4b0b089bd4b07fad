package audit

import "math"

// An unfinished excursion is one that midnight cut off. The next day's first
// prices decide its kind.
type unfinished struct {
	Excursion
	Walked   bool    // to the extreme
	Out      float64 // the longest step from the extreme on
	Last     float64 // price
	Together bool    // another source went at least half as far
}

// finish decides its kind by the median of the next day's first prices, 0 if
// there are none: then the price stayed, if there are enough trades.
func (u *unfinished) finish(opening float64, t *Thresholds) (e Excursion, move bool) {
	e = u.Excursion
	many := e.Rows >= int64(t.MoveRows)
	if opening == 0 {
		return e, many || u.Together
	}
	back := step(opening, u.Last)
	if e.Returned = step(opening, e.Reference) < back; !e.Returned {
		return e, true
	}
	return e, u.Together || many && (u.Walked || math.Log(max(u.Out, back)) <= t.MoveStep*e.way())
}

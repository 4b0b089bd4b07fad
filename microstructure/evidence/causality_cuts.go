package evidence

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// cuts are places, in rising order, at which the future begins: so many, or all
// if there are no more, and one more at the end of a hole where a few cuts
// would leave the holes out. They are made at each time of day in turn,
// beginning with the turn given: first at midnight, then a row after it, then
// at the others in a random order that is the same for all pieces.
func (c CausalityCheck[Row]) cuts(rows []Row, whole []float64, cuts, turn int, rng *rand.Rand) []int {
	n := len(rows)
	var out []int
	if cuts >= n-1 {
		for cut := 1; cut < n; cut++ {
			out = append(out, cut)
		}
		return out
	}
	byTime := make([][]int, c.rowsPerDay(n)) // places by time of day
	for cut := 1; cut < n; cut++ {
		t := c.timeOfDay(cut, len(byTime))
		byTime[t] = append(byTime[t], cut)
	}
	order := newRand(c.Seed, 1).Perm(len(byTime))
	for k, first := range []int{0, 1} { // the last rows before midnight, and the first after it, stay
		if at := slices.Index(order, first); at >= 0 {
			order[k], order[at] = order[at], order[k]
		}
	}
	taken := map[int]bool{}
	take := func(places []int) bool {
		places = slices.DeleteFunc(slices.Clone(places), func(cut int) bool { return taken[cut] })
		if len(places) == 0 {
			return false
		}
		taken[places[rng.IntN(len(places))]] = true
		return true
	}
	holes := c.holeEnds(rows)
	atHoles := min(cuts/25, len(holes))
	if atHoles == 0 && len(holes) > 0 {
		atHoles, cuts = 1, cuts+1
	}
	for range atHoles {
		take(holes)
	}
	for ; len(taken) < cuts; turn++ {
		places := byTime[order[turn%len(order)]]
		after := slices.DeleteFunc(slices.Clone(places), func(cut int) bool { return math.IsNaN(whole[cut-1]) })
		hole := slices.DeleteFunc(slices.Clone(places), func(cut int) bool { _, is := slices.BinarySearch(holes, cut); return !is })
		_ = turn%2 == 1 && take(hole) || take(after) || take(places)
	}
	for cut := range taken {
		out = append(out, cut)
	}
	slices.Sort(out)
	return out
}

// holeEnds are the places that end holes: the rows before each are missing, or
// there are none.
func (c CausalityCheck[Row]) holeEnds(rows []Row) []int {
	var out []int
	step := c.step()
	for i := 1; i < len(rows); i++ {
		gone := c.IsMissing != nil && c.IsMissing(rows[i-1]) && !c.IsMissing(rows[i])
		if gone || c.TimestampUS != nil && c.TimestampUS[i]-c.TimestampUS[i-1] > step {
			out = append(out, i)
		}
	}
	return out
}

// step is the time from a row to the next, the shortest of all; IntervalUS
// without times.
func (c CausalityCheck[Row]) step() int64 {
	if len(c.TimestampUS) < 2 {
		return microstructure.IntervalUS
	}
	step := int64(math.MaxInt64)
	for i := 1; i < len(c.TimestampUS); i++ {
		step = min(step, c.TimestampUS[i]-c.TimestampUS[i-1])
	}
	return max(1, step)
}

// rowsPerDay is the number of times of day at which rows may be.
func (c CausalityCheck[Row]) rowsPerDay(n int) int {
	return int(min(max(1, microstructure.DayUS/c.step()), int64(n)))
}

// timeOfDay numbers the time of day of a row among so many.
func (c CausalityCheck[Row]) timeOfDay(row, times int) int {
	if c.TimestampUS == nil {
		return row % times
	}
	us := c.TimestampUS[row] - dayOf(c.TimestampUS[row])*microstructure.DayUS
	return int(us * int64(times) / microstructure.DayUS)
}

package synth

import "math/rand/v2"

// A quirk is an awkward property of a bar.
type quirk int

const (
	none quirk = iota
	empty
	oneTrade
	twoTrades
	fewTrades // 3 to 11: around the reference's limit of 10 for some features
	oneInstant
	onePrice
	oneSize
)

// drawQuirk gives each quirk to one bar in a hundred.
func drawQuirk(rng *rand.Rand) quirk {
	if q := quirk(rng.IntN(100)); q <= oneSize {
		return q
	}
	return none
}

// count is the number of trades that the quirk prescribes, if it does.
func (q quirk) count(rng *rand.Rand) (n int, fixed bool) {
	switch q {
	case empty:
		return 0, true
	case oneTrade:
		return 1, true
	case twoTrades:
		return 2, true
	case fewTrades:
		return 3 + rng.IntN(9), true
	}
	return 0, false
}

// missing reports whether a source lacks a day.
func (m *Market) missing(source, day int) bool {
	c := &m.cfg
	return c.Awkward && c.Days >= 2 && day == c.Days/3 && source == min(1, len(c.Sources)-1)
}

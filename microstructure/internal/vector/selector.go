package vector

import (
	"math"
	"math/bits"
)

// A Selector finds a high percentile of trade sizes without sorting them.
//
// It guesses a limit somewhat below the percentile: that of the previous call,
// as sizes change little from bar to bar, or one from a sample. One pass
// collects the candidates above it, and only they are searched; a wrong guess
// costs time and never changes the result. Sizes are positive, and positive
// floats order as their bits do, so comparisons are of integers and need no
// branch.
type Selector struct {
	limit      uint64   // bits of the size that the next call tries first, if not 0
	fewLimit   uint64   // likewise, of calls with few values
	top        []uint64 // the largest values seen, in rising order
	candidates []float64
	members    []uint64
	bins       [256]int32
}

// Of up to smallBar values, the largest tenth is found by itself: by counting
// from tinyBar values on, in which a limit leaves few enough, else by insertion.
// Counting reads up to beyondFew values behind them.
const (
	tinyBar   = 24
	smallBar  = 160
	beyondFew = 15
)

// Percentile90 equals numpy.percentile(q, 90) to the bit, for at least two
// values. The second result holds values of signed, which is q with any signs,
// in order, including every value at or above the percentile in size.
func (s *Selector) Percentile90(q, signed []float64) (threshold float64, candidates []float64) {
	below, t := Place(len(q), 0.9)
	fromTop := len(q) - below // the percentile lies between the fromTop-th largest and the next larger one
	candidates = signed
	var lo, hi uint64
	if len(q) <= smallBar {
		lo, hi, candidates = s.ofFew(q, signed, fromTop)
	} else {
		if c := s.candidatesOf(q, signed, fromTop); len(c) >= fromTop {
			candidates = c
		}
		lo, hi = s.narrowedDown(candidates, fromTop)
	}
	return Lerp(math.Float64frombits(lo), math.Float64frombits(hi), t), candidates
}

// ofFew returns the bits of the fromTop-th largest size and of the next larger
// one, and candidates, of up to smallBar values.
func (s *Selector) ofFew(q, signed []float64, fromTop int) (lo, hi uint64, candidates []float64) {
	if len(q) < tinyBar {
		s.keepTop(q, 1, fromTop)
		return s.top[0], s.top[1], signed
	}
	if s.fewLimit > 0 {
		if c := s.above(q, signed, s.fewLimit); len(c) >= fromTop && len(c) <= 3*fromTop {
			lo, hi = variants[InUse()].neighbours(c, len(c)-fromTop)
			return lo, hi, c
		}
	}
	most := fromTop + fromTop/2 + 1
	s.keepTop(q, 1, most)
	s.fewLimit = s.top[0]
	return s.top[most-fromTop], s.top[most-fromTop+1], signed
}

// neighbours returns the bits of the sizes at a place and at the next one, were
// they sorted. The size at a place is the largest of those that no more than so
// many others are below, which takes a count for each, but no branch.
func neighbours(signed []float64, place int) (lo, hi uint64) {
	all := asBits(signed)
	for _, v := range all {
		size, smaller := v&^signBit, uint64(0)
		for _, other := range all {
			smaller += (other&^signBit - size) >> 63
		}
		beyond := smaller - uint64(place) - 1 // negative up to the place
		lo = max(lo, size&-(beyond>>63))
		hi = max(hi, size&-((beyond-1)>>63))
	}
	return lo, hi
}

// candidatesOf returns the values of signed at or above a limit in size:
// usually fromTop of them, and at most twice as many.
func (s *Selector) candidatesOf(q, signed []float64, fromTop int) []float64 {
	few := func(c []float64) bool { return len(c) >= fromTop && len(c) <= 2*fromTop }
	if s.limit > 0 {
		if c := s.above(q, signed, s.limit); few(c) {
			return c
		}
	}
	s.limit = s.guess(q)
	c := s.above(q, signed, s.limit)
	if !few(c) { // many equal sizes, say
		s.limit = 0
	}
	return c
}

// guess returns the bits of a size that about 15 % of values exceed, rarely
// fewer than 10 %.
func (s *Selector) guess(q []float64) uint64 {
	sample := min(max(len(q)/32, 32), 256)
	tenth := float64(sample) / 10
	s.keepTop(q, len(q)/sample, int(tenth+float64(2.5*math.Sqrt(tenth*0.9))))
	return s.top[0]
}

// keepTop sets s.top to the n largest of q[0], q[step], q[2*step] and so on.
func (s *Selector) keepTop(q []float64, step, n int) {
	top := s.top[:0]
	i := 0
	for ; len(top) < n; i += step {
		top = append(top, math.Float64bits(q[i]))
		for j := len(top) - 1; j > 0 && top[j] < top[j-1]; j-- {
			top[j], top[j-1] = top[j-1], top[j]
		}
	}
	for ; i < len(q); i += step {
		b := math.Float64bits(q[i])
		if b <= top[0] {
			continue
		}
		j := 1
		for ; j < len(top) && top[j] < b; j++ {
			top[j-1] = top[j]
		}
		top[j-1] = b
	}
	s.top = top
}

// above copies the values of signed that are at or above a limit in size.
func (s *Selector) above(q, signed []float64, limit uint64) []float64 {
	if len(s.candidates) < len(q)+beyondFew {
		s.candidates = make([]float64, len(q)+len(q)/4+beyondFew)
	}
	return s.candidates[:variants[InUse()].copyFrom(s.candidates[:len(q)], q, signed[:len(q)], limit)]
}

// copyFrom copies to out the values of signed whose size in q is at or above
// limit, and returns their number.
func copyFrom(out, q, signed []float64, limit uint64) int {
	to, from := asBits(out[:len(q)]), asBits(signed[:len(q)])
	n := 0
	for i, v := range asBits(q) {
		to[n] = from[i]
		if v >= limit {
			n++
		}
	}
	return n
}

// narrowedDown returns the bits of the fromTop-th largest size and of the next
// larger one.
func (s *Selector) narrowedDown(signed []float64, fromTop int) (lo, hi uint64) {
	if cap(s.members) < 2*len(signed) {
		s.members = make([]uint64, 2*len(signed)+len(signed)/2)
	}
	all := s.members[:len(signed)]
	least, most := uint64(math.MaxUint64), uint64(0)
	for i, v := range signed {
		b := math.Float64bits(v) &^ signBit
		all[i] = b
		least, most = min(least, b), max(most, b)
	}
	at := len(all) - fromTop
	part, before := s.binOf(all, at, least, most)
	lo = quickselect(part, at-before)
	hi = math.MaxUint64
	for _, b := range part[at-before+1:] {
		hi = min(hi, b)
	}
	if at-before+1 < len(part) {
		return lo, hi
	}
	limit := maxBits(part)
	for _, b := range all {
		if b > limit {
			hi = min(hi, b)
		}
	}
	return lo, hi
}

// binOf narrows a selection down: it counts values in up to 256 bins of equal
// width between the smallest and the largest, and returns those of the bin that
// holds the sorted place at, with the number of values in bins below.
// Partitioning all values instead, step by step, would take several times as
// long.
func (s *Selector) binOf(all []uint64, at int, least, most uint64) (part []uint64, before int) {
	shift := max(bits.Len64(most-least)-8, 0)
	clear(s.bins[:])
	for _, b := range all {
		s.bins[uint8((b-least)>>shift)]++
	}
	bin := 0
	for ; before+int(s.bins[bin]) <= at; bin++ {
		before += int(s.bins[bin])
	}
	part = s.members[len(all) : 2*len(all)]
	n := 0
	for _, b := range all {
		part[n] = b
		if int((b-least)>>shift) == bin {
			n++
		}
	}
	return part[:n], before
}

func maxBits(m []uint64) uint64 {
	top := uint64(0)
	for _, b := range m {
		top = max(top, b)
	}
	return top
}

// quickselect orders m so that m[k] is in its sorted place, with nothing larger
// before it and nothing smaller behind, and returns m[k].
func quickselect(m []uint64, k int) uint64 {
	from, to := 0, len(m)
	for to-from > 16 {
		part := m[from:to]
		pivot := median(part[0], part[len(part)/2], part[len(part)-1])
		if n := partition(part, pivot); k < from+n {
			to = from + n
			continue
		} else if n > 0 {
			from += n
			continue
		}
		// Nothing is smaller than the pivot: set its equals apart.
		n := partition(part, pivot+1)
		if k < from+n {
			return pivot
		}
		from += n
	}
	for i := from + 1; i < to; i++ {
		for j := i; j > from && m[j] < m[j-1]; j-- {
			m[j], m[j-1] = m[j-1], m[j]
		}
	}
	return m[k]
}

// partition moves the values below limit to the front and returns their number.
func partition(m []uint64, limit uint64) int {
	n := 0
	for i, v := range m {
		m[i] = m[n]
		m[n] = v
		if v < limit {
			n++
		}
	}
	return n
}

func median(a, b, c uint64) uint64 { return max(min(a, b), min(max(a, b), c)) }

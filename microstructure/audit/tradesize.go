package audit

import "math"

// sizeBits is the number of low bits dropped from a number: its sign, exponent
// and the first three binary digits remain, eight bins per factor of two.
const sizeBits = 49

// tradeSizes count a day's trades by their quote quantity, finely enough for a
// median within 6 %.
type tradeSizes struct {
	counts [1 << (63 - sizeBits)]uint32
	n      int64
}

func (s *tradeSizes) reset() { *s = tradeSizes{} }

// add counts quantities above zero.
func (s *tradeSizes) add(quote []float64) {
	for _, q := range quote {
		s.counts[math.Float64bits(q)>>sizeBits&(1<<(63-sizeBits)-1)]++
	}
	s.n += int64(len(quote))
}

// median is the middle of the bin that holds it, NaN without trades.
func (s *tradeSizes) median() float64 {
	left := (s.n + 1) / 2
	for i, n := range s.counts {
		if left -= int64(n); left <= 0 && n > 0 {
			low := uint64(i) << sizeBits
			return math.Float64frombits(low + 1<<(sizeBits-1))
		}
	}
	return math.NaN()
}

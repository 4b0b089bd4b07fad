package rolling

import (
	"math"
	"math/bits"
)

// Rank fills dst with the percentile rank of each row within its window:
//
//	(values below x[i] + (values equal to x[i] + 1) / 2) / values
//
// above 0 and at most 1, ties averaged, NaN where x[i] is missing.
//
// The whole series is sorted once, so that each row has a place of its own. The
// window is then a set of places, and a rank is a count of the places below:
// some ten additions a row, whatever the window.
func Rank(dst, x []float64, window, minPeriods int) {
	places := sortedPlaces(x)
	w := newPlaceSet(len(x))
	n := 0
	for i, p := range places {
		if i >= window && places[i-window].own >= 0 {
			w.remove(places[i-window].own)
			n--
		}
		dst[i] = math.NaN()
		if p.own < 0 {
			continue
		}
		w.add(p.own)
		n++
		if n < minPeriods {
			continue
		}
		below, equal := w.below(p.first), int32(1)
		if p.end > p.first+1 {
			equal = w.below(p.end) - below
		}
		dst[i] = (float64(below) + float64(equal+1)/2) / float64(n)
	}
}

// A place is where a row stands in the sorted series.
type place struct {
	own        int32 // its own place, -1 for a missing value
	first, end int32 // the places [first, end) of all values equal to it
}

func sortedPlaces(x []float64) []place {
	places := make([]place, len(x))
	rows := sortRows(x)
	for from := 0; from < len(rows); {
		to := from + 1
		for to < len(rows) && x[rows[to]] == x[rows[from]] {
			to++
		}
		for i := from; i < to; i++ {
			places[rows[i]] = place{int32(i), int32(from), int32(to)}
		}
		from = to
	}
	for i, v := range x {
		if missing(v) {
			places[i].own = -1
		}
	}
	return places
}

// A placeSet is a set of small numbers that counts its members below a limit:
// a bit a number, and counts of members by 512 and by 4096 numbers.
type placeSet struct {
	words  []uint64
	by512  []int32
	by4096 []int32
}

func newPlaceSet(n int) placeSet {
	return placeSet{make([]uint64, n>>6+1), make([]int32, n>>9+1), make([]int32, n>>12+1)}
}

func (s *placeSet) add(p int32) {
	s.words[p>>6] |= 1 << (p & 63)
	s.by512[p>>9]++
	s.by4096[p>>12]++
}

func (s *placeSet) remove(p int32) {
	s.words[p>>6] &^= 1 << (p & 63)
	s.by512[p>>9]--
	s.by4096[p>>12]--
}

// below counts the members less than limit.
func (s *placeSet) below(limit int32) int32 {
	var n int32
	for _, c := range s.by4096[:limit>>12] {
		n += c
	}
	for _, c := range s.by512[limit>>12<<3 : limit>>9] {
		n += c
	}
	for _, w := range s.words[limit>>9<<3 : limit>>6] {
		n += int32(bits.OnesCount64(w))
	}
	return n + int32(bits.OnesCount64(s.words[limit>>6]&(1<<(limit&63)-1)))
}

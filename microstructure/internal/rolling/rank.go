package rolling

import "math"

// Rank fills dst with the percentile rank of each row within its window:
//
//	(values below x[i] + (values equal to x[i] + 1) / 2) / values
//
// above 0 and at most 1, ties averaged, NaN where x[i] is missing.
//
// The whole series is sorted once, which gives each row a place. The window is
// then a set of places, and a rank is a count of the places below: some ten
// additions per row, whatever the window.
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

// A place is the position of a row in the sorted series.
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

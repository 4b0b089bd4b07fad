package rolling

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// Quantiles fills dst[j] with the type-7 quantile q[j] of each window, as in
// vector.Quantile. A missing row also has quantiles: those of the other rows of
// its window.
//
// As in Rank, the window is a set of places in the sorted series; a quantile
// lies between two members of it.
func Quantiles(dst [][]float64, x []float64, window, minPeriods int, q ...float64) {
	places := sortedPlaces(x)
	sorted := make([]float64, len(x))
	for i, p := range places {
		if p.own >= 0 {
			sorted[p.own] = x[i]
		}
	}
	w := newPlaceSet(len(x))
	n := 0
	for i, p := range places {
		if i >= window && places[i-window].own >= 0 {
			w.remove(places[i-window].own)
			n--
		}
		if p.own >= 0 {
			w.add(p.own)
			n++
		}
		for j := range q {
			dst[j][i] = math.NaN()
			if n >= minPeriods {
				dst[j][i] = w.quantile(sorted, n, q[j])
			}
		}
	}
}

// quantile is the quantile of the values at the n members of s.
func (s *placeSet) quantile(sorted []float64, n int, q float64) float64 {
	k, t := vector.Place(n, q)
	if k < 0 {
		return math.NaN()
	}
	p := s.member(int32(k))
	if k == n-1 {
		return sorted[p]
	}
	return vector.Lerp(sorted[p], sorted[s.next(p)], t)
}

package rolling

import (
	"math"
	"slices"
)

// Rank fills dst with the percentile rank of each row within its window:
//
//	(values below x[i] + (values equal to x[i] + 1) / 2) / values
//
// above 0 and at most 1, ties averaged, NaN where x[i] is.
//
// The whole series is replaced by its order of size once; the window is then a
// table of counts by that order, with sums by blocks of 64 and of 4096, so that a row costs
// some dozens of additions whatever the window.
func Rank(dst, x []float64, window, minPeriods int) {
	place, distinct := places(x)
	c := newCounts(distinct)
	n := 0
	for i, p := range place {
		if i >= window && place[i-window] >= 0 {
			c.add(place[i-window], -1)
			n--
		}
		dst[i] = math.NaN()
		if p < 0 {
			continue
		}
		c.add(p, 1)
		n++
		if n >= minPeriods {
			equal := int(c.single[p])
			dst[i] = (float64(c.below(p)) + float64(equal+1)/2) / float64(n)
		}
	}
}

// places gives each value its place among the distinct values, -1 for NaN.
func places(x []float64) (place []int32, distinct int) {
	sorted := make([]float64, 0, len(x))
	for _, v := range x {
		if !missing(v) {
			sorted = append(sorted, v)
		}
	}
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	place = make([]int32, len(x))
	for i, v := range x {
		place[i] = -1
		if !missing(v) {
			p, _ := slices.BinarySearch(sorted, v)
			place[i] = int32(p)
		}
	}
	return place, len(sorted)
}

// counts holds how many values of the window have each place.
type counts struct {
	single []int32
	by64   []int32
	by4096 []int32
}

func newCounts(n int) counts {
	return counts{make([]int32, n), make([]int32, n>>6+1), make([]int32, n>>12+1)}
}

func (c *counts) add(p, by int32) {
	c.single[p] += by
	c.by64[p>>6] += by
	c.by4096[p>>12] += by
}

// below counts the values with a lower place than p.
func (c *counts) below(p int32) int32 {
	var n int32
	for _, v := range c.by4096[:p>>12] {
		n += v
	}
	for _, v := range c.by64[p>>12<<6 : p>>6] {
		n += v
	}
	for _, v := range c.single[p>>6<<6 : p] {
		n += v
	}
	return n
}

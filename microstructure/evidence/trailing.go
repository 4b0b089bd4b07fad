package evidence

import (
	"math"
	"math/bits"
	"slices"
)

// trailingQuantiles gives, for each row, two type-7 quantiles of the values
// among the last window rows, the row's own included; NaN where there are fewer
// than minimum.
//
// The values are coded by their place in the sorted series. A tree of counts
// over the places then finds the k-th smallest of a window in a few steps.
func trailingQuantiles(x []float64, window, minimum int, qLow, qHigh float64) (low, high []float64) {
	low, high = make([]float64, len(x)), make([]float64, len(x))
	sorted, place := places(x)
	tree := newCountTree(len(sorted))
	n := 0
	at := func(q float64) float64 {
		v := float64(n-1) * q
		below := int(v)
		a := sorted[tree.kth(below)]
		if below+1 >= n {
			return a
		}
		b := sorted[tree.kth(below+1)]
		t := v - float64(below)
		if t < 0.5 {
			return a + float64((b-a)*t)
		}
		return b - float64((b-a)*(1-t))
	}
	for i := range x {
		if i >= window && place[i-window] >= 0 {
			tree.add(int(place[i-window]), -1)
			n--
		}
		if place[i] >= 0 {
			tree.add(int(place[i]), 1)
			n++
		}
		low[i], high[i] = math.NaN(), math.NaN()
		if n >= max(minimum, 1) {
			low[i], high[i] = at(qLow), at(qHigh)
		}
	}
	return low, high
}

// places sorts the values that are not NaN; place is each row's own position
// among them, -1 for NaN.
func places(x []float64) (sorted []float64, place []int32) {
	place = make([]int32, len(x))
	rows := make([]int32, 0, len(x))
	for i, v := range x {
		place[i] = -1
		if !math.IsNaN(v) {
			rows = append(rows, int32(i))
		}
	}
	slices.SortStableFunc(rows, func(a, b int32) int {
		switch {
		case x[a] < x[b]:
			return -1
		case x[a] > x[b]:
			return 1
		}
		return 0
	})
	for p, row := range rows {
		place[row] = int32(p)
		sorted = append(sorted, x[row])
	}
	return sorted, place
}

// A countTree is a Fenwick tree of counts.
type countTree struct {
	sums []int32
	top  int // largest power of two within
}

func newCountTree(n int) *countTree {
	return &countTree{make([]int32, n+1), 1 << max(bits.Len(uint(n))-1, 0)}
}

func (t *countTree) add(place int, by int32) {
	for i := place + 1; i < len(t.sums); i += i & -i {
		t.sums[i] += by
	}
}

// kth is the place of the k-th member, k from 0.
func (t *countTree) kth(k int) int {
	place, left := 0, int32(k)
	for step := t.top; step > 0; step >>= 1 {
		if next := place + step; next < len(t.sums) && t.sums[next] <= left {
			place = next
			left -= t.sums[next]
		}
	}
	return place
}

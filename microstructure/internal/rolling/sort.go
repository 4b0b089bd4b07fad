package rolling

import "math"

type keyedRow struct {
	key uint64
	row int32
}

// sortRows returns the rows of x that are not missing, sorted by value, stably.
// It is a radix sort: the keys are the floats' bits, mapped so that they order
// as the floats do. The leading half of a key decides almost every comparison,
// so the trailing half is used only on ties.
func sortRows(x []float64) []int32 {
	a := make([]keyedRow, 0, len(x))
	for i, v := range x {
		if !missing(v) {
			a = append(a, keyedRow{sortKey(v), int32(i)})
		}
	}
	b := make([]keyedRow, len(a))
	for _, shift := range []int{33, 44, 55} {
		a, b = sortByDigit(a, b, shift)
	}
	if !insertionSort(a, 4*len(a)) {
		for _, shift := range []int{0, 11, 22, 33, 44, 55} {
			a, b = sortByDigit(a, b, shift)
		}
	}
	rows := make([]int32, len(a))
	for i, r := range a {
		rows[i] = r.row
	}
	return rows
}

// sortByDigit sorts by eleven bits of the keys, stably, and returns the sorted
// slice and the other one.
func sortByDigit(a, b []keyedRow, shift int) (sorted, spare []keyedRow) {
	var at [1 << 11]int32
	for _, r := range a {
		at[r.key>>shift&(1<<11-1)]++
	}
	if len(a) > 0 && int(at[a[0].key>>shift&(1<<11-1)]) == len(a) {
		return a, b
	}
	sum := int32(0)
	for i, n := range at {
		at[i] = sum
		sum += n
	}
	for _, r := range a {
		p := &at[r.key>>shift&(1<<11-1)]
		b[*p] = r
		*p++
	}
	return b, a
}

// insertionSort sorts a nearly sorted slice, stably. After a number of moves it
// gives up and reports false.
func insertionSort(a []keyedRow, moves int) bool {
	for i := 1; i < len(a); i++ {
		r := a[i]
		j := i
		for ; j > 0 && a[j-1].key > r.key; j-- {
			a[j] = a[j-1]
		}
		a[j] = r
		if moves -= i - j; moves < 0 {
			return false
		}
	}
	return true
}

func sortKey(v float64) uint64 {
	b := math.Float64bits(v + 0) // -0 + 0 is 0
	if b>>63 == 1 {
		return ^b
	}
	return b | 1<<63
}

package rolling

import "math"

const (
	digitBits = 11
	digits    = 6 // of digitBits cover 64 bits
)

type keyedRow struct {
	key uint64
	row int32
}

// sortRows gives the rows of x that are not missing, in order of value; rows of
// equal value stay in order. It is a radix sort: the keys are the floats' bits,
// turned so that they order as the floats do.
func sortRows(x []float64) []int32 {
	a := make([]keyedRow, 0, len(x))
	var counts [digits][1 << digitBits]int32
	for i, v := range x {
		if missing(v) {
			continue
		}
		k := sortKey(v)
		a = append(a, keyedRow{k, int32(i)})
		for d := range digits {
			counts[d][k>>(d*digitBits)&(1<<digitBits-1)]++
		}
	}
	b := make([]keyedRow, len(a))
	for d := range digits {
		at := &counts[d]
		if len(a) > 0 && int(at[a[0].key>>(d*digitBits)&(1<<digitBits-1)]) == len(a) {
			continue
		}
		sum := int32(0)
		for i, n := range at {
			at[i] = sum
			sum += n
		}
		for _, r := range a {
			p := &at[r.key>>(d*digitBits)&(1<<digitBits-1)]
			b[*p] = r
			*p++
		}
		a, b = b, a
	}
	rows := make([]int32, len(a))
	for i, r := range a {
		rows[i] = r.row
	}
	return rows
}

func sortKey(v float64) uint64 {
	b := math.Float64bits(v + 0) // -0 + 0 is 0
	if b>>63 == 1 {
		return ^b
	}
	return b | 1<<63
}

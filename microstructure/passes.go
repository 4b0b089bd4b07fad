package microstructure

import (
	"math"
	"unsafe"
)

// passes are the loops over a bar's columns that take its time. pass holds
// these, or others that do the same, to the bit, with wider instructions.
type passes struct {
	pairwiseSum        func(x []float64) float64
	pairwiseSums       func(x, y []float64) (sumX, sumY float64) // of as many values
	pairwiseSumOfSteps func(p []float64) float64
	extremes           func(p []float64) (high, low float64)
	splitBySide        func(k *columns, q, qq []float64, side []Side) (buys int)
	splitByPrice       func(k *columns, p, q []float64, mid float64) (above int)
	copyFrom           func(out, q, signed []float64, limit uint64) (n int)
	comoments          func(x, p []float64, meanX, meanY float64) (xx, yy, xy float64)
	sumSquaredGaps     func(ts []int64) uint64
	multiply           func(out, x, y []float64)
	ascending          func(us []int64) bool
}

var pass = passes{pairwiseSum, pairwiseSums, pairwiseSumOfSteps, extremes, splitBySide, splitByPrice, copyFrom, comoments, sumSquaredGaps, multiply, ascending}

func pairwiseSums(x, y []float64) (sumX, sumY float64) { return pairwiseSum(x), pairwiseSum(y) }

// splitBySide copies what was bought and what was sold to columns of their own
// and the signed quantities to another, and counts the buys.
func splitBySide(k *columns, q, qq []float64, side []Side) int {
	n := len(q)
	qq, side = qq[:n], side[:n]
	buyQ, sellQ, buyQQ, sellQQ, signed := k.buyQ[:n], k.sellQ[:n], k.buyQQ[:n], k.sellQQ[:n], k.signed[:n]
	buys, sells := 0, 0
	for i, v := range q {
		w, sell := qq[i], int(side[i])>>1 // -1 for a sell, else 0
		buyQ[buys], buyQQ[buys] = v, w
		sellQ[sells], sellQQ[sells] = v, w
		signed[i] = math.Float64frombits(math.Float64bits(v) ^ uint64(sell)<<63)
		sells -= sell
		buys += 1 + sell
	}
	return buys
}

// splitByPrice copies quantities at prices from mid to k.buyQ, the others to
// k.sellQ, and counts the former.
func splitByPrice(k *columns, p, q []float64, mid float64) int {
	limit := math.Float64bits(mid)
	above, below, prices := asBits(k.buyQ[:len(q)]), asBits(k.sellQ[:len(q)]), asBits(p[:len(q)])
	n := 0
	for i, v := range asBits(q) {
		above[n], below[i-n] = v, v
		if prices[i] >= limit {
			n++
		}
	}
	return n
}

// copyFrom copies to out the values of signed whose size, which is that of q, has bits from limit, and counts them.
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

// multiply sets out to the products of x and y, which are as long.
func multiply(out, x, y []float64) {
	x, y = x[:len(out)], y[:len(out)]
	for i := range out {
		out[i] = x[i] * y[i]
	}
}

// ascending tells whether no time is earlier than the one before it.
func ascending(us []int64) bool {
	for ; len(us) > 4; us = us[4:] {
		if us[1] < us[0] || us[2] < us[1] || us[3] < us[2] || us[4] < us[3] {
			return false
		}
	}
	for i := 1; i < len(us); i++ {
		if us[i] < us[i-1] {
			return false
		}
	}
	return true
}

// extremes gives the largest and smallest price.
func extremes(p []float64) (high, low float64) {
	b := asBits(p)
	hi, lo := b[0], b[0]
	hi2, lo2 := hi, lo
	for ; len(b) >= 4; b = b[4:] {
		hi, lo = max(hi, b[0]), min(lo, b[0])
		hi2, lo2 = max(hi2, b[1]), min(lo2, b[1])
		hi, lo = max(hi, b[2]), min(lo, b[2])
		hi2, lo2 = max(hi2, b[3]), min(lo2, b[3])
	}
	for _, v := range b {
		hi, lo = max(hi, v), min(lo, v)
	}
	return math.Float64frombits(max(hi, hi2)), math.Float64frombits(min(lo, lo2))
}

// asBits is the same memory read as integers. Prices and quantities are
// positive, and positive floats order as their bits do; loading them where
// integers are compared spares the way through a float register.
func asBits(x []float64) []uint64 {
	return unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(x))), len(x))
}

package vector

import (
	"math"
	"unsafe"
)

// loops are the functions that have a variant per level. Only some have bounds
// checks: the exported functions ensure that slices are as long as they shall
// be. Sums are of at most blockLen values.
type loops struct {
	sum            func(x []float64) float64
	sums           func(x, y []float64) (sumX, sumY float64)
	sumOfSteps     func(p []float64) float64
	comoments      func(x, p []float64, meanX, meanY float64) (xx, yy, xy float64)
	sumSquaredGaps func(ts []int64) uint64
	extremes       func(p []float64) (high, low float64)
	ascending      func(ts []int64) bool
	multiply       func(out, x, y []float64)
	addProducts    func(products, squares, start, stop []float64, x, limit float64)
	splitBySide    func(buyQ, sellQ, buyQQ, sellQQ, signed, q, qq []float64, side []int8) (buys int)
	splitByPrice   func(high, low, p, q []float64, mid float64) (above int)
	copyFrom       func(out, q, signed []float64, limit uint64) (n int)
	neighbours     func(signed []float64, place int) (lo, hi uint64)
	nonDigits      func(marks []uint64, text []byte)
	numbers        func(out []uint64, text []byte, marks []uint64, i int, comma byte) (end int)
}

var variants = NewVariants(loops{
	sum:            sumBlock,
	sums:           sumBlocks,
	sumOfSteps:     sumBlockOfSteps,
	comoments:      comoments,
	sumSquaredGaps: sumSquaredGaps,
	extremes:       extremes,
	ascending:      ascending,
	multiply:       multiply,
	addProducts:    addProducts,
	splitBySide:    splitBySide,
	splitByPrice:   splitByPrice,
	copyFrom:       copyFrom,
	neighbours:     neighbours,
	nonDigits:      nonDigits,
	numbers:        numbers,
})

// Sum adds as numpy does, and equals its sum to the bit: blocks of up to 128
// values in eight running sums, halves of longer inputs separately. The error
// grows with log n rather than n.
func Sum(x []float64) float64 { return sum(x, variants[InUse()].sum) }

// Sums returns Sum(x) and Sum(y), for equal lengths.
func Sums(x, y []float64) (sumX, sumY float64) {
	return sums(x, y[:len(x)], variants[InUse()].sums)
}

// SumOfSteps is Sum of p[1] - p[0], p[2] - p[1] and so on.
func SumOfSteps(p []float64) float64 { return sumOfSteps(p, variants[InUse()].sumOfSteps) }

// Comoments adds the products of the deviations of x and of p's steps from
// their means; p is longer than x by one. Each sum has four parts: every fourth
// product from the first, from the second and so on.
func Comoments(x, p []float64, meanX, meanY float64) (xx, yy, xy float64) {
	return variants[InUse()].comoments(x, p[:len(x)+1], meanX, meanY)
}

// SumSquaredGaps adds the squares of the differences between successive times,
// at least one, modulo 2^64.
func SumSquaredGaps(ts []int64) uint64 {
	_ = ts[0]
	return variants[InUse()].sumSquaredGaps(ts)
}

// Extremes returns the largest and the smallest of at least one price.
func Extremes(p []float64) (high, low float64) {
	_ = p[0]
	return variants[InUse()].extremes(p)
}

// Positive reports whether all values are finite and above 0, whatever they
// are.
func Positive(x []float64) bool {
	if len(x) == 0 {
		return true
	}
	// As integers, negative numbers and those that are not finite are the
	// largest, and 0 is the smallest.
	high, low := Extremes(x)
	return low > 0 && high > 0 && high <= math.MaxFloat64
}

// Ascending reports whether no time is earlier than the one before it.
func Ascending(ts []int64) bool { return variants[InUse()].ascending(ts) }

// Multiply sets out to the products of x and y; all have the same length.
func Multiply(out, x, y []float64) {
	variants[InUse()].multiply(out, x[:len(out)], y[:len(out)])
}

// AddProducts takes the differences stop[i] - start[i], limited to
// [-limit, limit], and adds x times each to products[i] and its square to
// squares[i]. The four are as long, and all numbers finite.
func AddProducts(products, squares, start, stop []float64, x, limit float64) {
	n := len(products)
	variants[InUse()].addProducts(products, squares[:n], start[:n], stop[:n], x, limit)
}

// SplitBySide copies quantities q and quote quantities qq to the columns of
// their side, -1 for a sell and +1 for a buy, and q with the sign of its side
// to c.Signed. It counts the buys.
func SplitBySide[S ~int8](c *Columns, q, qq []float64, side []S) (buys int) {
	n := len(q)
	sides := unsafe.Slice((*int8)(unsafe.Pointer(unsafe.SliceData(side))), len(side))
	return variants[InUse()].splitBySide(c.BuyQ[:n], c.SellQ[:n], c.BuyQQ[:n], c.SellQQ[:n], c.Signed[:n], q, qq[:n], sides[:n])
}

// SplitByPrice copies quantities at prices from mid to c.BuyQ and the others to
// c.SellQ, and counts the former.
func SplitByPrice(c *Columns, p, q []float64, mid float64) (above int) {
	n := len(q)
	return variants[InUse()].splitByPrice(c.BuyQ[:n], c.SellQ[:n], p[:n], q, mid)
}

// NonDigits sets a bit of marks for each byte of text that is no digit, the
// first byte's the lowest. The text has 64 bytes for each word of marks.
func NonDigits(marks []uint64, text []byte) {
	variants[InUse()].nonDigits(marks, text[:64*len(marks)])
}

//go:build goexperiment.simd && amd64 && !go1.27

package vector

import simd "simd/archsimd"

func multiplyAVX512(out, x, y []float64) {
	x, y = x[:len(out)], y[:len(out)]
	i := 0
	for ; i+Len <= len(out); i += Len {
		simd.LoadFloat64x8(Eight(x, i)).Mul(simd.LoadFloat64x8(Eight(y, i))).Store(Eight(out, i))
	}
	simd.ClearAVXUpperBits()
	multiply(out[i:], x[i:], y[i:])
}

func addProductsAVX512(products, squares, start, stop []float64, x, limit float64) {
	n := len(products)
	squares, start, stop = squares[:n], start[:n], stop[:n]
	by, high, low := simd.BroadcastFloat64x8(x), simd.BroadcastFloat64x8(limit), simd.BroadcastFloat64x8(-limit)
	i := 0
	for ; i+Len <= n; i += Len {
		d := simd.LoadFloat64x8(Eight(stop, i)).Sub(simd.LoadFloat64x8(Eight(start, i))).Min(high).Max(low)
		simd.LoadFloat64x8(Eight(products, i)).Add(by.Mul(d)).Store(Eight(products, i))
		simd.LoadFloat64x8(Eight(squares, i)).Add(d.Mul(d)).Store(Eight(squares, i))
	}
	simd.ClearAVXUpperBits()
	addProducts(products[i:], squares[i:], start[i:], stop[i:], x, limit)
}

func ascendingAVX512(ts []int64) bool {
	var falls simd.Mask64x8
	i := 0
	for ; i+Len < len(ts); i += Len {
		falls = falls.Or(simd.LoadInt64x8(Eight(ts, i+1)).Less(simd.LoadInt64x8(Eight(ts, i))))
	}
	rises := falls.ToBits() == 0
	simd.ClearAVXUpperBits()
	return rises && ascending(ts[i:])
}

func extremesAVX512(p []float64) (high, low float64) {
	if len(p) < Len {
		return extremes(p)
	}
	b := asBits(p)
	hi := simd.LoadUint64x8(Eight(b, len(b)-Len))
	lo := hi
	for i := 0; i+Len <= len(b); i += Len {
		v := simd.LoadUint64x8(Eight(b, i))
		hi, lo = hi.Max(v), lo.Min(v)
	}
	var ends [2 * Len]float64
	hi.AsFloat64x8().Store(Eight(ends[:], 0))
	lo.AsFloat64x8().Store(Eight(ends[:], Len))
	simd.ClearAVXUpperBits()
	return extremes(ends[:])
}

func sumSquaredGapsAVX512(ts []int64) uint64 {
	var sums simd.Int64x8
	i := 0
	for ; i+Len < len(ts); i += Len {
		g := simd.LoadInt64x8(Eight(ts, i+1)).Sub(simd.LoadInt64x8(Eight(ts, i)))
		sums = sums.Add(g.Mul(g))
	}
	var a [Len]int64
	sums.Store(&a)
	simd.ClearAVXUpperBits()
	total := sumSquaredGaps(ts[i:])
	for _, s := range a {
		total += uint64(s)
	}
	return total
}

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

//go:build goexperiment.simd && amd64 && !go1.27

package microstructure

import (
	"math"
	"math/bits"
	simd "simd/archsimd"
	"unsafe"
)

func init() {
	if simd.X86.AVX512() {
		pass = passes{vectorSum, vectorSums, vectorSumOfSteps, vectorExtremes, vectorSplitBySide, vectorSplitByPrice,
			vectorCopyFrom, vectorComoments, vectorSquaredGaps, vectorMultiply, vectorAscending}
	}
}

// Go's scalar instructions wait for the upper halves of vector registers, so
// each function clears them before it goes on with scalars. The results are those
// of the plain passes to the bit.

// eight are the values of x from i on.
func eight[T any](x []T, i int) *[vectorLen]T {
	return (*[vectorLen]T)(x[i : i+vectorLen : i+vectorLen])
}

func four(x []float64, i int) *[4]float64 { return (*[4]float64)(x[i : i+4 : i+4]) }

func vectorSum(x []float64) float64 {
	if len(x) > blockLen {
		half := firstHalf(len(x))
		return vectorSum(x[:half]) + vectorSum(x[half:])
	}
	if len(x) < 2*vectorLen {
		return blockSum(x)
	}
	r := simd.LoadFloat64x8(eight(x, 0))
	i := vectorLen
	for ; i+vectorLen <= len(x); i += vectorLen {
		r = r.Add(simd.LoadFloat64x8(eight(x, i)))
	}
	s := addLanes(r)
	simd.ClearAVXUpperBits()
	for _, v := range x[i:] {
		s += v
	}
	return s
}

// vectorSums does two sums at once, as each waits for its last addition.
func vectorSums(x, y []float64) (sumX, sumY float64) {
	n := len(x)
	y = y[:n]
	if n > blockLen {
		half := firstHalf(n)
		x1, y1 := vectorSums(x[:half], y[:half])
		x2, y2 := vectorSums(x[half:], y[half:])
		return x1 + x2, y1 + y2
	}
	if n < 2*vectorLen {
		return blockSum(x), blockSum(y)
	}
	r, t := simd.LoadFloat64x8(eight(x, 0)), simd.LoadFloat64x8(eight(y, 0))
	i := vectorLen
	for ; i+vectorLen <= n; i += vectorLen {
		r = r.Add(simd.LoadFloat64x8(eight(x, i)))
		t = t.Add(simd.LoadFloat64x8(eight(y, i)))
	}
	sumX, sumY = addLanes(r), addLanes(t)
	simd.ClearAVXUpperBits()
	for ; i < n; i++ {
		sumX += x[i]
		sumY += y[i]
	}
	return sumX, sumY
}

// addLanes adds ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)), in registers: loads of
// single words from a vector just stored would stall.
func addLanes(r simd.Float64x8) float64 {
	pairs := r.GetLo().AddPairsGrouped(r.GetHi())
	fours := pairs.GetLo().Add(pairs.GetHi())
	return fours.AddPairs(fours).GetElem(0)
}

func vectorSumOfSteps(p []float64) float64 {
	n := len(p) - 1
	if n > blockLen {
		half := firstHalf(n)
		return vectorSumOfSteps(p[:half+1]) + vectorSumOfSteps(p[half:])
	}
	if n < 2*vectorLen {
		return pairwiseSumOfSteps(p)
	}
	var r simd.Float64x8
	i := 0
	for ; i+vectorLen <= n; i += vectorLen {
		r = r.Add(simd.LoadFloat64x8(eight(p, i+1)).Sub(simd.LoadFloat64x8(eight(p, i))))
	}
	s := addLanes(r)
	simd.ClearAVXUpperBits()
	for ; i < n; i++ {
		s += p[i+1] - p[i]
	}
	return s
}

func vectorExtremes(p []float64) (high, low float64) {
	if len(p) < vectorLen {
		return extremes(p)
	}
	b := asBits(p)
	hi := simd.LoadUint64x8(eight(b, len(b)-vectorLen))
	lo := hi
	for i := 0; i+vectorLen <= len(b); i += vectorLen {
		v := simd.LoadUint64x8(eight(b, i))
		hi, lo = hi.Max(v), lo.Min(v)
	}
	var ends [2 * vectorLen]float64
	hi.AsFloat64x8().Store(eight(ends[:], 0))
	lo.AsFloat64x8().Store(eight(ends[:], vectorLen))
	simd.ClearAVXUpperBits()
	return extremes(ends[:])
}

func vectorSplitBySide(k *columns, q, qq []float64, side []Side) int {
	n := len(q)
	qq, side = qq[:n], side[:n]
	sides := unsafe.Slice((*int8)(unsafe.Pointer(unsafe.SliceData(side))), n)
	buyQ, sellQ, buyQQ, sellQQ, signed := k.buyQ, k.sellQ, k.buyQQ, k.sellQQ, k.signed
	var zero simd.Int64x8
	sign := simd.BroadcastInt64x8(math.MinInt64)
	i, sells := 0, 0
	for ; i+2*vectorLen <= n; i += vectorLen {
		s := simd.LoadInt8x16((*[16]int8)(sides[i : i+16 : i+16])).ExtendLo8ToInt64()
		v, w := simd.LoadFloat64x8(eight(q, i)), simd.LoadFloat64x8(eight(qq, i))
		v.AsInt64x8().Or(s.And(sign)).AsFloat64x8().Store(eight(signed, i))
		sell, buy := s.Less(zero), s.Greater(zero)
		v.Compress(buy).Store(eight(buyQ, i-sells))
		w.Compress(buy).Store(eight(buyQQ, i-sells))
		v.Compress(sell).Store(eight(sellQ, sells))
		w.Compress(sell).Store(eight(sellQQ, sells))
		sells += bits.OnesCount8(sell.ToBits())
	}
	simd.ClearAVXUpperBits()
	rest := columns{buyQ[i-sells:], sellQ[sells:], buyQQ[i-sells:], sellQQ[sells:], signed[i:]}
	return i - sells + splitBySide(&rest, q[i:], qq[i:], side[i:])
}

func vectorSplitByPrice(k *columns, p, q []float64, mid float64) int {
	limit := simd.BroadcastFloat64x8(mid)
	p = p[:len(q)]
	high, low := k.buyQ, k.sellQ
	i, n := 0, 0
	for ; i+vectorLen <= len(q); i += vectorLen {
		price, v := simd.LoadFloat64x8(eight(p, i)), simd.LoadFloat64x8(eight(q, i))
		above := price.GreaterEqual(limit)
		v.Compress(above).Store(eight(high, n))
		v.Compress(price.Less(limit)).Store(eight(low, i-n))
		n += bits.OnesCount8(above.ToBits())
	}
	simd.ClearAVXUpperBits()
	rest := columns{buyQ: high[n:], sellQ: low[i-n:]}
	return n + splitByPrice(&rest, p[i:], q[i:], mid)
}

func vectorCopyFrom(out, q, signed []float64, limit uint64) int {
	from := simd.BroadcastFloat64x8(math.Float64frombits(limit))
	signed = signed[:len(q)]
	i, n := 0, 0
	for ; i+vectorLen <= len(q); i += vectorLen {
		keep := simd.LoadFloat64x8(eight(q, i)).GreaterEqual(from)
		simd.LoadFloat64x8(eight(signed, i)).Compress(keep).Store(eight(out, n))
		n += bits.OnesCount8(keep.ToBits())
	}
	simd.ClearAVXUpperBits()
	return n + copyFrom(out[n:], q[i:], signed[i:], limit)
}

func vectorSquaredGaps(ts []int64) uint64 {
	var sums simd.Int64x8
	i := 0
	for ; i+vectorLen < len(ts); i += vectorLen {
		g := simd.LoadInt64x8(eight(ts, i+1)).Sub(simd.LoadInt64x8(eight(ts, i)))
		sums = sums.Add(g.Mul(g))
	}
	var a [vectorLen]int64
	sums.Store(&a)
	simd.ClearAVXUpperBits()
	total := sumSquaredGaps(ts[i:])
	for _, s := range a {
		total += uint64(s)
	}
	return total
}

func vectorComoments(x, p []float64, meanX, meanY float64) (xx, yy, xy float64) {
	mx, my := simd.BroadcastFloat64x4(meanX), simd.BroadcastFloat64x4(meanY)
	var sxx, syy, sxy simd.Float64x4
	p = p[:len(x)+1]
	i := 0
	for ; i+4 <= len(x); i += 4 {
		dx := simd.LoadFloat64x4(four(x, i)).Sub(mx)
		dy := simd.LoadFloat64x4(four(p, i+1)).Sub(simd.LoadFloat64x4(four(p, i))).Sub(my)
		sxx, syy, sxy = sxx.Add(dx.Mul(dx)), syy.Add(dy.Mul(dy)), sxy.Add(dx.Mul(dy))
	}
	var axx, ayy, axy [4]float64
	sxx.Store(&axx)
	syy.Store(&ayy)
	sxy.Store(&axy)
	simd.ClearAVXUpperBits()
	for lane := 0; i < len(x); i, lane = i+1, lane+1 {
		dx, dy := x[i]-meanX, p[i+1]-p[i]-meanY
		axx[lane] += float64(dx * dx)
		ayy[lane] += float64(dy * dy)
		axy[lane] += float64(dx * dy)
	}
	add := func(a [4]float64) float64 { return (a[0] + a[1]) + (a[2] + a[3]) }
	return add(axx), add(ayy), add(axy)
}

func vectorMultiply(out, x, y []float64) {
	x, y = x[:len(out)], y[:len(out)]
	i := 0
	for ; i+vectorLen <= len(out); i += vectorLen {
		simd.LoadFloat64x8(eight(x, i)).Mul(simd.LoadFloat64x8(eight(y, i))).Store(eight(out, i))
	}
	simd.ClearAVXUpperBits()
	multiply(out[i:], x[i:], y[i:])
}

func vectorAscending(us []int64) bool {
	var falls simd.Mask64x8
	i := 0
	for ; i+vectorLen < len(us); i += vectorLen {
		falls = falls.Or(simd.LoadInt64x8(eight(us, i+1)).Less(simd.LoadInt64x8(eight(us, i))))
	}
	rises := falls.ToBits() == 0
	simd.ClearAVXUpperBits()
	return rises && ascending(us[i:])
}

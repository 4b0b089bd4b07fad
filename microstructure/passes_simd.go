//go:build goexperiment.simd && amd64

package microstructure

import (
	"math"
	"math/bits"
	simd "simd/archsimd"
	"unsafe"
)

func init() {
	if simd.X86.AVX512() {
		pass = passes{vectorSum, vectorSumOfSteps, vectorExtremes, vectorSplitBySide, vectorSplitByPrice,
			vectorCopyFrom, vectorComoments, vectorSquaredGaps}
	}
}

// Go's scalar instructions wait for the upper halves of vector registers, so
// each function clears them before it goes on with scalars. The results are those
// of the plain passes to the bit.

func vectorSum(x []float64) float64 {
	if len(x) > blockLen {
		half := firstHalf(len(x))
		return vectorSum(x[:half]) + vectorSum(x[half:])
	}
	if len(x) < 2*vectorLen {
		return blockSum(x)
	}
	r := simd.LoadFloat64x8Slice(x)
	for x = x[8:]; len(x) >= 8; x = x[8:] {
		r = r.Add(simd.LoadFloat64x8Slice(x))
	}
	return addLanes(r, x)
}

// addLanes adds eight running sums and then the rest of a block.
func addLanes(r simd.Float64x8, rest []float64) float64 {
	var a [8]float64
	r.Store(&a)
	simd.ClearAVXUpperBits()
	s := ((a[0] + a[1]) + (a[2] + a[3])) + ((a[4] + a[5]) + (a[6] + a[7]))
	for _, v := range rest {
		s += v
	}
	return s
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
	for ; len(p) > 8; p = p[8:] {
		r = r.Add(simd.LoadFloat64x8Slice(p[1:]).Sub(simd.LoadFloat64x8Slice(p)))
	}
	s := addLanes(r, nil)
	for i := range len(p) - 1 {
		s += p[i+1] - p[i]
	}
	return s
}

func vectorExtremes(p []float64) (high, low float64) {
	if len(p) < vectorLen {
		return extremes(p)
	}
	b := asBits(p)
	hi := simd.LoadUint64x8Slice(b[len(b)-8:])
	lo := hi
	for ; len(b) >= 8; b = b[8:] {
		v := simd.LoadUint64x8Slice(b)
		hi, lo = hi.Max(v), lo.Min(v)
	}
	var ends [16]float64
	hi.AsFloat64x8().StoreSlice(ends[:8])
	lo.AsFloat64x8().StoreSlice(ends[8:])
	simd.ClearAVXUpperBits()
	return extremes(ends[:])
}

func vectorSplitBySide(k *columns, q, qq []float64, side []Side) int {
	n := len(q)
	qq, side = qq[:n], side[:n]
	sides := unsafe.Slice((*int8)(unsafe.Pointer(unsafe.SliceData(side))), n)
	var zero simd.Int64x8
	sign := simd.BroadcastInt64x8(math.MinInt64)
	i, sells := 0, 0
	for ; i+16 <= n; i += 8 {
		s := simd.LoadInt8x16Slice(sides[i:]).ExtendLo8ToInt64()
		v, w := simd.LoadFloat64x8Slice(q[i:]), simd.LoadFloat64x8Slice(qq[i:])
		v.AsInt64x8().Or(s.And(sign)).AsFloat64x8().StoreSlice(k.signed[i:])
		sell, buy := s.Less(zero), s.Greater(zero)
		v.Compress(buy).StoreSlice(k.buyQ[i-sells:])
		w.Compress(buy).StoreSlice(k.buyQQ[i-sells:])
		v.Compress(sell).StoreSlice(k.sellQ[sells:])
		w.Compress(sell).StoreSlice(k.sellQQ[sells:])
		sells += bits.OnesCount8(sell.ToBits())
	}
	simd.ClearAVXUpperBits()
	rest := columns{k.buyQ[i-sells:], k.sellQ[sells:], k.buyQQ[i-sells:], k.sellQQ[sells:], k.signed[i:]}
	return i - sells + splitBySide(&rest, q[i:], qq[i:], side[i:])
}

func vectorSplitByPrice(k *columns, p, q []float64, mid float64) int {
	limit := simd.BroadcastFloat64x8(mid)
	p = p[:len(q)]
	i, n := 0, 0
	for ; i+8 <= len(q); i += 8 {
		price, v := simd.LoadFloat64x8Slice(p[i:]), simd.LoadFloat64x8Slice(q[i:])
		above := price.GreaterEqual(limit)
		v.Compress(above).StoreSlice(k.buyQ[n:])
		v.Compress(price.Less(limit)).StoreSlice(k.sellQ[i-n:])
		n += bits.OnesCount8(above.ToBits())
	}
	simd.ClearAVXUpperBits()
	rest := columns{buyQ: k.buyQ[n:], sellQ: k.sellQ[i-n:]}
	return n + splitByPrice(&rest, p[i:], q[i:], mid)
}

func vectorCopyFrom(out, q, signed []float64, limit uint64) int {
	from := simd.BroadcastFloat64x8(math.Float64frombits(limit))
	signed = signed[:len(q)]
	i, n := 0, 0
	for ; i+8 <= len(q); i += 8 {
		keep := simd.LoadFloat64x8Slice(q[i:]).GreaterEqual(from)
		simd.LoadFloat64x8Slice(signed[i:]).Compress(keep).StoreSlice(out[n:])
		n += bits.OnesCount8(keep.ToBits())
	}
	simd.ClearAVXUpperBits()
	return n + copyFrom(out[n:], q[i:], signed[i:], limit)
}

func vectorSquaredGaps(ts []int64) uint64 {
	var sums simd.Int64x8
	for ; len(ts) > 8; ts = ts[8:] {
		g := simd.LoadInt64x8Slice(ts[1:]).Sub(simd.LoadInt64x8Slice(ts))
		sums = sums.Add(g.Mul(g))
	}
	var a [8]int64
	sums.StoreSlice(a[:])
	simd.ClearAVXUpperBits()
	total := sumSquaredGaps(ts)
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
		dx := simd.LoadFloat64x4Slice(x[i:]).Sub(mx)
		dy := simd.LoadFloat64x4Slice(p[i+1:]).Sub(simd.LoadFloat64x4Slice(p[i:])).Sub(my)
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

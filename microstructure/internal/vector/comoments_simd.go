//go:build goexperiment.simd && amd64 && !go1.27

package vector

import simd "simd/archsimd"

func comomentsAVX512(x, p []float64, meanX, meanY float64) (xx, yy, xy float64) {
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

func four(x []float64, i int) *[4]float64 { return (*[4]float64)(x[i : i+4 : i+4]) }

//go:build goexperiment.simd && amd64 && !go1.27

package vector

import simd "simd/archsimd"

// Go's scalar instructions stall on dirty upper halves of vector registers, so
// each function clears them before it goes on with scalars.

func sumAVX512(x []float64) float64 {
	if len(x) > blockLen {
		half := firstHalf(len(x))
		return sumAVX512(x[:half]) + sumAVX512(x[half:])
	}
	if len(x) < 2*Len {
		return blockSum(x)
	}
	r := simd.LoadFloat64x8(Eight(x, 0))
	i := Len
	for ; i+Len <= len(x); i += Len {
		r = r.Add(simd.LoadFloat64x8(Eight(x, i)))
	}
	s := addLanes(r)
	simd.ClearAVXUpperBits()
	for _, v := range x[i:] {
		s += v
	}
	return s
}

// sumsAVX512 does two sums at once, as each waits for its last addition.
func sumsAVX512(x, y []float64) (sumX, sumY float64) {
	n := len(x)
	y = y[:n]
	if n > blockLen {
		half := firstHalf(n)
		x1, y1 := sumsAVX512(x[:half], y[:half])
		x2, y2 := sumsAVX512(x[half:], y[half:])
		return x1 + x2, y1 + y2
	}
	if n < 2*Len {
		return blockSum(x), blockSum(y)
	}
	r, t := simd.LoadFloat64x8(Eight(x, 0)), simd.LoadFloat64x8(Eight(y, 0))
	i := Len
	for ; i+Len <= n; i += Len {
		r = r.Add(simd.LoadFloat64x8(Eight(x, i)))
		t = t.Add(simd.LoadFloat64x8(Eight(y, i)))
	}
	sumX, sumY = addLanes(r), addLanes(t)
	simd.ClearAVXUpperBits()
	for ; i < n; i++ {
		sumX += x[i]
		sumY += y[i]
	}
	return sumX, sumY
}

// addLanes adds ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)), in registers: loads
// of single words from a vector just stored would stall.
func addLanes(r simd.Float64x8) float64 {
	pairs := r.GetLo().AddPairsGrouped(r.GetHi())
	fours := pairs.GetLo().Add(pairs.GetHi())
	return fours.AddPairs(fours).GetElem(0)
}

func sumOfStepsAVX512(p []float64) float64 {
	n := len(p) - 1
	if n > blockLen {
		half := firstHalf(n)
		return sumOfStepsAVX512(p[:half+1]) + sumOfStepsAVX512(p[half:])
	}
	if n < 2*Len {
		return sumOfSteps(p)
	}
	var r simd.Float64x8
	i := 0
	for ; i+Len <= n; i += Len {
		r = r.Add(simd.LoadFloat64x8(Eight(p, i+1)).Sub(simd.LoadFloat64x8(Eight(p, i))))
	}
	s := addLanes(r)
	simd.ClearAVXUpperBits()
	for ; i < n; i++ {
		s += p[i+1] - p[i]
	}
	return s
}

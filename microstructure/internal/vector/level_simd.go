//go:build goexperiment.simd && amd64 && !go1.27

package vector

import simd "simd/archsimd"

func highest() Level {
	switch {
	case simd.X86.AVX512VBMI():
		return AVX512VBMI
	case simd.X86.AVX512():
		return AVX512
	}
	return Plain
}

func init() {
	variants.Set(AVX512, loops{
		sum:            sumAVX512,
		sums:           sumsAVX512,
		sumOfSteps:     sumOfStepsAVX512,
		comoments:      comomentsAVX512,
		sumSquaredGaps: sumSquaredGapsAVX512,
		extremes:       extremesAVX512,
		ascending:      ascendingAVX512,
		multiply:       multiplyAVX512,
		addProducts:    addProductsAVX512,
		splitBySide:    splitBySideAVX512,
		splitByPrice:   splitByPriceAVX512,
		copyFrom:       copyFromAVX512,
	})
}

// Eight are the values of x from i on, without the cost of a slice.
func Eight[T any](x []T, i int) *[Len]T {
	return (*[Len]T)(x[i : i+Len : i+Len])
}

//go:build !purego

package vector

//go:generate go run -C ../asm .

import "golang.org/x/sys/cpu"

func highest() Level {
	x := &cpu.X86
	switch {
	case !x.HasAVX2 || !x.HasBMI2 || !x.HasPOPCNT:
		return Plain
	case !x.HasAVX512F || !x.HasAVX512BW || !x.HasAVX512DQ || !x.HasAVX512VL:
		return AVX2
	case !x.HasAVX512VBMI || !x.HasAVX512VPCLMULQDQ:
		return AVX512
	}
	return AVX512VBMI
}

func init() {
	wide := loops{
		sum:            sumAVX2,
		sums:           sumsAVX2,
		sumOfSteps:     sumOfStepsAVX2,
		comoments:      comomentsAVX2,
		sumSquaredGaps: sumSquaredGapsAVX2,
		extremes:       extremesAVX2,
		ascending:      ascendingAVX2,
		multiply:       multiplyAVX2,
		addProducts:    addProductsAVX2,
		splitBySide:    splitBySideAVX2,
		splitByPrice:   splitByPriceAVX2,
		copyFrom:       copyFromAVX2,
		neighbours:     neighboursAVX2,
		nonDigits:      nonDigitsAVX2,
		numbers:        numbersWide,
	}
	variants.Set(AVX2, wide)
	wide.sums = sumsAVX512
	wide.sumSquaredGaps = sumSquaredGapsAVX512
	wide.extremes = extremesAVX512
	wide.ascending = ascendingAVX512
	wide.multiply = multiplyAVX512
	wide.addProducts = addProductsAVX512
	wide.splitByPrice = splitByPriceAVX512
	wide.copyFrom = copyFromAVX512
	variants.Set(AVX512, wide)
}

func numbersWide(out []uint64, text []byte, marks []uint64, i int, comma byte) (end int) {
	return numbersAVX2(out, text, marks, i, uint64(comma), &digitPlaces[0][0])
}

package main

// vectorLoops writes the loops of package vector, which documents them. Those
// without a variant for AVX-512 would not gain by it: a sum of one block waits
// for its additions, and four permutations of four words take less time than
// two compressions of eight.
func vectorLoops(g *generator) {
	g.sum()
	g.sumOfSteps()
	g.comoments()
	g.splitBySide()
	for _, wide := range []bool{false, true} {
		g.sums(wide)
		g.sumSquaredGaps(wide)
		g.ascending(wide)
		g.multiply(wide)
		g.addProducts(wide)
	}
	g.extremesAVX2()
	g.extremesAVX512()
	g.splitByPriceAVX2()
	g.splitByPriceAVX512()
	g.nonDigits()
	g.numbers()
	g.copyFromAVX2()
	g.copyFromAVX512()
	g.neighbours()
}

// named is the name of a function's variant, for AVX-512 or AVX2.
func named(name string, wide bool) string {
	if wide {
		return name + "AVX512"
	}
	return name + "AVX2"
}

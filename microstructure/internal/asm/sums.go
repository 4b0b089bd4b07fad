package main

import (
	op "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// An eight is eight words: a vector of AVX-512, or two of AVX2.
type eight []reg.VecVirtual

// eight returns registers for eight words.
func (g *generator) eight(wide bool) eight {
	if wide {
		return eight{g.ZMM()}
	}
	return eight{g.YMM(), g.YMM()}
}

// each does the body for each of the vectors, with the place of its first word.
func (e eight) each(do func(v reg.VecVirtual, from int)) {
	for k, v := range e {
		do(v, k*lanes/len(e))
	}
}

// clear sets all words to 0.
func (g *generator) clear(e eight) {
	for _, v := range e {
		g.VPXOR(v.AsY(), v.AsY(), v.AsY())
	}
}

// addLanes adds ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)) into a scalar, in
// registers: loads of single words from a vector just stored would stall.
func (g *generator) addLanes(e eight, into reg.VecVirtual) {
	low, pairs := e[0], g.YMM()
	if len(e) == 1 {
		high := g.YMM()
		g.VEXTRACTF64X4(op.U8(1), low, high)
		g.VHADDPD(high, low.AsY(), pairs)
	} else {
		g.VHADDPD(e[1], low, pairs)
	}
	g.VADDPD(g.upper(pairs), pairs.AsX(), into)
	g.VHADDPD(into, into, into)
}

// zeros are -0 and 0.
func (g *generator) zeros() op.Mem {
	if g.bothZeros.Symbol.Name == "" {
		g.bothZeros = g.constant("zeros", 1<<63, 0)
	}
	return g.bothZeros
}

// rest does a step for each of the words from i on, of which fewer than eight
// are left. A loop would be mispredicted for each short column; here words
// beyond the end are read from elsewhere instead, and steps shall do nothing for
// them. A step gets a function that returns the addresses of a word of a column
// some words further, or of a substitute.
func (g *generator) rest(i, n reg.GPVirtual, step func(word func(column reg.GPVirtual, further int, instead reg.GPVirtual) op.Mem)) {
	g.SUBQ(i, n)
	g.JE(op.LabelRef("whole"))
	for k := range lanes - 1 {
		if k > 0 {
			g.CMPQ(n, op.U8(k))
		}
		step(func(column reg.GPVirtual, further int, instead reg.GPVirtual) op.Mem {
			if k == 0 {
				return at(column, i, further)
			}
			from := g.GP64()
			g.LEAQ(at(column, i, k+further), from)
			g.CMOVQLE(instead, from)
			return op.Mem{Base: from}
		})
	}
	g.Label("whole")
}

func (g *generator) sum() {
	zeros := g.zeros()
	g.function("sumAVX2", "func(x []float64) float64", "is sum of at most blockLen values.")
	nothing := g.GP64() // x + -0 is x
	g.LEAQ(zeros, nothing)
	x, n, i := g.base("x"), g.length("x"), g.zero()
	total := g.XMM()
	g.VPXOR(total, total, total)
	g.CMPQ(n, op.U8(lanes))
	g.JLT(op.LabelRef("rest"))
	sums := g.eight(false)
	sums.each(func(v reg.VecVirtual, from int) { g.VMOVUPD(at(x, i, from), v) })
	g.ADDQ(op.U8(lanes), i)
	g.loop("eight", i, n, lanes, func() {
		sums.each(func(v reg.VecVirtual, from int) { g.VADDPD(at(x, i, from), v, v) })
	})
	g.addLanes(sums, total)
	g.Label("rest")
	g.rest(i, n, func(word func(reg.GPVirtual, int, reg.GPVirtual) op.Mem) {
		g.VADDSD(word(x, 0, nothing), total, total)
	})
	g.VMOVSD(total, g.result(0))
	g.end()
}

// sums does two sums at once, as each waits for its last addition.
func (g *generator) sums(wide bool) {
	zeros := g.zeros()
	g.function(named("sums", wide), "func(x, y []float64) (sumX, sumY float64)", "is sums of at most blockLen values.")
	x, y, n, i := g.base("x"), g.base("y"), g.length("x"), g.zero()
	nothing := g.GP64()
	g.LEAQ(zeros, nothing)
	totalX, totalY := g.XMM(), g.XMM()
	g.VPXOR(totalX, totalX, totalX)
	g.VPXOR(totalY, totalY, totalY)
	g.CMPQ(n, op.U8(lanes))
	g.JLT(op.LabelRef("rest"))
	sumsX, sumsY := g.eight(wide), g.eight(wide)
	sumsX.each(func(v reg.VecVirtual, from int) { g.VMOVUPD(at(x, i, from), v) })
	sumsY.each(func(v reg.VecVirtual, from int) { g.VMOVUPD(at(y, i, from), v) })
	g.ADDQ(op.U8(lanes), i)
	g.loop("eight", i, n, lanes, func() {
		sumsX.each(func(v reg.VecVirtual, from int) { g.VADDPD(at(x, i, from), v, v) })
		sumsY.each(func(v reg.VecVirtual, from int) { g.VADDPD(at(y, i, from), v, v) })
	})
	g.addLanes(sumsX, totalX)
	g.addLanes(sumsY, totalY)
	g.Label("rest")
	g.rest(i, n, func(word func(reg.GPVirtual, int, reg.GPVirtual) op.Mem) {
		g.VADDSD(word(x, 0, nothing), totalX, totalX)
		g.VADDSD(word(y, 0, nothing), totalY, totalY)
	})
	g.VMOVSD(totalX, g.result(0))
	g.VMOVSD(totalY, g.result(1))
	g.end()
}

func (g *generator) sumOfSteps() {
	zeros := g.zeros()
	g.function("sumOfStepsAVX2", "func(p []float64) float64", "is sumOfSteps of at most blockLen steps.")
	p, n, i := g.base("p"), g.length("p"), g.zero()
	g.DECQ(n)
	minusZero, zero := g.GP64(), g.GP64() // -0 - 0 is -0
	g.LEAQ(zeros, minusZero)
	g.LEAQ(zeros.Offset(8), zero)
	total := g.XMM()
	g.VPXOR(total, total, total)
	g.CMPQ(n, op.U8(lanes))
	g.JLT(op.LabelRef("rest"))
	sums := g.eight(false)
	g.clear(sums)
	g.loop("eight", i, n, lanes, func() {
		sums.each(func(v reg.VecVirtual, from int) {
			step := g.YMM()
			g.VMOVUPD(at(p, i, from+1), step)
			g.VSUBPD(at(p, i, from), step, step)
			g.VADDPD(step, v, v)
		})
	})
	g.addLanes(sums, total)
	g.Label("rest")
	g.rest(i, n, func(word func(reg.GPVirtual, int, reg.GPVirtual) op.Mem) {
		step := g.XMM()
		g.VMOVSD(word(p, 1, minusZero), step)
		g.VSUBSD(word(p, 0, zero), step, step)
		g.VADDSD(step, total, total)
	})
	g.VMOVSD(total, g.result(0))
	g.end()
}

// comoments has four sums of each kind, a vector of AVX2.
func (g *generator) comoments() {
	mask := g.constant("firstOnes", 1<<64-1, 1<<64-1, 1<<64-1, 1<<64-1, 0, 0, 0, 0)
	g.function("comomentsAVX2", "func(x, p []float64, meanX, meanY float64) (xx, yy, xy float64)", "is comoments.")
	x, n, p, i := g.base("x"), g.length("x"), g.base("p"), g.zero()
	meanX, meanY := g.YMM(), g.YMM()
	g.VBROADCASTSD(g.address("meanX"), meanX)
	g.VBROADCASTSD(g.address("meanY"), meanY)
	xx, yy, xy := g.YMM(), g.YMM(), g.YMM()
	for _, v := range []reg.VecVirtual{xx, yy, xy} {
		g.VPXOR(v, v, v)
	}
	dx, dy := g.YMM(), g.YMM()
	add := func() {
		product := g.YMM()
		g.VMULPD(dx, dy, product)
		g.VMULPD(dx, dx, dx)
		g.VMULPD(dy, dy, dy)
		g.VADDPD(product, xy, xy)
		g.VADDPD(dx, xx, xx)
		g.VADDPD(dy, yy, yy)
	}
	g.loop("four", i, n, 4, func() {
		g.VMOVUPD(at(x, i, 0), dx)
		g.VMOVUPD(at(p, i, 1), dy)
		g.VSUBPD(meanX, dx, dx)
		g.VSUBPD(at(p, i, 0), dy, dy)
		g.VSUBPD(meanY, dy, dy)
		add()
	})
	// Of the last four, those beyond the end add 0.
	g.SUBQ(i, n)
	g.JE(op.LabelRef("done"))
	within, table := g.YMM(), g.GP64()
	g.NEGQ(n)
	g.LEAQ(mask, table)
	g.VMOVUPD(at(table, n, 4), within)
	g.VMASKMOVPD(at(x, i, 0), within, dx)
	g.VMASKMOVPD(at(p, i, 1), within, dy)
	before := g.YMM()
	g.VMASKMOVPD(at(p, i, 0), within, before)
	g.VSUBPD(meanX, dx, dx)
	g.VSUBPD(before, dy, dy)
	g.VSUBPD(meanY, dy, dy)
	g.VANDPD(within, dx, dx)
	g.VANDPD(within, dy, dy)
	add()
	g.Label("done")
	for i, v := range []reg.VecVirtual{xx, yy, xy} {
		g.VHADDPD(v, v, v) // 0 + 1 in the lower half, 2 + 3 in the upper one
		g.VADDSD(g.upper(v), v.AsX(), v.AsX())
		g.VMOVSD(v.AsX(), g.result(i))
	}
	g.end()
}

func (g *generator) sumSquaredGaps(wide bool) {
	g.function(named("sumSquaredGaps", wide), "func(ts []int64) uint64", "is sumSquaredGaps.")
	ts, n, i := g.base("ts"), g.length("ts"), g.zero()
	g.DECQ(n)
	sums := g.eight(wide)
	g.clear(sums)
	g.loop("eight", i, n, lanes, func() {
		sums.each(func(v reg.VecVirtual, from int) {
			gap := g.vector(wide)
			g.load(at(ts, i, from+1), gap)
			g.VPSUBQ(at(ts, i, from), gap, gap)
			if wide {
				g.VPMULLQ(gap, gap, gap)
				g.VPADDQ(gap, v, v)
				return
			}
			// A square modulo 2^64, of low and high 32 bits: low² + 2^33 low high.
			high := g.YMM()
			g.VPSRLQ(op.U8(32), gap, high)
			g.VPMULUDQ(gap, high, high)
			g.VPMULUDQ(gap, gap, gap)
			g.VPSLLQ(op.U8(33), high, high)
			g.VPADDQ(gap, v, v)
			g.VPADDQ(high, v, v)
		})
	})
	if !wide {
		g.VPADDQ(sums[1], sums[0], sums[0])
	}
	total := g.fold(sums[0], func(into, with reg.Register) { g.VPADDQ(with, into, into) })
	g.loop("one", i, n, 1, func() {
		gap := g.GP64()
		g.MOVQ(at(ts, i, 1), gap)
		g.SUBQ(at(ts, i, 0), gap)
		g.IMULQ(gap, gap)
		g.ADDQ(gap, total)
	})
	g.MOVQ(total, g.result(0))
	g.end()
}

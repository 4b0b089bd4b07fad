package main

import (
	op "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const copyFrom = "func(out, q, signed []float64, limit uint64) (n int)"

// sizes are the registers of copyFrom.
type sizes struct {
	out, q, signed, n, i, kept, limit reg.GPVirtual
}

func (g *generator) sizes() sizes {
	return sizes{g.base("out"), g.base("q"), g.base("signed"), g.length("q"), g.zero(), g.zero(), g.word("limit")}
}

func (g *generator) restOfSizes(s sizes) {
	g.loop("one", s.i, s.n, 1, func() {
		v, below := g.GP64(), g.zero()
		g.MOVQ(at(s.signed, s.i, 0), v)
		g.MOVQ(v, at(s.out, s.kept, 0))
		g.CMPQ(at(s.q, s.i, 0), s.limit)
		g.ADCQ(op.U8(0), below)
		g.INCQ(s.kept)
		g.SUBQ(below, s.kept)
	})
	g.MOVQ(s.kept, g.result(0))
	g.end()
}

func (g *generator) copyFromAVX2() {
	table := g.compressions()
	g.function("copyFromAVX2", copyFrom, "is copyFrom of sizes above 0.")
	s := g.sizes()
	limit, c := g.YMM(), g.compressor(table)
	g.VPBROADCASTQ(g.address("limit"), limit)
	g.loop("four", s.i, s.n, 4, func() {
		below := g.YMM()
		g.VPCMPGTQ(at(s.q, s.i, 0), limit, below)
		count := c.choose(below)
		c.others()
		c.store(at(s.signed, s.i, 0), at(s.out, s.kept, 0))
		g.ADDQ(op.U8(4), s.kept)
		g.SUBQ(count, s.kept)
	})
	g.restOfSizes(s)
}

func (g *generator) copyFromAVX512() {
	g.function("copyFromAVX512", copyFrom, "is copyFrom.")
	s := g.sizes()
	limit := g.ZMM()
	g.VPBROADCASTQ(s.limit, limit)
	g.loop("eight", s.i, s.n, lanes, func() {
		v, kept := g.ZMM(), g.K()
		// limit is not greater than the size, unsigned
		g.VPCMPUQ(op.U8(2), at(s.q, s.i, 0), limit, kept)
		g.VMOVUPD(at(s.signed, s.i, 0), v)
		g.compress(v, kept, at(s.out, s.kept, 0))
		g.ADDQ(g.count(kept), s.kept)
	})
	g.restOfSizes(s)
}

// neighbours counts, for sixteen sizes at a time, the sizes that are smaller.
func (g *generator) neighbours() {
	const vectors, words = 4, 4
	lanes := g.constant("lanes", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
	g.function("neighboursAVX2", "func(signed []float64, place int) (lo, hi uint64)", "is neighbours of sizes above 0, behind which fifteen words may be read.")
	signed, n, place, i := g.base("signed"), g.length("signed"), g.word("place"), g.zero()
	g.NOTQ(place) // -place - 1
	sign, lo, hi := g.YMM(), g.YMM(), g.YMM()
	g.sign(sign)
	g.VPXOR(lo, lo, lo)
	g.VPXOR(hi, hi, hi)
	g.Label("sixteen")
	var sizes, smaller [vectors]reg.VecVirtual // the numbers of smaller sizes are negative
	left, word, x := g.GP64(), g.XMM(), g.YMM()
	broadcast := func(from reg.GPVirtual) {
		g.VMOVQ(from, word)
		g.VPBROADCASTQ(word, x)
	}
	g.MOVQ(n, left)
	g.SUBQ(i, left)
	broadcast(left)
	for k := range vectors {
		sizes[k], smaller[k] = g.YMM(), g.YMM()
		g.VPANDN(at(signed, i, words*k), sign, sizes[k])
		g.VPCMPGTQ(lanes.Offset(8*words*k), x, smaller[k])
		g.VPAND(smaller[k], sizes[k], sizes[k]) // 0 beyond the end
		g.VPXOR(smaller[k], smaller[k], smaller[k])
	}
	j := g.zero()
	g.Label("one")
	g.VPBROADCASTQ(at(signed, j, 0), x)
	g.VPANDN(x, sign, x)
	for k := range vectors {
		less := g.YMM()
		g.VPCMPGTQ(x, sizes[k], less)
		g.VPADDQ(less, smaller[k], smaller[k])
	}
	g.INCQ(j)
	g.CMPQ(j, n)
	g.JLT(op.LabelRef("one"))
	broadcast(place)
	for _, most := range []reg.VecVirtual{lo, hi} {
		for k := range vectors {
			within := g.YMM()
			g.VPCMPGTQ(x, smaller[k], within)
			g.VPAND(sizes[k], within, within)
			g.VMAXPD(within, most, most)
		}
		one := g.YMM()
		g.VPCMPEQQ(one, one, one)
		g.VPADDQ(one, x, x)
	}
	g.ADDQ(op.U8(vectors*words), i)
	g.CMPQ(i, n)
	g.JLT(op.LabelRef("sixteen"))
	for k, most := range []reg.VecVirtual{lo, hi} {
		g.MOVQ(g.fold(most, func(into, with reg.Register) { g.VMAXPD(with, into, into) }), g.result(k))
	}
	g.end()
}

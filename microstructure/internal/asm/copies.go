package main

import (
	op "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func (g *generator) copyBounded(wide bool) {
	g.function(named("copyBounded", wide), "func(dst []uint64, src *byte, least, span uint64) bool", "is copyBounded.")
	dst, n, src, i := g.base("dst"), g.length("dst"), g.word("src"), g.zero()
	least, span, bad := g.word("least"), g.word("span"), g.zero()
	lowest, widest := g.vector(wide), g.vector(wide)
	g.VPBROADCASTQ(g.address("least"), lowest)
	g.VPBROADCASTQ(g.address("span"), widest)
	out := g.vector(wide) // what breaks the rule: the most for AVX-512, else signs
	sign := g.YMM()
	g.VPXOR(out.AsX(), out.AsX(), out.AsX())
	if !wide {
		g.sign(sign)
		g.VPXOR(sign, widest, widest)
	}
	g.loop("eight", i, n, lanes, func() {
		g.eight(wide).each(func(v reg.VecVirtual, from int) {
			g.load(at(src, i, from), v)
			g.store(v, at(dst, i, from))
			g.VPSUBQ(lowest, v, v)
			if wide {
				g.VPMAXUQ(v, out, out)
				return
			}
			g.VPXOR(sign, v, v)
			g.VPCMPGTQ(widest, v, v)
			g.VPOR(v, out, out)
		})
	})
	if wide {
		beyond := g.K()
		g.VPCMPUQ(op.U8(6), widest, out, beyond)
		g.KMOVB(beyond, bad.As32())
	} else {
		g.VMOVMSKPD(out, bad.As32())
	}
	g.loop("one", i, n, 1, func() {
		v := g.GP64()
		g.MOVQ(at(src, i, 0), v)
		g.MOVQ(v, at(dst, i, 0))
		g.SUBQ(least, v)
		g.CMPQ(span, v)
		g.ADCQ(op.U8(0), bad)
	})
	g.TESTQ(bad, bad)
	g.SETEQ(bad.As8())
	g.MOVB(bad.As8(), g.result(0))
	g.end()
}

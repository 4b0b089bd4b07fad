package main

import (
	op "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const splitByPrice = "func(high, low, p, q []float64, mid float64) (above int)"

func (g *generator) splitBySide() {
	table := g.compressions()
	g.function("splitBySideAVX2", "func(buyQ, sellQ, buyQQ, sellQQ, signed, q, qq []float64, side []int8) (buys int)", "is splitBySide.")
	buyQ, sellQ, buyQQ, sellQQ, signed := g.base("buyQ"), g.base("sellQ"), g.base("buyQQ"), g.base("sellQQ"), g.base("signed")
	q, qq, side, n := g.base("q"), g.base("qq"), g.base("side"), g.length("q")
	i, buys, sells := g.zero(), g.zero(), g.zero()
	sign, c := g.YMM(), g.compressor(table)
	g.sign(sign)
	g.loop("four", i, n, 4, func() {
		sides, v, w, withSign := g.YMM(), g.YMM(), g.YMM(), g.YMM()
		g.VPMOVSXBQ(byteAt(side, i), sides)
		g.VMOVUPD(at(q, i, 0), v)
		g.VMOVUPD(at(qq, i, 0), w)
		g.VANDPD(sign, sides, withSign)
		g.VXORPD(v, withSign, withSign)
		g.VMOVUPD(withSign, at(signed, i, 0))
		sold := c.choose(sides)
		c.store(v, at(sellQ, sells, 0))
		c.store(w, at(sellQQ, sells, 0))
		c.others()
		c.store(v, at(buyQ, buys, 0))
		c.store(w, at(buyQQ, buys, 0))
		g.ADDQ(sold, sells)
		g.ADDQ(op.U8(4), buys)
		g.SUBQ(sold, buys)
	})
	g.loop("one", i, n, 1, func() {
		v, sell := g.GP64(), g.GP64()
		g.MOVQ(at(qq, i, 0), v)
		g.MOVQ(v, at(buyQQ, buys, 0))
		g.MOVQ(v, at(sellQQ, sells, 0))
		g.MOVQ(at(q, i, 0), v)
		g.MOVQ(v, at(buyQ, buys, 0))
		g.MOVQ(v, at(sellQ, sells, 0))
		g.MOVBQZX(byteAt(side, i), sell)
		g.SHRL(op.U8(7), sell.As32())
		g.ADDQ(sell, sells)
		g.INCQ(buys)
		g.SUBQ(sell, buys)
		g.SHLQ(op.U8(63), sell)
		g.XORQ(sell, v)
		g.MOVQ(v, at(signed, i, 0))
	})
	g.MOVQ(buys, g.result(0))
	g.end()
}

// prices are the registers of splitByPrice.
type prices struct {
	high, low, p, q, n, i, above, below, mid reg.GPVirtual
}

func (g *generator) prices() prices {
	return prices{g.base("high"), g.base("low"), g.base("p"), g.base("q"), g.length("q"), g.zero(), g.zero(), g.zero(), g.word("mid")}
}

func (g *generator) restOfPrices(s prices) {
	g.loop("one", s.i, s.n, 1, func() {
		v, below := g.GP64(), g.zero()
		g.MOVQ(at(s.q, s.i, 0), v)
		g.MOVQ(v, at(s.high, s.above, 0))
		g.MOVQ(v, at(s.low, s.below, 0))
		g.CMPQ(at(s.p, s.i, 0), s.mid)
		g.ADCQ(op.U8(0), below)
		g.ADDQ(below, s.below)
		g.INCQ(s.above)
		g.SUBQ(below, s.above)
	})
	g.MOVQ(s.above, g.result(0))
	g.end()
}

func (g *generator) splitByPriceAVX2() {
	table := g.compressions()
	g.function("splitByPriceAVX2", splitByPrice, "is splitByPrice of prices above 0.")
	s := g.prices()
	mid, c := g.YMM(), g.compressor(table)
	g.VPBROADCASTQ(g.address("mid"), mid)
	g.loop("four", s.i, s.n, 4, func() {
		below, q := g.YMM(), g.YMM()
		g.VPCMPGTQ(at(s.p, s.i, 0), mid, below)
		g.VMOVUPD(at(s.q, s.i, 0), q)
		count := c.choose(below)
		c.store(q, at(s.low, s.below, 0))
		c.others()
		c.store(q, at(s.high, s.above, 0))
		g.ADDQ(count, s.below)
		g.ADDQ(op.U8(4), s.above)
		g.SUBQ(count, s.above)
	})
	g.restOfPrices(s)
}

func (g *generator) splitByPriceAVX512() {
	g.function("splitByPriceAVX512", splitByPrice, "is splitByPrice.")
	s := g.prices()
	mid := g.ZMM()
	g.VPBROADCASTQ(s.mid, mid)
	g.loop("eight", s.i, s.n, lanes, func() {
		q, above, below := g.ZMM(), g.K(), g.K()
		// mid is greater than the price, unsigned
		g.VPCMPUQ(op.U8(6), at(s.p, s.i, 0), mid, below)
		g.KNOTB(below, above)
		g.VMOVUPD(at(s.q, s.i, 0), q)
		g.compress(q, above, at(s.high, s.above, 0))
		g.compress(q, below, at(s.low, s.below, 0))
		count := g.count(below)
		g.ADDQ(count, s.below)
		g.ADDQ(op.U8(lanes), s.above)
		g.SUBQ(count, s.above)
	})
	g.restOfPrices(s)
}

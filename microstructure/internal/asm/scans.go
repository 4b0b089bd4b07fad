package main

import (
	op "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func (g *generator) ascending(wide bool) {
	g.function(named("ascending", wide), "func(ts []int64) bool", "is ascending.")
	ts, n, i := g.base("ts"), g.length("ts"), g.zero()
	g.DECQ(n)
	rises := g.GP8L()
	g.XORL(rises.As32(), rises.As32())
	g.loop("eight", i, n, lanes, func() {
		if wide {
			times, falls := g.ZMM(), g.K()
			g.VMOVDQU64(at(ts, i, 0), times)
			g.VPCMPGTQ(at(ts, i, 1), times, falls)
			g.KORTESTB(falls, falls)
		} else {
			falls, more := g.YMM(), g.YMM()
			g.VMOVDQU(at(ts, i, 0), falls)
			g.VMOVDQU(at(ts, i, 4), more)
			g.VPCMPGTQ(at(ts, i, 1), falls, falls)
			g.VPCMPGTQ(at(ts, i, 5), more, more)
			g.VPOR(more, falls, falls)
			g.VPTEST(falls, falls)
		}
		g.JNE(op.LabelRef("done"))
	})
	g.loop("one", i, n, 1, func() {
		time := g.GP64()
		g.MOVQ(at(ts, i, 0), time)
		g.CMPQ(time, at(ts, i, 1))
		g.JGT(op.LabelRef("done"))
	})
	g.MOVB(op.U8(1), rises)
	g.Label("done")
	g.MOVB(rises, g.result(0))
	g.end()
}

func (g *generator) multiply(wide bool) {
	g.function(named("multiply", wide), "func(out, x, y []float64)", "is multiply.")
	out, n, x, y, i := g.base("out"), g.length("out"), g.base("x"), g.base("y"), g.zero()
	g.loop("eight", i, n, lanes, func() {
		g.eight(wide).each(func(v reg.VecVirtual, from int) {
			g.VMOVUPD(at(x, i, from), v)
			g.VMULPD(at(y, i, from), v, v)
			g.VMOVUPD(v, at(out, i, from))
		})
	})
	g.loop("one", i, n, 1, func() {
		v := g.XMM()
		g.VMOVSD(at(x, i, 0), v)
		g.VMULSD(at(y, i, 0), v, v)
		g.VMOVSD(v, at(out, i, 0))
	})
	g.end()
}

// addProducts limits differences as the plain loop does, whatever they are: where
// the two are equal or not numbers, the instructions return their first operand
// here, the difference.
func (g *generator) addProducts(wide bool) {
	g.function(named("addProducts", wide), "func(products, squares, start, stop []float64, x, limit float64)", "is addProducts.")
	products, n, squares := g.base("products"), g.length("products"), g.base("squares")
	start, stop, i := g.base("start"), g.base("stop"), g.zero()
	by, high, low := g.vector(wide), g.vector(wide), g.vector(wide)
	sign := g.XMM()
	g.sign(sign)
	g.VXORPD(g.address("limit"), sign, sign)
	g.VBROADCASTSD(g.address("x"), by)
	g.VBROADCASTSD(g.address("limit"), high)
	g.VBROADCASTSD(sign, low)
	g.loop("eight", i, n, lanes, func() {
		g.eight(wide).each(func(d reg.VecVirtual, from int) {
			g.VMOVUPD(at(stop, i, from), d)
			g.VSUBPD(at(start, i, from), d, d)
			g.VMINPD(d, high, d)
			g.VMAXPD(d, low, d)
			product := g.vector(wide)
			g.VMULPD(d, by, product)
			g.VMULPD(d, d, d)
			g.VADDPD(at(products, i, from), product, product)
			g.VADDPD(at(squares, i, from), d, d)
			g.VMOVUPD(product, at(products, i, from))
			g.VMOVUPD(d, at(squares, i, from))
		})
	})
	g.loop("one", i, n, 1, func() {
		d, product := g.XMM(), g.XMM()
		g.VMOVSD(at(stop, i, 0), d)
		g.VSUBSD(at(start, i, 0), d, d)
		g.VMINSD(d, high.AsX(), d)
		g.VMAXSD(d, low.AsX(), d)
		g.VMULSD(d, by.AsX(), product)
		g.VMULSD(d, d, d)
		g.VADDSD(at(products, i, 0), product, product)
		g.VADDSD(at(squares, i, 0), d, d)
		g.VMOVSD(product, at(products, i, 0))
		g.VMOVSD(d, at(squares, i, 0))
	})
	g.end()
}

// extremesAVX512 begins with the first price in all lanes.
func (g *generator) extremesAVX512() {
	g.function("extremesAVX512", "func(p []float64) (high, low float64)", "is extremes.")
	p, n, i := g.base("p"), g.length("p"), g.zero()
	high, low := g.ZMM(), g.ZMM()
	g.VPBROADCASTQ(op.Mem{Base: p}, high)
	g.VMOVDQA64(high, low)
	g.loop("eight", i, n, lanes, func() {
		v := g.ZMM()
		g.VMOVDQU64(at(p, i, 0), v)
		g.VPMAXUQ(v, high, high)
		g.VPMINUQ(v, low, low)
	})
	most := g.fold(high, func(into, with reg.Register) { g.VPMAXUQ(with, into, into) })
	least := g.fold(low, func(into, with reg.Register) { g.VPMINUQ(with, into, into) })
	g.restOfExtremes(p, n, i, most, least)
}

// extremesAVX2 compares signed integers, the only ones it can: with the other
// sign bit they order as unsigned ones do.
func (g *generator) extremesAVX2() {
	g.function("extremesAVX2", "func(p []float64) (high, low float64)", "is extremes.")
	p, n, i := g.base("p"), g.length("p"), g.zero()
	sign := g.YMM()
	g.sign(sign)
	highs, lows := g.eight(false), g.eight(false)
	g.VPBROADCASTQ(op.Mem{Base: p}, highs[0])
	g.VPXOR(sign, highs[0], highs[0])
	for _, v := range []reg.VecVirtual{highs[1], lows[0], lows[1]} {
		g.VMOVDQA(highs[0], v)
	}
	larger := func(into, with reg.Register) {
		below := g.YMM()
		g.VPCMPGTQ(into.(reg.Vec).AsY(), with.(reg.Vec).AsY(), below)
		g.VBLENDVPD(below, with.(reg.Vec).AsY(), into.(reg.Vec).AsY(), into.(reg.Vec).AsY())
	}
	smaller := func(into, with reg.Register) {
		above := g.YMM()
		g.VPCMPGTQ(with.(reg.Vec).AsY(), into.(reg.Vec).AsY(), above)
		g.VBLENDVPD(above, with.(reg.Vec).AsY(), into.(reg.Vec).AsY(), into.(reg.Vec).AsY())
	}
	g.loop("eight", i, n, lanes, func() {
		highs.each(func(high reg.VecVirtual, from int) {
			v := g.YMM()
			g.VPXOR(at(p, i, from), sign, v)
			larger(high, v)
			smaller(lows[from/4], v)
		})
	})
	larger(highs[0], highs[1])
	smaller(lows[0], lows[1])
	most, least := g.fold(highs[0], larger), g.fold(lows[0], smaller)
	flip := g.GP64()
	g.VMOVQ(sign.AsX(), flip)
	g.XORQ(flip, most)
	g.XORQ(flip, least)
	g.restOfExtremes(p, n, i, most, least)
}

func (g *generator) restOfExtremes(p, n, i, most, least reg.GPVirtual) {
	g.loop("one", i, n, 1, func() {
		v := g.GP64()
		g.MOVQ(at(p, i, 0), v)
		g.CMPQ(v, most)
		g.CMOVQHI(v, most)
		g.CMPQ(v, least)
		g.CMOVQCS(v, least)
	})
	g.MOVQ(most, g.result(0))
	g.MOVQ(least, g.result(1))
	g.end()
}

// nonDigits subtracts the digit zero from each byte: what is no digit is then
// above nine.
func (g *generator) nonDigits() {
	g.function("nonDigitsAVX2", "func(marks []uint64, text []byte)", "is nonDigits.")
	marks, n, text, i := g.base("marks"), g.length("marks"), g.base("text"), g.zero()
	zeros, nines := g.YMM(), g.YMM()
	g.VPBROADCASTQ(g.constant("eightZeros", 0x3030303030303030), zeros)
	g.VPBROADCASTQ(g.constant("eightNines", 0x0909090909090909), nines)
	g.loop("word", i, n, 1, func() {
		var digits [2]reg.GPVirtual
		for half := range digits {
			v, least := g.YMM(), g.YMM()
			g.VMOVDQU(op.Mem{Base: text, Disp: 32 * half}, v)
			g.VPSUBB(zeros, v, v)
			g.VPMINUB(nines, v, least)
			g.VPCMPEQB(least, v, v)
			digits[half] = g.GP64()
			g.VPMOVMSKB(v, digits[half].As32())
		}
		g.SHLQ(op.U8(32), digits[1])
		g.ORQ(digits[1], digits[0])
		g.NOTQ(digits[0])
		g.MOVQ(digits[0], at(marks, i, 0))
		g.ADDQ(op.U8(64), text)
	})
	g.end()
}

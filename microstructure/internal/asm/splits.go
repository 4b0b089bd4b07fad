package main

import (
	op "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// compressions hold, for each set of four lanes, the order of 32-bit words that
// brings the set's lanes to the front: AVX2 has no compressing instruction.
func (g *generator) compressions() op.Mem {
	if g.compressed.Symbol.Name == "" {
		var words []uint64
		for set := range 16 {
			var order []uint64
			for _, in := range []int{1, 0} {
				for lane := range 4 {
					if set>>lane&1 == in {
						order = append(order, uint64(2*lane)|uint64(2*lane+1)<<32)
					}
				}
			}
			words = append(words, order...)
		}
		g.compressed = g.constant("compressions", words...)
	}
	return g.compressed
}

// A compressor copies the lanes of a set to where they belong.
type compressor struct {
	g     *generator
	table reg.GPVirtual
	set   reg.GPVirtual // of four lanes of AVX2, as an offset in the table
	order reg.VecVirtual
}

// compressor prepares for sets of lanes that AVX2 finds. It begins no function,
// but its constants stand before one.
func (g *generator) compressor(table op.Mem) *compressor {
	c := &compressor{g: g, table: g.GP64(), set: g.GP64()}
	g.LEAQ(table, c.table)
	return c
}

// choose takes the lanes of v whose sign bit is set, and returns how many they
// are.
func (c *compressor) choose(v reg.VecVirtual) (count reg.GPVirtual) {
	g := c.g
	g.VMOVMSKPD(v, c.set.As32())
	count = g.GP64()
	g.POPCNTL(c.set.As32(), count.As32())
	g.SHLL(op.U8(5), c.set.As32())
	c.order = g.YMM()
	g.VMOVDQU(byteAt(c.table, c.set), c.order)
	return count
}

// others takes the lanes that were not chosen.
func (c *compressor) others() {
	c.g.XORL(op.U32(15<<5), c.set.As32())
	c.order = c.g.YMM()
	c.g.VMOVDQU(byteAt(c.table, c.set), c.order)
}

// store stores the lanes of v that were taken, followed by the rest.
func (c *compressor) store(v op.Op, to op.Mem) {
	moved := c.g.YMM()
	c.g.VPERMD(v, c.order, moved)
	c.g.VMOVDQU(moved, to)
}

const (
	splitByPrice = "func(high, low, p, q []float64, mid float64) (above int)"
	copyFrom     = "func(out, q, signed []float64, limit uint64) (n int)"
)

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

// compress stores the lanes of v that k holds, followed by zeros. Storing whole
// vectors is faster than storing these lanes alone.
func (g *generator) compress(v reg.VecVirtual, k reg.OpmaskVirtual, to op.Mem) {
	moved := g.ZMM()
	g.VCOMPRESSPD_Z(v, k, moved)
	g.VMOVUPD(moved, to)
}

// count counts the lanes of a set.
func (g *generator) count(k reg.OpmaskVirtual) reg.GPVirtual {
	n := g.GP64()
	g.KMOVB(k, n.As32())
	g.POPCNTL(n.As32(), n.As32())
	return n
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

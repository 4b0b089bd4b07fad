package main

import (
	op "github.com/mmcloughlin/avo/operand"
)

// batch is the number of indexes that gather unpacks before it looks them up:
// loading a word of a vector just stored would wait for the store.
const batch = 128

func (g *generator) gather() {
	g.function("gatherAVX2", "func(dst, dictionary []uint64, packs, lane *byte, width uint) bool",
		"is gatherWords of a multiple of 8 indexes from the first bit of packs.",
		"lane is that of the width in lanes32, and the dictionary holds a value.")
	dst, n, dictionary := g.base("dst"), g.length("dst"), g.base("dictionary")
	packs, width, half := g.word("packs"), g.word("width"), g.word("width")
	g.SHRQ(op.U8(1), half) // bytes of four indexes
	from, shift, mask, most, top := g.YMM(), g.YMM(), g.YMM(), g.YMM(), g.YMM()
	word := g.word("lane")
	g.VMOVDQU(op.Mem{Base: word}, from)
	g.VMOVDQU(op.Mem{Base: word, Disp: 32}, shift)
	g.MOVQ(op.I32(-1), word)
	g.BZHIQ(width, word, word)
	g.VMOVD(word.As32(), mask.AsX())
	g.VPBROADCASTD(mask.AsX(), mask)
	g.MOVQ(g.length("dictionary"), word)
	g.DECQ(word)
	g.VMOVD(word.As32(), most.AsX())
	g.VPBROADCASTD(most.AsX(), most)
	indexes, i, k, held := g.AllocLocal(4*batch), g.GP64(), g.GP64(), g.zero()

	g.Label("batch")
	g.TESTQ(n, n)
	g.JE(op.LabelRef("done"))
	g.MOVQ(op.U32(batch), k)
	g.CMPQ(n, k)
	g.CMOVQLT(n, k)
	g.SUBQ(k, n)
	g.VPXOR(top, top, top)
	g.XORL(i.As32(), i.As32())
	g.Label("unpack")
	v := g.YMM()
	g.VMOVDQU(op.Mem{Base: packs}, v.AsX())
	g.VINSERTI128(op.U8(1), byteAt(packs, half), v, v)
	g.VPSHUFB(from, v, v)
	g.VPSRLVD(shift, v, v)
	g.VPAND(mask, v, v)
	g.VPMAXUD(v, top, top)
	g.VMOVDQU(v, indexes.Idx(i, 4))
	g.ADDQ(width, packs)
	g.ADDQ(op.U8(lanes), i)
	g.CMPQ(i, k)
	g.JLT(op.LabelRef("unpack"))

	// All indexes are in range before any is looked up.
	g.VPMAXUD(most, top, top)
	g.VPCMPEQD(most, top, top)
	g.VPMOVMSKB(top, word.As32())
	g.CMPL(word.As32(), op.I32(-1))
	g.JNE(op.LabelRef("fail"))
	g.XORL(i.As32(), i.As32())
	g.Label("look")
	for j := range lanes {
		value := g.GP64()
		g.MOVL(indexes.Idx(i, 4).Offset(4*j), value.As32())
		g.MOVQ(at(dictionary, value, 0), value)
		g.MOVQ(value, at(dst, i, j))
	}
	g.ADDQ(op.U8(lanes), i)
	g.CMPQ(i, k)
	g.JLT(op.LabelRef("look"))
	g.LEAQ(at(dst, k, 0), dst)
	g.JMP(op.LabelRef("batch"))

	g.Label("done")
	g.INCL(held.As32())
	g.Label("fail")
	g.MOVB(held.As8(), g.result(0))
	g.end()
}

func (g *generator) gatherBits() {
	places := g.constant("placesOfBytes", 0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303)
	eachBit := g.constant("eachBit", 0x8040201008040201)
	g.function("gatherBitsAVX2", "func(dst []byte, zero, one byte, packs *byte, bit uint)",
		"is gatherBits of a multiple of 32 bits, from a bit of the first byte of packs.")
	dst, n, i, packs, bit := g.base("dst"), g.length("dst"), g.zero(), g.word("packs"), g.word("bit")
	zero, flip, place, each := g.YMM(), g.YMM(), g.YMM(), g.YMM()
	g.VPBROADCASTB(g.address("zero"), zero)
	g.VPBROADCASTB(g.address("one"), flip)
	g.VPXOR(zero, flip, flip)
	g.VMOVDQU(places, place)
	g.VPBROADCASTQ(eachBit, each)
	g.loop("next", i, n, 32, func() {
		set, v := g.GP64(), g.YMM()
		g.SHRXQ(bit, op.Mem{Base: packs}, set)
		g.ADDQ(op.U8(4), packs)
		g.VMOVD(set.As32(), v.AsX())
		g.VPBROADCASTD(v.AsX(), v)
		g.VPSHUFB(place, v, v)
		g.VPAND(each, v, v)
		g.VPCMPEQB(each, v, v)
		g.VPAND(flip, v, v)
		g.VPXOR(zero, v, v)
		g.VMOVDQU(v, byteAt(dst, i))
	})
	g.end()
}

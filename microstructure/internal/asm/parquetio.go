package main

import (
	op "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// parquetLoops writes the loops of package parquetio. AVX2 has no use for the
// one of checksums, as the standard library's is as wide; looking up values,
// not unpacking their indexes, takes the time of gather, where AVX-512 has
// nothing better.
func parquetLoops(g *generator) {
	g.gather()
	g.gatherBits()
	g.sumDeltasAVX2()
	g.sumDeltasAVX512()
	g.copyBounded(false)
	g.copyBounded(true)
	g.foldChecksum()
}

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

// sumDeltas keeps the running sum in all lanes of a vector. From one group to
// the next the dependency is a single addition: sums within a group do not
// wait. The body loads numbers of the miniblock's width and stores sums, eight
// per turn.
func (g *generator) sumDeltas(wide bool, body func(d deltas) (eight func())) {
	g.function(named("sumDeltas", wide), "func(dst []uint64, packs *byte, widths []byte, lanes *byte, miniblock int, least, value uint64) uint64",
		"is sumDeltas of miniblocks of that many values, a multiple of 8.", "lanes are lanes64, whose widths those of the miniblocks are.")
	d := deltas{dst: g.base("dst"), packs: g.word("packs"), width: g.GP64(), lane: g.GP64(), lowest: g.vector(wide), sum: g.vector(wide), mask: g.vector(wide)}
	widths, left, values := g.base("widths"), g.length("widths"), g.GP64()
	g.VPBROADCASTQ(g.address("least"), d.lowest)
	g.VPBROADCASTQ(g.address("value"), d.sum)
	g.Label("miniblock")
	g.MOVBQZX(op.Mem{Base: widths}, d.width)
	g.INCQ(widths)
	ones := g.GP64()
	g.MOVQ(op.I32(-1), ones)
	g.BZHIQ(d.width, ones, ones)
	g.VMOVQ(ones, d.mask.AsX())
	g.VPBROADCASTQ(d.mask.AsX(), d.mask)
	g.MOVQ(d.width, d.lane)
	g.SHLQ(op.U8(7), d.lane)
	g.ADDQ(g.address("lanes"), d.lane)
	eight := body(d)
	g.MOVQ(g.address("miniblock"), values)
	g.Label("eight")
	eight()
	g.ADDQ(d.width, d.packs)
	g.ADDQ(op.U8(8*lanes), d.dst)
	g.SUBQ(op.U8(lanes), values)
	g.JNE(op.LabelRef("eight"))
	g.DECQ(left)
	g.JNE(op.LabelRef("miniblock"))
	g.VMOVQ(d.sum.AsX(), g.result(0))
	g.end()
}

// deltas are the registers of sumDeltas.
type deltas struct {
	dst, packs, width, lane reg.GPVirtual
	lowest, sum, mask       reg.VecVirtual
}

func (g *generator) sumDeltasAVX512() {
	g.sumDeltas(true, func(d deltas) func() {
		from, shift, zero, seventh := g.ZMM(), g.ZMM(), g.ZMM(), g.ZMM()
		g.VMOVDQU64(op.Mem{Base: d.lane}, from)
		g.VMOVDQU64(op.Mem{Base: d.lane, Disp: 64}, shift)
		g.VPXOR(zero.AsX(), zero.AsX(), zero.AsX())
		word := g.GP64()
		g.MOVL(op.U32(7), word.As32())
		g.VPBROADCASTQ(word, seventh)
		return func() {
			v, up := g.ZMM(), g.ZMM()
			g.VPERMB(op.Mem{Base: d.packs}, from, v)
			g.VPSRLVQ(shift, v, v)
			g.VPANDQ(d.mask, v, v)
			g.VPADDQ(d.lowest, v, v)
			for _, places := range []uint8{1, 2, 4} { // up, behind zeros
				g.VALIGNQ(op.U8(8-places), zero, v, up)
				g.VPADDQ(up, v, v)
			}
			g.VPADDQ(v, d.sum, up)
			g.VMOVDQU64(up, op.Mem{Base: d.dst})
			g.VPERMQ(v, seventh, v)
			g.VPADDQ(v, d.sum, d.sum)
		}
	})
}

// sumDeltasAVX2 has two numbers in 16 bytes, which begin at the byte of the
// first of them.
func (g *generator) sumDeltasAVX2() {
	g.sumDeltas(false, func(d deltas) func() {
		from, shift := []reg.VecVirtual{g.YMM(), g.YMM()}, []reg.VecVirtual{g.YMM(), g.YMM()}
		starts := []reg.GPVirtual{nil, g.GP64(), g.GP64(), g.GP64()}
		for k := range from {
			g.VMOVDQU(op.Mem{Base: d.lane, Disp: 32 * k}, from[k])
			g.VMOVDQU(op.Mem{Base: d.lane, Disp: 64 + 32*k}, shift[k])
		}
		for k := 1; k < 4; k++ {
			g.MOVQ(d.width, starts[k])
			if k == 3 {
				g.ADDQ(d.width, starts[k])
				g.ADDQ(d.width, starts[k])
			}
			g.SHRQ(op.U8([]int{0, 2, 1, 2}[k]), starts[k])
		}
		return func() {
			for k := range from {
				v, up, sums := g.YMM(), g.YMM(), g.YMM()
				if k == 0 {
					g.VMOVDQU(op.Mem{Base: d.packs}, v.AsX())
				} else {
					g.VMOVDQU(byteAt(d.packs, starts[2]), v.AsX())
				}
				g.VINSERTI128(op.U8(1), byteAt(d.packs, starts[2*k+1]), v, v)
				g.VPSHUFB(from[k], v, v)
				g.VPSRLVQ(shift[k], v, v)
				g.VPAND(d.mask, v, v)
				g.VPADDQ(d.lowest, v, v)
				g.VPSLLDQ(op.U8(8), v, up)
				g.VPADDQ(up, v, v)
				g.VPERM2I128(op.U8(0x08), v, v, up) // zeros, and the lower half
				g.VPUNPCKHQDQ(up, up, up)
				g.VPADDQ(up, v, v)
				g.VPADDQ(v, d.sum, sums)
				g.VMOVDQU(sums, op.Mem{Base: d.dst, Disp: 32 * k})
				g.VPERMQ(op.U8(0xff), v, v)
				g.VPADDQ(v, d.sum, d.sum)
			}
		}
	})
}

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

// foldChecksum folds 256 bytes at a time. See Gopal et al., Fast CRC
// Computation for Generic Polynomials Using PCLMULQDQ Instruction, Intel 2009.
func (g *generator) foldChecksum() {
	g.function("foldChecksumAVX512", "func(b []byte, multipliers *[8]uint64, folded *[256]byte)",
		"folds a positive multiple of 256 bytes, and the initial ones of a checksum,", "into 256 with the same remainder.")
	b, n, folded := g.base("b"), g.length("b"), g.word("folded")
	by, start, ones := g.ZMM(), g.XMM(), g.GP64()
	word := g.word("multipliers")
	g.VMOVDQU64(op.Mem{Base: word}, by)
	var v [4]reg.VecVirtual
	for k := range v {
		v[k] = g.ZMM()
		g.VMOVDQU64(op.Mem{Base: b, Disp: 64 * k}, v[k])
	}
	g.MOVL(op.U32(1<<32-1), ones.As32())
	g.VMOVQ(ones, start)
	g.VPXORQ(start.AsZ(), v[0], v[0])
	g.JMP(op.LabelRef("next"))
	g.Label("fold")
	for k := range v {
		low, high := g.ZMM(), g.ZMM()
		g.VPCLMULQDQ(op.U8(0x00), by, v[k], low)
		g.VPCLMULQDQ(op.U8(0x11), by, v[k], high)
		g.VMOVDQU64(op.Mem{Base: b, Disp: 64 * k}, v[k])
		g.VPTERNLOGQ(op.U8(0x96), low, high, v[k]) // all three exclusive
	}
	g.Label("next")
	g.ADDQ(op.U32(256), b)
	g.SUBQ(op.U32(256), n)
	g.JNE(op.LabelRef("fold"))
	for k := range v {
		g.VMOVDQU64(v[k], op.Mem{Base: folded, Disp: 64 * k})
	}
	g.end()
}

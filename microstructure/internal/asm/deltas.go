package main

import (
	op "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

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

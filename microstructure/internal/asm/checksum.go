package main

import (
	op "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

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

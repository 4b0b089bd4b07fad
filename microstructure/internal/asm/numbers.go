package main

import (
	op "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// numbers places the digits of a number at the end of 16 bytes, without its
// point, and adds neighbours three times: pairs, fours, eights.
func (g *generator) numbers() {
	g.function("numbersAVX2", "func(out []uint64, text []byte, marks []uint64, i int, comma uint64, places *byte) int",
		"is numbers. places are digitPlaces, and text and marks are as long as Numbers", "ensures.")
	out, last := g.base("out"), g.length("out")
	g.LEAQ(op.Mem{Base: out, Index: last, Scale: 8}, last)
	text, marks, words := g.base("text"), g.base("marks"), g.length("marks")
	i, comma, places := g.word("i"), g.word("comma"), g.word("places")
	zeros, pairs, fours, eights := g.XMM(), g.XMM(), g.XMM(), g.XMM()
	for _, c := range []struct {
		name string
		word uint64
		v    reg.VecVirtual
	}{
		{"zeroDigits", 0x3030303030303030, zeros}, {"tensOfPairs", 0x010a010a010a010a, pairs},
		{"hundredsOfFours", 0x0001006400010064, fours}, {"thousandsOfEights", 0x0001271000012710, eights},
	} {
		g.VMOVDQU(g.constant(c.name, c.word, c.word), c.v)
	}
	g.DECQ(words) // a window of marks has part of the word behind its own

	window, bits := g.GP64(), g.GP64() // bits are the marks of the 64 bytes from window on
	g.MOVQ(i, window)
	load := func() {
		word, high, rest := g.GP64(), g.GP64(), g.GP64()
		g.MOVQ(window, word)
		g.SHRQ(op.U8(6), word)
		g.CMPQ(word, words)
		g.JAE(op.LabelRef("fail"))
		g.SHRXQ(window, at(marks, word, 0), bits) // counts are taken modulo 64
		g.MOVQ(window, rest)
		g.NOTQ(rest)
		g.SHLXQ(rest, at(marks, word, 1), high)
		g.ADDQ(high, high) // and so in two steps
		g.ORQ(high, bits)
	}
	load()
	// next moves to the next mark.
	next := func(name string, to reg.GPVirtual) {
		g.JMP(op.LabelRef(name + "Has"))
		g.Label(name)
		g.ADDQ(op.U8(64), window)
		load()
		g.Label(name + "Has")
		g.TESTQ(bits, bits)
		g.JE(op.LabelRef(name))
		g.TZCNTQ(bits, to)
		g.ADDQ(window, to)
		g.BLSRQ(bits, bits)
	}

	end, point, whole, fraction, place, most := g.GP64(), g.GP64(), g.GP64(), g.GP64(), g.GP64(), g.GP64()
	g.Label("number")
	next("first", end)
	g.XORL(fraction.As32(), fraction.As32())
	g.MOVQ(end, whole)
	g.SUBQ(i, whole)
	g.LEAQ(op.Mem{Base: whole, Disp: -1}, most)
	g.CMPB(byteAt(text, end), op.U8('.'))
	g.JNE(op.LabelRef("digits"))

	g.MOVQ(end, point)
	next("second", end)
	g.MOVQ(end, fraction)
	g.SUBQ(point, fraction)
	g.DECQ(fraction)
	g.JE(op.LabelRef("fail"))
	g.TESTQ(whole, whole)
	g.JE(op.LabelRef("fail"))
	g.LEAQ(op.Mem{Base: whole, Index: fraction, Scale: 1}, most) // one less than with the point

	g.Label("digits")
	g.CMPQ(most, op.U8(16))
	g.JAE(op.LabelRef("fail"))
	g.MOVQ(whole, place)
	g.SHLQ(op.U8(4), place)
	g.ADDQ(fraction, place)
	g.SHLQ(op.U8(4), place)
	v, high, low := g.XMM(), g.GP64(), g.GP64()
	g.VMOVDQU(byteAt(text, i), v)
	g.VPSUBB(zeros, v, v)
	g.VPSHUFB(byteAt(places, place), v, v)
	g.VPMADDUBSW(pairs, v, v)
	g.VPMADDWD(fours, v, v)
	g.VPACKUSDW(v, v, v)
	g.VPMADDWD(eights, v, v)
	g.VMOVQ(v, low)
	g.MOVL(low.As32(), high.As32())
	g.SHRQ(op.U8(32), low)
	g.IMUL3Q(op.U32(1e8), high, high)
	g.ADDQ(high, low)
	g.MOVQ(low, op.Mem{Base: out})
	g.MOVQ(fraction, op.Mem{Base: out, Disp: 8})
	g.ADDQ(op.U8(16), out)
	g.CMPQ(out, last)
	g.JEQ(op.LabelRef("done"))
	g.CMPB(byteAt(text, end), comma.As8())
	g.JNE(op.LabelRef("fail"))
	g.LEAQ(op.Mem{Base: end, Disp: 1}, i)
	g.JMP(op.LabelRef("number"))

	g.Label("fail")
	g.MOVQ(op.I32(-1), end)
	g.Label("done")
	g.MOVQ(end, g.result(0))
	g.end()
}

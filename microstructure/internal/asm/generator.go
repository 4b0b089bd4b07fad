package main

import (
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	op "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// lanes is the number of words per step of most loops: one vector of AVX-512,
// two of AVX2.
const lanes = 8

// A generator writes the functions of one package.
type generator struct {
	*build.Context
	compressed op.Mem // see compressions
	bothZeros  op.Mem // see zeros
}

func newGenerator() *generator {
	g := &generator{Context: build.NewContext()}
	g.ConstraintExpr("!purego")
	return g
}

// vector returns a register of 512 bits, or of 256.
func (g *generator) vector(wide bool) reg.VecVirtual {
	if wide {
		return g.ZMM()
	}
	return g.YMM()
}

// function begins a function. Its frame shall be small, and its pointers do not
// escape.
func (g *generator) function(name, signature string, doc ...string) {
	g.Function(name)
	g.Attributes(attr.NOSPLIT)
	g.Pragma("noescape")
	g.SignatureExpr(signature)
	doc[0] = name + " " + doc[0]
	g.Doc(doc...)
}

// end returns. Scalar instructions of older encoding, which Go compiles to,
// stall on dirty upper halves of vector registers: it clears them.
func (g *generator) end() {
	g.VZEROUPPER()
	g.RET()
}

func (g *generator) base(param string) reg.GPVirtual {
	r := g.GP64()
	g.Load(g.Param(param).Base(), r)
	return r
}

func (g *generator) length(param string) reg.GPVirtual {
	r := g.GP64()
	g.Load(g.Param(param).Len(), r)
	return r
}

// word loads a parameter of 64 bits, float or not, into a general register.
func (g *generator) word(param string) reg.GPVirtual {
	r := g.GP64()
	g.MOVQ(g.address(param), r)
	return r
}

// address is where a parameter lies.
func (g *generator) address(param string) op.Mem {
	b, err := g.Param(param).Resolve()
	if err != nil {
		panic(err) // there is no such parameter
	}
	return b.Addr
}

// result is where the i-th result lies.
func (g *generator) result(i int) op.Mem {
	b, err := g.ReturnIndex(i).Resolve()
	if err != nil {
		panic(err) // there is no such result
	}
	return b.Addr
}

// load loads a vector of integers.
func (g *generator) load(from op.Mem, v reg.VecVirtual) {
	if v.Size() == 64 {
		g.VMOVDQU64(from, v)
	} else {
		g.VMOVDQU(from, v)
	}
}

// zero returns a general register that holds 0.
func (g *generator) zero() reg.GPVirtual {
	r := g.GP64()
	g.XORL(r.As32(), r.As32())
	return r
}

// at addresses the word at an index, and some words further.
func at(base, index reg.Register, words int) op.Mem {
	return op.Mem{Base: base, Index: index, Scale: 8, Disp: 8 * words}
}

// byteAt addresses the byte at an index.
func byteAt(base, index reg.Register) op.Mem { return op.Mem{Base: base, Index: index, Scale: 1} }

// loop does the body for i, i+step and so on, while that many are left of n.
func (g *generator) loop(name string, i, n reg.GPVirtual, step int, body func()) {
	g.SUBQ(op.U8(step), n)
	g.JMP(op.LabelRef(name + "Next"))
	g.Label(name)
	body()
	g.ADDQ(op.U8(step), i)
	g.Label(name + "Next")
	g.CMPQ(i, n)
	g.JLE(op.LabelRef(name))
	g.ADDQ(op.U8(step), n)
}

// store stores a vector of integers.
func (g *generator) store(v reg.VecVirtual, to op.Mem) {
	if v.Size() == 64 {
		g.VMOVDQU64(v, to)
	} else {
		g.VMOVDQU(v, to)
	}
}

// constant is a global of words, whose vectors are not aligned.
func (g *generator) constant(name string, words ...uint64) op.Mem {
	m := g.StaticGlobal(name)
	g.DataAttributes(attr.RODATA | attr.NOPTR)
	for _, w := range words {
		g.AppendDatum(op.U64(w))
	}
	return m
}

// sign sets all lanes of a 128- or 256-bit vector to the sign bit.
func (g *generator) sign(v reg.VecVirtual) {
	g.VPCMPEQQ(v, v, v)
	g.VPSLLQ(op.U8(63), v, v)
}

// upper returns the upper half of a 256-bit vector.
func (g *generator) upper(v reg.VecVirtual) reg.VecVirtual {
	high := g.XMM()
	g.VEXTRACTI128(op.U8(1), v.AsY(), high)
	return high
}

// fold combines the two halves of a vector of 512 or 256 bits, and theirs, down
// to a word, which it returns.
func (g *generator) fold(v reg.VecVirtual, combine func(into, with reg.Register)) reg.GPVirtual {
	if v.Size() == 64 {
		high := g.YMM()
		g.VEXTRACTI64X4(op.U8(1), v, high)
		combine(v.AsY(), high)
	}
	combine(v.AsX(), g.upper(v))
	second := g.XMM()
	g.VPSRLDQ(op.U8(8), v.AsX(), second)
	combine(v.AsX(), second)
	word := g.GP64()
	g.VMOVQ(v.AsX(), word)
	return word
}

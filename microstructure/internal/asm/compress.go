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

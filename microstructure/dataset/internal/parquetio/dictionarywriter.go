package parquetio

import (
	"math/bits"
	"sync"
)

// A dictionaryWriter numbers distinct words in the order in which they first
// come.
type dictionaryWriter struct {
	values []uint64
	table  []uint32 // by hash, 1 more than the number of a value; 0 is free
	shift  int      // of hashes, to a place in the table
}

// leastTable is the length of the smallest table, a power of two. Half of a
// table is in use at most.
const leastTable = 1 << 12

var dictionaries = sync.Pool{New: func() any {
	d := new(dictionaryWriter)
	d.resize(leastTable)
	return d
}}

func newDictionary() *dictionaryWriter { return dictionaries.Get().(*dictionaryWriter) }

// free gives the memory to other writers.
func (d *dictionaryWriter) free() {
	d.reset()
	dictionaries.Put(d)
}

// reset forgets all values.
func (d *dictionaryWriter) reset() {
	d.values = d.values[:0]
	clear(d.table)
}

func (d *dictionaryWriter) resize(n int) {
	d.table, d.shift = make([]uint32, n), 64-bits.TrailingZeros(uint(n))
	for i, v := range d.values {
		at := d.place(v)
		for d.table[at] != 0 {
			at = d.after(at)
		}
		d.table[at] = uint32(i) + 1
	}
}

// place is where the search for a value begins.
func (d *dictionaryWriter) place(v uint64) int {
	return int(v * 0x9e3779b97f4a7c15 >> (d.shift & 63))
}

// after is the place after one.
func (d *dictionaryWriter) after(at int) int { return (at + 1) & (len(d.table) - 1) }

// number is the number of a value, which is added if it is new.
func (d *dictionaryWriter) number(v uint64) int32 {
	for at := d.place(v); ; at = d.after(at) {
		n := d.table[at]
		if n == 0 {
			d.values = append(d.values, v)
			d.table[at] = uint32(len(d.values))
			if 2*len(d.values) > len(d.table) {
				d.resize(2 * len(d.table))
			}
			return int32(len(d.values)) - 1
		}
		if d.values[n-1] == v {
			return int32(n) - 1
		}
	}
}

// numbers sets out to the numbers of as many values.
func (d *dictionaryWriter) numbers(values []uint64, out []int32) {
	out = out[:len(values)]
	for i := 0; i < len(values); {
		// What follows up to the first new value needs no change of the table.
		known, table, shift := d.values, d.table, d.shift&63
		for ; i < len(values); i++ {
			v := values[i]
			n := table[int(v*0x9e3779b97f4a7c15>>shift)&(len(table)-1)]
			if uint(n-1) >= uint(len(known)) || known[n-1] != v {
				break
			}
			out[i] = int32(n) - 1
		}
		if i < len(values) {
			out[i] = d.number(values[i])
			i++
		}
	}
}

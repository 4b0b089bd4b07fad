package parquetio

import (
	"encoding/binary"
	"errors"
)

// Types of the thrift compact protocol.
const (
	thriftStop   = 0
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftI16    = 4
	thriftI32    = 5
	thriftI64    = 6
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
	thriftUUID   = 13
)

var errThrift = errors.New("malformed metadata")

// maxThriftDepth bounds nesting; parquet's own metadata is six deep.
const maxThriftDepth = 32

// A thriftReader decodes the thrift compact protocol from memory. After an
// error it yields zeros, and err is set.
type thriftReader struct {
	b     []byte
	pos   int
	depth int
	err   error
}

func (r *thriftReader) fail() {
	if r.err == nil {
		r.err = errThrift
	}
	r.pos = len(r.b)
}

func (r *thriftReader) byte() byte {
	if r.pos >= len(r.b) {
		r.fail()
		return 0
	}
	r.pos++
	return r.b[r.pos-1]
}

func (r *thriftReader) uvarint() uint64 {
	if r.pos < len(r.b) && r.b[r.pos] < 0x80 { // most are of one byte
		r.pos++
		return uint64(r.b[r.pos-1])
	}
	return r.longUvarint()
}

func (r *thriftReader) longUvarint() uint64 {
	v, n := binary.Uvarint(r.b[r.pos:])
	if n <= 0 {
		r.fail()
		return 0
	}
	r.pos += n
	return v
}

func (r *thriftReader) int() int64 {
	v := r.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

func (r *thriftReader) binary() []byte {
	n := r.uvarint()
	if n > uint64(len(r.b)-r.pos) {
		r.fail()
		return nil
	}
	r.pos += int(n)
	return r.b[r.pos-int(n) : r.pos]
}

// list reads a list's header: the number and the type of its items. An item
// takes size bytes or more, which bounds a damaged count.
func (r *thriftReader) list(size int) (n int, typ byte) {
	h := r.byte()
	count := uint64(h >> 4)
	if count == 15 {
		count = r.uvarint()
	}
	if count > uint64((len(r.b)-r.pos)/size) {
		r.fail()
		return 0, 0
	}
	return int(count), h & 15
}

// fields calls f for each field of a struct; a field is skipped if f returns
// false.
func (r *thriftReader) fields(f func(id int, typ byte) bool) {
	if r.depth++; r.depth > maxThriftDepth {
		r.fail()
	}
	id := 0
	for r.err == nil {
		h := r.byte()
		typ := h & 15
		if typ == thriftStop {
			break
		}
		if delta := int(h >> 4); delta != 0 {
			id += delta
		} else {
			id = int(int16(r.int()))
		}
		if !f(id, typ) {
			r.skip(typ)
		}
	}
	r.depth--
}

// structs reads the header of a list of structs of size bytes or more each, and
// returns their number.
func (r *thriftReader) structs(size int) int {
	n, typ := r.list(size)
	if typ != thriftStruct && n > 0 {
		r.fail()
		return 0
	}
	return n
}

func (r *thriftReader) skip(typ byte) {
	switch typ {
	case thriftTrue, thriftFalse:
	case thriftByte:
		r.byte()
	case thriftI16, thriftI32, thriftI64:
		r.uvarint()
	case thriftDouble:
		r.discard(8)
	case thriftUUID:
		r.discard(16)
	case thriftBinary:
		r.binary()
	case thriftList, thriftSet:
		n, item := r.list(1)
		r.skipItems(n, item)
	case thriftMap:
		if n := r.uvarint(); n > 0 {
			kv := r.byte()
			for ; n > 0 && r.err == nil; n-- {
				r.skipItems(1, kv>>4)
				r.skipItems(1, kv&15)
			}
		}
	case thriftStruct:
		r.fields(func(int, byte) bool { return false })
	default:
		r.fail()
	}
}

func (r *thriftReader) skipItems(n int, typ byte) {
	if r.depth++; r.depth > maxThriftDepth {
		r.fail()
	}
	for ; n > 0 && r.err == nil; n-- {
		if typ == thriftTrue || typ == thriftFalse {
			r.byte() // inside a collection a bool takes a byte
		} else {
			r.skip(typ)
		}
	}
	r.depth--
}

func (r *thriftReader) discard(n int) {
	if n > len(r.b)-r.pos {
		r.fail()
		return
	}
	r.pos += n
}

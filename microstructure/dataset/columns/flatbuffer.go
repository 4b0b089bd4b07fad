package columns

import (
	"encoding/binary"
	"errors"
)

var errFlat = errors.New("malformed metadata")

// A flat reads flatbuffers, in which Arrow's metadata are. What is outside of
// the buffer is 0, and sets err.
type flat struct {
	b   []byte
	err error
}

// A flatTable is a table of a flatbuffer; of one at 0 no field is there.
type flatTable struct {
	*flat
	at int
}

func (f *flat) bytes(at, n int) []byte {
	if at < 0 || n < 0 || at > len(f.b) || n > len(f.b)-at {
		f.err = errFlat
		return make([]byte, 8)[:min(max(n, 0), 8)]
	}
	return f.b[at : at+n]
}

func (f *flat) u16(at int) int   { return int(binary.LittleEndian.Uint16(f.bytes(at, 2))) }
func (f *flat) i32(at int) int   { return int(int32(binary.LittleEndian.Uint32(f.bytes(at, 4)))) }
func (f *flat) i64(at int) int64 { return int64(binary.LittleEndian.Uint64(f.bytes(at, 8))) }

// root is the table that a buffer begins with.
func (f *flat) root() flatTable { return flatTable{f, f.i32(0)} }

// field is where a field is; 0 if it is not there.
func (t flatTable) field(i int) int {
	if t.at == 0 {
		return 0
	}
	fields := t.at - t.i32(t.at)
	if 6+2*i > t.u16(fields) {
		return 0
	}
	if offset := t.u16(fields + 4 + 2*i); offset != 0 {
		return t.at + offset
	}
	return 0
}

// whole is a number of size bytes, signed from 2 on; otherwise if it is not
// there.
func (t flatTable) whole(i, size int, otherwise int64) int64 {
	at := t.field(i)
	if at == 0 {
		return otherwise
	}
	switch size {
	case 1:
		return int64(t.bytes(at, 1)[0])
	case 2:
		return int64(int16(t.u16(at)))
	case 4:
		return int64(t.i32(at))
	}
	return t.i64(at)
}

// table is the table that a field points to.
func (t flatTable) table(i int) flatTable {
	at := t.field(i)
	if at == 0 {
		return flatTable{t.flat, 0}
	}
	return flatTable{t.flat, at + t.i32(at)}
}

// vector is a list of items of size bytes: where it begins, and how many.
func (t flatTable) vector(i, size int) (at, n int) {
	if at = t.field(i); at == 0 {
		return 0, 0
	}
	at += t.i32(at)
	n = t.i32(at)
	if at += 4; n < 0 || at < 0 || at > len(t.b) || n > (len(t.b)-at)/size {
		t.err = errFlat
		return 0, 0
	}
	return at, n
}

// tables are the tables of a list.
func (t flatTable) tables(i int) []flatTable {
	at, n := t.vector(i, 4)
	all := make([]flatTable, n)
	for k := range all {
		all[k] = flatTable{t.flat, at + 4*k + t.i32(at+4*k)}
	}
	return all
}

// text is a string; empty if it is not there.
func (t flatTable) text(i int) string {
	at, n := t.vector(i, 1)
	if n == 0 {
		return ""
	}
	return string(t.bytes(at, n))
}

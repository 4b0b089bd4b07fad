package parquetio

import (
	"encoding/binary"

	"github.com/parquet-go/parquet-go/format"
)

// Bounds returns the least and the largest value of a column of whole numbers
// or timestamps from the statistics in the footer. ok is false if a row group
// with rows has no statistics, or if they may not be exact.
func (f *File) Bounds(leaf Leaf) (least, most int64, ok bool) {
	width := map[format.Type]int{format.Int32: 4, format.Int64: 8}[leaf.typ.physical]
	if width == 0 || leaf.typ.unsigned && width == 4 {
		return 0, 0, false
	}
	for g, rows := range f.meta.rowGroups {
		if rows == 0 {
			continue
		}
		r := &thriftReader{b: f.meta.footer, pos: int(f.meta.chunks[g*f.meta.leaves+leaf.typ.firstLeaf])}
		low, high := r.wholeBounds(leaf.typ.unsigned)
		if r.err != nil || len(low) != width || len(high) != width {
			return 0, 0, false
		}
		a, b := wholeNumber(low), wholeNumber(high)
		if a > b || leaf.typ.unsigned && a < 0 {
			return 0, 0, false
		}
		if !ok || a < least {
			least = a
		}
		if !ok || b > most {
			most = b
		}
		ok = true
	}
	return least, most, ok
}

func wholeNumber(b []byte) int64 {
	if len(b) == 4 {
		return int64(int32(binary.LittleEndian.Uint32(b)))
	}
	return int64(binary.LittleEndian.Uint64(b))
}

// wholeBounds reads the statistics of a column chunk. The order of the older
// fields is ambiguous for unsigned numbers.
func (r *thriftReader) wholeBounds(unsigned bool) (least, most []byte) {
	cut := false
	inStruct := func(want int, do func(id int, typ byte) bool) func(int, byte) bool {
		return func(id int, typ byte) bool {
			if id != want || typ != thriftStruct {
				return false
			}
			r.fields(do)
			return true
		}
	}
	r.fields(inStruct(3, inStruct(12, func(id int, typ byte) bool {
		switch {
		case (id == 5 || id == 1 && !unsigned && most == nil) && typ == thriftBinary:
			most = r.binary()
		case (id == 6 || id == 2 && !unsigned && least == nil) && typ == thriftBinary:
			least = r.binary()
		case id == 7 || id == 8:
			cut = cut || typ == thriftFalse
			return false
		default:
			return false
		}
		return true
	})))
	if cut {
		return nil, nil
	}
	return least, most
}

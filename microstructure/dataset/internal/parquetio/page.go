package parquetio

import (
	"errors"
	"fmt"

	"github.com/parquet-go/parquet-go/format"
)

const (
	maxPage    = 256 << 20 // bytes of a page, decompressed; writers make pages of 1 MB, and some of 100 MB
	headerSize = 256       // a page header of a column of numbers fits
	maxHeader  = 256 << 10 // one with anything in it fits

	// Limits of what the pages of a chunk may have besides values. Some writers
	// pad a block of 2,048 deltas with zeros.
	maxPadding = 1 << 20 // bytes
	maxEmpty   = 1000    // pages without values
)

var (
	errPageSize = errors.New("a page above maxPage")
	errPadding  = errors.New("pages have many bytes without values")
)

// plainDictionary is the encoding that older writers give to dictionaries (for
// Plain) and to pages of indexes (for RLEDictionary).
const plainDictionary format.Encoding = 2

// A pageHeader is the part of a page's header that reading needs.
type pageHeader struct {
	typ          format.PageType
	uncompressed int64
	compressed   int64
	crc          uint32 // CRC-32 of the page as it is in the file
	summed       bool   // the writer gave crc
	values       int64
	encoding     format.Encoding
	levels       format.Encoding // of the definition levels, version 1
	definition   int64           // bytes of definition levels, version 2
	repetition   int64           // bytes of repetition levels, version 2
	raw          bool            // the values are not compressed, version 2
}

func parsePageHeader(b []byte) (h pageHeader, size int, err error) {
	r := &thriftReader{b: b}
	h = pageHeader{typ: -1, uncompressed: -1, compressed: -1, levels: format.RLE}
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == thriftI32:
			h.typ = format.PageType(r.int())
		case id == 2 && typ == thriftI32:
			h.uncompressed = r.int()
		case id == 3 && typ == thriftI32:
			h.compressed = r.int()
		case id == 4 && typ == thriftI32:
			h.crc, h.summed = uint32(r.int()), true
		case (id == 5 || id == 7) && typ == thriftStruct: // a data page of version 1, a dictionary
			r.pageV1(&h)
		case id == 8 && typ == thriftStruct:
			r.pageV2(&h)
		default:
			return false
		}
		return true
	})
	return h, r.pos, r.err
}

func (r *thriftReader) pageV1(h *pageHeader) {
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == thriftI32:
			h.values = r.int()
		case id == 2 && typ == thriftI32:
			h.encoding = format.Encoding(r.int())
		case id == 3 && typ == thriftI32:
			h.levels = format.Encoding(r.int())
		default:
			return false
		}
		return true
	})
}

func (r *thriftReader) pageV2(h *pageHeader) {
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == thriftI32:
			h.values = r.int()
		case id == 4 && typ == thriftI32:
			h.encoding = format.Encoding(r.int())
		case id == 5 && typ == thriftI32:
			h.definition = r.int()
		case id == 6 && typ == thriftI32:
			h.repetition = r.int()
		case id == 7 && typ == thriftFalse:
			h.raw = true
		default:
			return false
		}
		return true
	})
}

// hasRows reports whether the page's values are those of rows.
func (h *pageHeader) hasRows() bool { return h.typ == format.DataPage || h.typ == format.DataPageV2 }

// check tests the sizes against the bytes and rows left in the chunk, and
// against the largest decompressed size of the codec.
func (h *pageHeader) check(codec format.CompressionCodec, left, rows int64) error {
	impossible := func(what string, is, most int64) error {
		return fmt.Errorf("a page header claims %d %s, of %d at most", is, what, most)
	}
	switch levels := h.definition + h.repetition; {
	case h.typ < 0 || h.uncompressed < 0 || h.compressed < 0 || h.values < 0 || h.definition < 0 || h.repetition < 0:
		return errors.New("a page header lacks a type or a size, or has one below 0")
	case h.typ > format.DataPageV2:
		return fmt.Errorf("a page has the unknown type %d", h.typ)
	case h.compressed > left:
		return impossible("bytes", h.compressed, left)
	case h.values > rows && h.hasRows():
		return impossible("values", h.values, rows)
	case h.uncompressed > maxPage:
		return errPageSize
	case h.uncompressed > inflated(codec, h.compressed):
		return impossible("decompressed bytes", h.uncompressed, inflated(codec, h.compressed))
	case h.compressed > 2*h.uncompressed+1<<10: // no codec adds a sixth
		return impossible("compressed bytes", h.compressed, 2*h.uncompressed+1<<10)
	case levels > min(h.compressed, h.uncompressed):
		return impossible("bytes of levels", levels, min(h.compressed, h.uncompressed))
	}
	return nil
}

// padding is the number of bytes of the page beyond the largest possible size
// of its values and levels in any encoding.
func (h *pageHeader) padding() int64 { return max(h.uncompressed-16*h.values-1<<10, 0) }

package parquetio

import "github.com/parquet-go/parquet-go/format"

const (
	maxPage    = 1 << 30   // bytes of a page, decompressed
	headerSize = 256       // a page header of a column of numbers fits
	maxHeader  = 256 << 10 // one with anything in it fits
)

// plainDictionary is the encoding's number that older writers give to
// dictionaries (for Plain) and to pages of indexes (for RLEDictionary).
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
	h.levels = format.RLE
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

// check tests the sizes against the bytes and rows that are left of the chunk. A
// page of n numbers takes 16 n bytes at most in any encoding, levels included,
// and no codec shrinks a page by more than a factor of 2^16.
func (h *pageHeader) check(left, rows int64) bool {
	return h.compressed >= 0 && h.compressed <= left &&
		h.values >= 0 && (h.values <= rows || h.typ == format.IndexPage) &&
		h.uncompressed >= 0 && h.uncompressed <= maxPage &&
		h.uncompressed>>16 <= h.compressed && h.uncompressed <= 16*h.values+1<<10 &&
		h.definition >= 0 && h.repetition >= 0 && h.definition+h.repetition <= min(h.compressed, h.uncompressed)
}

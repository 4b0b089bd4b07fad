package parquetio

import (
	"strconv"

	"github.com/parquet-go/parquet-go/format"
)

// A chunk is one column's part of a row group.
type chunk struct {
	typ        format.Type
	codec      format.CompressionCodec
	values     int64
	start, end int64 // bytes in the file
	external   bool  // the data are in another file, or encrypted
	// Bounds of a column of byte arrays, in the footer's memory: nil if the
	// file has none, truncated if they may not be values.
	least, most []byte
	cut         bool

	vouched bool   // headers is given
	headers uint32 // checksum of the headers of its pages, see HeadersKey
}

// chunk decodes the chunk of a leaf in a row group.
func (m *metadata) chunk(rowGroup, leaf int) (c chunk, err error) {
	i := rowGroup*m.leaves + leaf
	if i < len(m.decoded) {
		c = m.decoded[i]
	} else {
		r := &thriftReader{b: m.footer, pos: int(m.chunks[i])}
		c, err = r.chunk(), r.err
	}
	if err == nil && m.headers != "" {
		c.vouched = true
		c.headers, err = m.headerSum(i)
	}
	return c, err
}

// headerSum returns the i-th checksum in HeadersKey.
func (m *metadata) headerSum(i int) (uint32, error) {
	sum, err := strconv.ParseUint(m.headers[8*i:][:8], 16, 32)
	return uint32(sum), err
}

func (r *thriftReader) chunk() chunk {
	var c chunk
	var size, data, dictionary int64
	r.fields(func(id int, typ byte) bool {
		if id == 1 || id == 8 || id == 9 {
			c.external = true
			return false
		}
		if id != 3 || typ != thriftStruct {
			return false
		}
		r.fields(func(id int, typ byte) bool {
			switch {
			case id == 1 && typ == thriftI32:
				c.typ = format.Type(r.int())
			case id == 4 && typ == thriftI32:
				c.codec = format.CompressionCodec(r.int())
			case id == 5 && typ == thriftI64:
				c.values = r.int()
			case id == 7 && typ == thriftI64:
				size = r.int()
			case id == 9 && typ == thriftI64:
				data = r.int()
			case id == 11 && typ == thriftI64:
				dictionary = r.int()
			case id == 12 && typ == thriftStruct && c.typ == format.ByteArray:
				r.bounds(&c)
			default:
				return false
			}
			return true
		})
		return true
	})
	c.start = data
	if dictionary > 0 && dictionary < data {
		c.start = dictionary
	}
	c.end = c.start + size
	return c
}

// bounds reads the statistics of a column of byte arrays.
func (r *thriftReader) bounds(c *chunk) {
	r.fields(func(id int, typ byte) bool {
		switch {
		case (id == 1 || id == 5) && typ == thriftBinary: // 1 and 2 are the older fields
			c.most = r.binary()
		case (id == 2 || id == 6) && typ == thriftBinary:
			c.least = r.binary()
		case id == 7 || id == 8:
			c.cut = c.cut || typ == thriftFalse
			return false
		default:
			return false
		}
		return true
	})
	c.cut = c.cut || max(len(c.least), len(c.most)) >= wholeBound
}

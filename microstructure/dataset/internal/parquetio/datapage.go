package parquetio

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/parquet-go/parquet-go/format"
)

// readData opens a page of values: it decompresses them, and decodes them
// unless they are plain or indexes.
func (c *Column) readData(h *pageHeader, body []byte) error {
	values, err := c.splitLevels(h, body)
	if err != nil {
		return err
	}
	n := int(h.values)
	c.paged += h.values
	c.left, c.plain, c.deltas, c.width = n, nil, nil, c.physicalWidth()
	switch h.encoding {
	case plainDictionary, format.RLEDictionary:
		if n == 0 {
			return nil
		}
		if len(values) < 1 {
			return errRuns
		}
		err = c.indexes.reset(values[1:], uint(values[0]))
		if len(c.dict8) == 2 && values[0] == 1 {
			c.indexes.joinBits(n, c.scratch)
		}
		return err
	case format.Plain:
		c.plain = values
	case format.ByteStreamSplit:
		c.plain, err = c.joinStreams(values, n)
	case format.DeltaBinaryPacked:
		if c.typ.physical == format.Double {
			return errDelta
		}
		if 8*h.values > maxPage {
			return c.large(8 * h.values)
		}
		if h.values > int64(len(values))*maxBlock/2 { // a block takes two bytes or more
			return errDelta
		}
		c.deltas = values
		return nil
	default:
		return fmt.Errorf("%w: encoding %v", ErrUnsupported, h.encoding)
	}
	if err == nil && len(c.plain) < n*c.width {
		err = errors.New("a page is shorter than it claims")
	}
	return err
}

// splitLevels checks a page's definition levels, decompresses its values and
// returns them.
func (c *Column) splitLevels(h *pageHeader, body []byte) ([]byte, error) {
	var levels, values []byte
	var err error
	if h.typ == format.DataPageV2 {
		skip := int(h.repetition + h.definition)
		if h.repetition != 0 {
			return nil, errors.New("repetition levels in a flat column")
		}
		levels, values = body[:skip], body[skip:]
		if !h.raw {
			values, err = c.expand(values, int(h.uncompressed)-skip)
		}
		if err != nil {
			return nil, err
		}
	} else {
		if values, err = c.expand(body, int(h.uncompressed)); err != nil {
			return nil, err
		}
		if !c.typ.optional {
			return values, nil
		}
		if h.levels != format.RLE {
			return nil, fmt.Errorf("%w: definition levels encoded as %v", ErrUnsupported, h.levels)
		}
		if len(values) < 4 {
			return nil, errRuns
		}
		n := int64(binary.LittleEndian.Uint32(values))
		if n > int64(len(values)-4) {
			return nil, errRuns
		}
		levels, values = values[4:4+n], values[4+n:]
	}
	if !c.typ.optional || h.values == 0 {
		return values, nil
	}
	var l hybrid
	if err := l.reset(levels, 1); err != nil {
		return nil, err
	}
	null, err := l.firstZero(int(h.values))
	if err != nil {
		return nil, err
	}
	if null >= 0 {
		e := c.fail(ErrValue, "null", "remove the row or fill the value in", nil)
		e.Row = c.firstRow + c.paged + int64(null)
		return nil, e
	}
	return values, nil
}

// scratch returns memory for decoded values.
func (c *Column) scratch(bytes int) []byte {
	if cap(c.unpack) < bytes {
		c.unpack = make([]byte, bytes+bytes/4)
	}
	return c.unpack[:bytes]
}

// joinStreams decodes BYTE_STREAM_SPLIT: all first bytes, all second bytes, …
func (c *Column) joinStreams(src []byte, n int) ([]byte, error) {
	if len(src) < n*c.width {
		return nil, errors.New("a page is shorter than it claims")
	}
	dst := c.scratch(n * c.width)
	for k := range c.width {
		stream := src[k*n : (k+1)*n]
		for i, b := range stream {
			dst[i*c.width+k] = b
		}
	}
	return dst, nil
}

// takeDeltas decodes a DELTA_BINARY_PACKED page: into dst if dst takes the
// whole page, else to plain values. It reports which.
func (c *Column) takeDeltas(dst []uint64) (direct bool, err error) {
	src := c.deltas
	c.deltas = nil
	if c.width == 8 && len(dst) == c.left {
		return true, decodeDelta(dst, src)
	}
	c.plain = c.scratch(c.left * 8)
	values := Words(c.plain)
	if err := decodeDelta(values, src); err != nil {
		return false, err
	}
	if c.width == 4 { // sums wrap at 32 bits
		for i, v := range values {
			binary.LittleEndian.PutUint32(c.plain[4*i:], uint32(v))
		}
	}
	return false, nil
}

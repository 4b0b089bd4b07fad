package parquetio

import (
	"encoding/binary"
	"errors"
	"slices"

	"github.com/parquet-go/parquet-go/format"
)

func (c *Column) readDictionary(h *pageHeader, body []byte) error {
	if h.encoding != format.Plain && h.encoding != plainDictionary || len(c.dict) > 0 || c.paged > 0 {
		return errors.New("the dictionary is misplaced or has a strange encoding")
	}
	if h.uncompressed < h.values*int64(c.physicalWidth()) {
		return errors.New("the dictionary is shorter than it claims")
	}
	if err := c.loadDictionary(h, body); err != nil {
		return err
	}
	c.dictBad = !c.rule.holdsAll(c.dict)
	if c.rule.Sign {
		c.dict8 = c.dict8[:0]
		for _, v := range c.dict {
			c.dict8 = append(c.dict8, byte(v))
		}
	}
	return nil
}

// loadDictionary fills c.dict. Compressed words are decoded in place: a
// dictionary may hold a third as many values as the row group has rows.
func (c *Column) loadDictionary(h *pageHeader, body []byte) error {
	width := c.physicalWidth()
	codec := c.chunk.codec
	if width == 8 && codec != format.Uncompressed && codec != format.Brotli && h.uncompressed == 8*h.values {
		c.dict = slices.Grow(c.dict[:0], int(h.values))[:h.values]
		return c.codecs.decode(codec, bytesOf(c.dict), body)
	}
	raw, err := c.expand(body, int(h.uncompressed))
	if err != nil {
		return err
	}
	c.dict = slices.Grow(c.dict[:0], int(h.values))[:h.values]
	for i := range c.dict {
		c.dict[i] = c.extend(raw[i*width:])
	}
	return nil
}

func (c *Column) physicalWidth() int {
	if c.typ.physical == format.Int32 {
		return 4
	}
	return 8
}

// extend loads one plain value and widens it to 64 bits.
func (c *Column) extend(b []byte) uint64 {
	if c.typ.physical != format.Int32 {
		return binary.LittleEndian.Uint64(b)
	}
	v := binary.LittleEndian.Uint32(b)
	if c.typ.unsigned {
		return uint64(v)
	}
	return uint64(int64(int32(v)))
}

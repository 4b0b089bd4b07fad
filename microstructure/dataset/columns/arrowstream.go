package columns

import (
	"encoding/binary"
	"math"
)

// An arrowStream is a column that is being read.
type arrowStream struct {
	arrowColumn
	field Field
	words [][]byte // of a dictionary

	present stream // a bit per row; not begun if no row is null
	nulls   bool
	data    stream
	offsets stream
	end     int64    // the offset that was read last
	apart   [][]byte // what views point into

	null   []bool
	ints   []int64
	reals  []float64
	texts  [][]byte
	memory []byte
}

// begin goes to the buffers of a batch.
func (c *arrowStream) begin(f *arrowFile, m *arrowBatch) error {
	buffer := c.buffer
	for k := range c.arrowColumn.views {
		if k >= len(m.variadic) {
			return errFlat
		}
		buffer += int(m.variadic[k])
	}
	need := 2
	if c.index == nil && (c.field.Kind == Text && !c.arrowType.views()) {
		need = 3
	}
	if c.node >= len(m.nodes) || buffer+need > len(m.buffers) || m.nodes[c.node].rows != m.rows {
		return errFlat
	}
	open := func(s *stream, k int) error { return s.open(f, m, m.buffers[buffer+k]) }
	c.nulls = m.nodes[c.node].nulls != 0 && m.buffers[buffer].size > 0
	if c.nulls {
		if err := open(&c.present, 0); err != nil {
			return err
		}
	}
	if need == 2 {
		if err := open(&c.data, 1); err != nil {
			return err
		}
		if c.index == nil && c.arrowType.views() {
			return c.beginViews(f, m, buffer)
		}
		return nil
	}
	if err := open(&c.offsets, 1); err != nil {
		return err
	}
	if err := open(&c.data, 2); err != nil {
		return err
	}
	first, err := c.offsets.take(c.width)
	if err != nil {
		return err
	}
	c.end = littleEndian(first, true)
	if c.end < 0 {
		return errFlat
	}
	return c.data.skip(c.end)
}

// next reads n rows.
func (c *arrowStream) next(n int) (out Column, err error) {
	if c.nulls {
		bits, err := c.present.take((n + 7) / 8)
		if err != nil {
			return out, err
		}
		for i := range n {
			c.null[i] = bits[i>>3]>>(i&7)&1 == 0
		}
		out.Null = c.null[:n]
	}
	switch {
	case c.index != nil:
		out.Texts = c.texts[:n]
		return out, c.nextWords(out.Texts, out.Null)
	case c.field.Kind == Text && c.arrowType.views():
		out.Texts = c.texts[:n]
		return out, c.nextViews(out.Texts, out.Null)
	case c.field.Kind == Text:
		out.Texts = c.texts[:n]
		return out, c.nextTexts(out.Texts)
	case c.field.Kind == Flag:
		bits, err := c.data.take((n + 7) / 8)
		if err != nil {
			return out, err
		}
		out.Ints = c.ints[:n]
		for i := range n {
			out.Ints[i] = int64(bits[i>>3] >> (i & 7) & 1)
		}
		return out, nil
	}
	raw, err := c.data.take(n * c.width)
	if err != nil {
		return out, err
	}
	switch c.field.Kind {
	case Bytes:
		out.Texts = c.texts[:n]
		c.memory = append(c.memory[:0], raw...)
		for i := range n {
			out.Texts[i] = c.memory[i*c.width:][:c.width:c.width]
		}
	case Real:
		out.Reals = c.reals[:n]
		c.numbers(out.Reals, raw)
	default:
		out.Ints = c.ints[:n]
		for i := range n {
			out.Ints[i] = littleEndian(raw[i*c.width:][:c.width], c.signed)
		}
	}
	return out, nil
}

// numbers makes doubles of floating-point numbers or decimals.
func (c *arrowStream) numbers(dst []float64, raw []byte) {
	for i := range dst {
		v := raw[i*c.width:][:c.width]
		switch {
		case c.field.Decimal && c.width == 16:
			dst[i] = Int128{int64(binary.LittleEndian.Uint64(v[8:])), binary.LittleEndian.Uint64(v)}.Decimal(c.scale)
		case c.field.Decimal:
			m := littleEndian(v, true)
			dst[i] = Int128{m >> 63, uint64(m)}.Decimal(c.scale)
		case c.width == 4:
			dst[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(v)))
		default:
			dst[i] = math.Float64frombits(binary.LittleEndian.Uint64(v))
		}
	}
}

// littleEndian reads a whole number of 1, 2, 4 or 8 bytes.
func littleEndian(b []byte, signed bool) int64 {
	switch len(b) {
	case 1:
		if signed {
			return int64(int8(b[0]))
		}
		return int64(b[0])
	case 2:
		v := binary.LittleEndian.Uint16(b)
		if signed {
			return int64(int16(v))
		}
		return int64(v)
	case 4:
		v := binary.LittleEndian.Uint32(b)
		if signed {
			return int64(int32(v))
		}
		return int64(v)
	}
	return int64(binary.LittleEndian.Uint64(b))
}

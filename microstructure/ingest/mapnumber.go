package ingest

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// decimals reads the texts of a column of prices or quantities, if it has such.
func (m *mapper) decimals(b *tableBatch, r role, dst []float64) {
	if m.slot[r] < 0 {
		return
	}
	c, field := m.column(b, r)
	if field.Kind != columns.Text {
		return
	}
	for i, v := range c.Texts {
		number, end, ok := parseDecimal(v, 0)
		if !ok || end != len(v) {
			number = math.NaN()
			if r == roleQuote && len(v) > 0 {
				number = -1
			}
		}
		dst[i] = number
	}
}

// numbers reads a column of prices or quantities, whose texts decimals has
// read. In that of quote quantities, a missing value is NaN.
func (m *mapper) numbers(b *tableBatch, r role, dst []float64) {
	c, field := m.column(b, r)
	if r != roleQuote {
		m.nulls(c, r)
	}
	switch field.Kind {
	case columns.Real:
		copy(dst, c.Reals)
	case columns.Whole:
		if m.format.fixed {
			for i, v := range c.Ints {
				dst[i] = m.fixed[r].number(columns.Int128{High: v >> 63, Low: uint64(v)})
			}
			break
		}
		for i, v := range c.Ints {
			dst[i] = float64(v)
		}
	case columns.Bytes:
		for i, v := range c.Texts {
			if v != nil {
				dst[i] = m.fixed[r].bytes(v)
			}
		}
	case columns.Text: // decimals has read them
	}
	if r == roleQuote {
		for i, null := range c.Null {
			if null {
				dst[i] = math.NaN()
			}
		}
		return
	}
	for i, v := range dst {
		if !(v >= 0 && v <= math.MaxFloat64) {
			m.wrong(i, r)
		}
	}
}

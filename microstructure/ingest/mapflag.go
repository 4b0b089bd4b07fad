package ingest

import (
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// makers reads a flag that the buyer was the maker.
func (m *mapper) makers(b *tableBatch) {
	c, field := m.column(b, roleMaker)
	for i := range b.Rows {
		maker := int64(-1)
		switch {
		case c.Null != nil && c.Null[i]:
		case field.Kind == columns.Text:
			maker = parseFlag(c.Texts[i])
		default:
			maker = c.Ints[i]
		}
		if m.side[i] = flagSide(maker); m.side[i] == 0 {
			m.noSide(b, i, roleMaker)
		}
	}
}

// flagSide is the side that a flag says, 0 if it is neither 0 nor 1.
func flagSide(maker int64) microstructure.Side {
	switch maker {
	case 0:
		return microstructure.Buy
	case 1:
		return microstructure.Sell
	}
	return 0
}

// parseFlag is 1 of what is true, 0 of what is false, and else below 0.
func parseFlag(text []byte) int64 {
	if side, end, ok := parseMaker(text, 0); ok && end == len(text) {
		return int64(1-side) / 2
	}
	switch string(text) {
	case "1", "t", "T":
		return 1
	case "0", "f", "F":
		return 0
	}
	return -1
}

// takerSides reads the taker's sides.
func (m *mapper) takerSides(b *tableBatch) {
	c, field := m.column(b, roleSide)
	for i := range b.Rows {
		var side microstructure.Side
		switch {
		case c.Null != nil && c.Null[i]:
		case field.Kind == columns.Text:
			side = m.sides.of(c.Texts[i], m.format.sides)
		case field.Kind == columns.Whole:
			side = m.format.side(c.Ints[i])
		default:
			if v := int64(c.Reals[i]); float64(v) == c.Reals[i] {
				side = m.format.side(v)
			}
		}
		if m.side[i] = side; side == 0 {
			m.noSide(b, i, roleSide)
		}
	}
}

func (k *fileFormat) side(v int64) microstructure.Side {
	if uint64(v+1) >= uint64(len(k.numbers)) {
		return 0
	}
	return k.numbers[v+1]
}

package ingest

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// A mapper makes rows of the columns of one file.
type mapper struct {
	sizing
	format  *fileFormat
	fields  []columns.Field // all of the file
	at      mapping
	read    []int      // the fields that are read
	slot    [roles]int // of each role among these; below 0 is none
	fixed   [roles]fixedPoint
	textIDs bool
	fromUS  int64 // times that rows may have
	toUS    int64
	symbols *symbolFilter

	units    timeUnits // of the times so far
	zoneless bool      // a time had no zone, and was taken for UTC
	sides    sideCache
	venue    string // that the rows are of
	mixed    string // another one

	us                     [columns.BatchRows]int64
	price, quantity, quote [columns.BatchRows]float64
	side                   [columns.BatchRows]microstructure.Side
	id                     [columns.BatchRows]uint64
	state                  [columns.BatchRows]rowState
}

// A rowState says what became of a row: the role whose column is wrong, or one of
// these.
type rowState uint8

const (
	good    rowState = 100 + iota
	foreign          // of another symbol
	broken           // it has no columns
	tiny             // its numbers cannot be counted with
	unequal          // its quote quantity is another
)

// newMapper reads the fields that play a role in a file.
func newMapper(f *Format, t table, at mapping, s sizing) *mapper {
	m := &mapper{sizing: s, format: f.kind(), fields: t.fields(), at: at, fromUS: firstUS, toUS: lastUS}
	for r := range roles {
		m.slot[r] = -1
		if at[r] < 0 {
			continue
		}
		m.slot[r] = len(m.read)
		m.read = append(m.read, at[r])
		m.textIDs = m.textIDs || r == roleTextID
	}
	m.fixed[rolePrice] = newFixedPoint(m.fields[at[rolePrice]], rolePrice, t.value("price_precision"))
	m.fixed[roleQuantity] = newFixedPoint(m.fields[at[roleQuantity]], roleQuantity, t.value("size_precision"))
	return m
}

// column is that of a role, which there is.
func (m *mapper) column(b *tableBatch, r role) (*columns.Column, *columns.Field) {
	return &b.Columns[m.slot[r]], &m.fields[m.at[r]]
}

// take works out the rows of a batch, column by column.
func (m *mapper) take(b *tableBatch) {
	n := b.Rows
	for i := range m.state[:n] {
		m.state[i] = good
	}
	for _, d := range b.damaged {
		m.state[d.row] = broken
	}
	if m.slot[roleSymbol] >= 0 {
		m.filter(b)
	}
	m.times(b)
	m.numbers(b, rolePrice, m.price[:n])
	m.numbers(b, roleQuantity, m.quantity[:n])
	if m.slot[roleSide] >= 0 {
		m.takerSides(b)
	} else {
		m.makers(b)
	}
	m.ids(b)
	if m.slot[roleQuote] >= 0 {
		m.numbers(b, roleQuote, m.quote[:n])
	}
	if m.slot[roleVenue] >= 0 {
		m.venues(b)
	}
}

// wrong marks a row, unless it is marked.
func (m *mapper) wrong(i int, r role) {
	if m.state[i] == good {
		m.state[i] = rowState(r)
	}
}

// nulls marks the rows without a value.
func (m *mapper) nulls(c *columns.Column, r role) {
	for i, null := range c.Null {
		if null {
			m.wrong(i, r)
		}
	}
}

// numbers reads a column of prices or quantities. In that of quote quantities, a
// missing value is NaN.
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
	case columns.Text:
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

// makers reads a flag that the buyer was the maker.
func (m *mapper) makers(b *tableBatch) {
	c, field := m.column(b, roleMaker)
	m.nulls(c, roleMaker)
	for i := range b.Rows {
		maker := int64(-1)
		if field.Kind == columns.Text {
			maker = parseFlag(c.Texts[i])
		} else {
			maker = c.Ints[i]
		}
		switch maker {
		case 0:
			m.side[i] = microstructure.Buy
		case 1:
			m.side[i] = microstructure.Sell
		default:
			m.wrong(i, roleMaker)
		}
	}
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
	m.nulls(c, roleSide)
	for i := range b.Rows {
		var side microstructure.Side
		switch field.Kind {
		case columns.Text:
			side = m.sides.of(c.Texts[i], m.format.sides)
		case columns.Whole:
			side = m.format.side(c.Ints[i])
		default:
			if v := int64(c.Reals[i]); float64(v) == c.Reals[i] {
				side = m.format.side(v)
			}
		}
		if m.side[i] = side; side == 0 {
			m.wrong(i, roleSide)
		}
	}
}

func (k *fileFormat) side(v int64) microstructure.Side {
	if uint64(v+1) >= uint64(len(k.numbers)) {
		return 0
	}
	return k.numbers[v+1]
}

// ids reads the ids, if there are any.
func (m *mapper) ids(b *tableBatch) {
	r := roleID
	if m.textIDs && m.slot[r] < 0 {
		r = roleTextID
	}
	if m.slot[r] < 0 {
		clear(m.id[:b.Rows])
		return
	}
	c, field := m.column(b, r)
	if !m.textIDs {
		m.nulls(c, r)
	}
	for i := range b.Rows {
		id, ok := uint64(0), true
		switch {
		case m.textIDs && field.Kind == columns.Text:
			if m.id[i] = 0; len(c.Texts[i]) > 0 {
				m.id[i] = hashID(c.Texts[i])
			}
			continue
		case field.Kind == columns.Text:
			var end int
			id, end, ok = parseID(c.Texts[i], 0)
			ok = ok && end == len(c.Texts[i])
		case field.Kind == columns.Whole:
			id, ok = uint64(c.Ints[i]), c.Ints[i] >= 0
		default:
			v := c.Reals[i]
			if ok = v >= 0 && v < 1<<53 && v == math.Trunc(v); ok {
				id = uint64(v)
			}
		}
		if m.id[i] = id; !ok {
			m.wrong(i, r)
		}
	}
}

// venues looks for rows of more than one venue.
func (m *mapper) venues(b *tableBatch) {
	c, _ := m.column(b, roleVenue)
	for i, v := range c.Texts {
		if m.state[i] == foreign || m.state[i] == broken || string(v) == m.venue || len(v) == 0 {
			continue
		}
		if m.venue == "" {
			m.venue = string(v)
		} else if m.mixed == "" {
			m.mixed = string(v)
		}
	}
}

package ingest

import (
	"bytes"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// quick reads the plain ones of the lines that p parses.
func (p *rowParser) quick(longest int) *quickParser {
	q := newQuickParser(p.sizing, ',', longest)
	q.columns, q.trailing, q.ordinal = p.columns, p.trailing, p.ordinal
	q.plain = newQuickShape(q.columns)
	q.fromUS, q.toUS = p.fromUS, p.toUS
	q.time = func(text []byte) (us int64, notes timeNotes, ok bool) {
		us, units, end, ok := parseTime(text, 0)
		return us, timeNotes{units: units}, ok && end == len(text)
	}
	parse := parseSide
	if slices.Contains(p.columns, colMaker) {
		parse = parseMaker
	}
	q.side = func(text []byte) microstructure.Side {
		if side, end, ok := parse(text, 0); ok && end == len(text) {
			return side
		}
		return 0
	}
	q.expected = func(_ int, text []byte) bool { return bytes.Equal(text, p.instrument) }
	return q
}

// quick reads the plain ones of the lines of a table that m maps. It is nil if a
// field plays two roles.
func (m *mapper) quick(t *textTable) *quickParser {
	q := newQuickParser(m.sizing, t.comma, t.lines.longest)
	q.columns = make([]column, len(t.names))
	last := 0
	for r, c := range [roles]column{roleTime: colTime, rolePrice: colPrice, roleQuantity: colQuantity, roleSide: colSide, roleMaker: colMaker,
		roleID: colID, roleTextID: colTextID, roleQuote: colQuote, roleSymbol: colInstrument, roleVenue: colInstrument} {
		switch at := m.at[r]; {
		case m.slot[r] < 0 || role(r) == roleTextID && m.slot[roleID] >= 0:
			continue
		case q.columns[at] != colSkip:
			return nil
		case role(r) == roleID && m.textIDs:
			c = colTextID
			fallthrough
		default:
			q.columns[at] = c
			last = max(last, at)
		}
	}
	q.columns, q.trailing = q.columns[:last+1], len(q.columns)-last-1
	q.plain = newQuickShape(q.columns)
	q.rounding, q.fromUS, q.toUS = maxRounding, m.fromUS, m.toUS
	q.time = func(text []byte) (us int64, notes timeNotes, ok bool) {
		us = notes.textTime(text)
		return us, notes, us != outside
	}
	q.side = func(text []byte) microstructure.Side {
		if m.slot[roleSide] >= 0 {
			return m.sides.of(text, m.format.sides)
		}
		return flagSide(parseFlag(text))
	}
	q.expected = func(k int, text []byte) bool {
		if k == m.at[roleSymbol] {
			return m.symbols.lastIs && bytes.Equal(text, m.symbols.last)
		}
		return len(text) > 0 && string(text) == m.venue
	}
	return q
}

func newQuickParser(s sizing, comma byte, longest int) *quickParser {
	return &quickParser{sizing: s, comma: comma, commas: 0x0101010101010101 * uint64(comma), longest: longest}
}

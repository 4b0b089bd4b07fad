package ingest

import (
	"bytes"
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// A sideCache remembers the few texts for sides that occur.
type sideCache [16]struct {
	text []byte
	side microstructure.Side
}

// of is the side of a text, or 0.
func (s *sideCache) of(text []byte, known map[string]microstructure.Side) microstructure.Side {
	if len(text) == 0 {
		return 0
	}
	e := &s[text[0]&15]
	if bytes.Equal(e.text, text) {
		return e.side
	}
	side := known[string(bytes.ToLower(text))]
	if side != 0 {
		e.text, e.side = bytes.Clone(text), side
	}
	return side
}

// sideless are texts, in lower case, that say that a trade's side is not known.
var sideless = map[string]bool{"": true, "unknown": true, "none": true, "nan": true, "na": true, "n/a": true, "-": true, "no_aggressor": true}

// sideless reports whether the file says that the side of a row is not known. A
// number does so only at Nautilus: elsewhere, 0 may be false.
func (m *mapper) sideless(b *tableBatch, i int) bool {
	r := roleSide
	if m.slot[r] < 0 {
		r = roleMaker
	}
	c, field := m.column(b, r)
	switch {
	case c.Null != nil && c.Null[i]:
		return true
	case field.Kind == columns.Text:
		return sideless[string(bytes.ToLower(c.Texts[i]))]
	case c.Reals != nil:
		return math.IsNaN(c.Reals[i])
	}
	return m.format == &nautilusFormat && c.Ints[i] == 0
}

// noSide marks a row whose side is not one, unless it is dropped.
func (m *mapper) noSide(b *tableBatch, i int, r role) {
	if m.drop && m.state[i] == good && m.sideless(b, i) {
		m.side[i], m.quantity[i] = 0, 0
		return
	}
	m.wrong(i, r)
}

package ingest

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

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

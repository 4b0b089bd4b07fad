package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// describe says in the report what the columns were read as.
func (s *fileScan) describe() {
	m, r := s.mapper, s.report
	var parts []string
	for role := range roles {
		if m.slot[role] < 0 {
			continue
		}
		field := &m.fields[m.at[role]]
		note := field.Type
		switch {
		case role == roleTime:
			note = m.timeNote(field)
		case role <= roleQuantity || role == roleQuote:
			note = m.numberNote(field, role)
		case role == roleID && m.textIDs:
			note += ", which only tells trades apart"
		}
		parts = append(parts, fmt.Sprintf("%s = %s (%s)", roleNames[role], shownName(field.Name), note))
	}
	r.Columns = strings.Join(parts, ", ")
	for i, field := range m.fields {
		if !slices.Contains(m.at[:], i) {
			r.UnknownColumns = append(r.UnknownColumns, shownName(field.Name))
		}
	}
	r.units = m.units
	r.Others = slices.Clone(s.c.symbols.others)
}

// timeNote says what times were read as.
func (m *mapper) timeNote(field *columns.Field) string {
	note := field.Type
	switch {
	case field.Kind == columns.Time || m.units == 0:
		if unit := m.units.String(); unit != "" {
			note += " in " + unit
		}
	default:
		note += ", by size in " + m.units.String()
	}
	if m.units&inNanos != 0 {
		note += ", cut to µs"
	}
	if field.Kind == columns.Real {
		note += ", rounded to µs"
	}
	if m.zoneless {
		note += ", without a zone, taken for UTC"
	}
	return note
}

// numberNote says how exact numbers are.
func (m *mapper) numberNote(field *columns.Field, r role) string {
	note := field.Type
	switch {
	case field.Single:
		note += ", the double that is equal to each"
	case field.Decimal:
		note += ", the double nearest to each"
	case field.Kind == columns.Bytes || field.Kind == columns.Whole && m.format.fixed:
		note += fmt.Sprintf(", in units of 10^-%d, the double nearest to each", m.fixed[r].scale)
	}
	return note
}

package parquetio

import (
	"fmt"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go/format"
	"github.com/tickbook/tickbook/microstructure/internal/escape"
)

// A Kind is the set of parquet types that a column may have.
type Kind int

const (
	// Int64 is INT64, without a logical type or as an integer.
	Int64 Kind = iota
	// Double is DOUBLE.
	Double
	// Integer is INT32 or INT64, without a logical type or as an integer.
	Integer
)

func (k Kind) String() string {
	return [...]string{"int64", "double", "an integer"}[k]
}

func (k Kind) accepts(c *columnType) bool {
	if !c.plainLeaf {
		return false
	}
	switch k {
	case Int64:
		return c.physical == format.Int64 && c.integer
	case Double:
		return c.physical == format.Double && !c.annotated
	default:
		return (c.physical == format.Int64 || c.physical == format.Int32) && c.integer
	}
}

// HasColumn reports whether there is a top-level column of a name. The file
// must be parsed.
func (f *File) HasColumn(name string) bool {
	return slices.ContainsFunc(f.meta.columns, func(c field) bool { return string(f.meta.name(c)) == name })
}

// column finds the top-level column of a name and checks its type.
func (f *File) column(name string, kind Kind) (columnType, error) {
	m := f.meta
	found := -1
	for i, c := range m.columns {
		if string(m.name(c)) != name {
			continue
		}
		if found >= 0 {
			return columnType{}, f.schemaError(name, "there are two columns of this name", "write the file with one")
		}
		found = i
	}
	if found < 0 {
		return columnType{}, f.schemaError(name, "missing; the file has "+f.columnNames(), "write the file with this column, or rename it"+ImportDoesIt)
	}
	typ := m.columnType(m.columns[found], name)
	if !kind.accepts(&typ) {
		return columnType{}, f.schemaError(name, fmt.Sprintf("wrong type: expected %v, found %v", kind, &typ),
			"convert the column to "+kind.String()+ImportDoesIt)
	}
	return typ, nil
}

// columnType decodes the type of a field of the given name.
func (m *metadata) columnType(c field, name string) columnType {
	r := &thriftReader{b: m.footer, pos: int(c.element)}
	return newColumnType(r.schemaElement(), name, int(c.firstLeaf))
}

func (m *metadata) name(c field) []byte { return m.footer[c.name:][:c.nameSize] }

func (f *File) schemaError(column, problem, remedy string) *Error {
	e := f.fail(ErrSchema, problem, remedy, nil)
	e.Column = column
	return e
}

// columnNames lists the first columns for an error. An empty name is quoted,
// and a long one is truncated.
func (f *File) columnNames() string {
	const columns, letters, room = 30, 100, 2000
	var names []string
	length := 0
	for i, c := range f.meta.columns {
		if i == columns || length > room {
			names = append(names, "…")
			break
		}
		name := f.meta.name(c)
		shown := escape.Line(string(name[:min(len(name), letters)]))
		switch {
		case len(name) == 0:
			shown = `""`
		case len(name) > letters:
			shown += "…"
		}
		names = append(names, shown)
		length += len(shown)
	}
	if len(names) == 0 {
		return "no columns"
	}
	return strings.Join(names, ", ")
}

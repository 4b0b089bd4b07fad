package report

import (
	"io"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// A Table is a table of formatted cells.
type Table struct {
	Caption string // above the table; may be empty
	Header  []string
	Rows    [][]string
	Note    string // below the table; may be empty
}

// WriteText writes the table for a terminal.
func (t Table) WriteText(w io.Writer) error { return t.table().WriteText(w) }

// HTML is the table for a page.
func (t Table) HTML() string { return t.table().HTML() }

func (t Table) table() table.Table {
	out := table.New(t.Caption, t.Header...)
	for _, row := range t.Rows {
		out.Add(row...)
	}
	out.Note = t.Note
	return out
}

// Count writes a whole number with commas between thousands.
func Count[N int | int64](n N) string { return text.Count(n) }

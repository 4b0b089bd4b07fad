package report

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/tickbook/tickbook/microstructure/internal/escape"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A Table is a table of formatted cells.
type Table struct {
	Caption string // above the table; may be empty
	Header  []string
	Rows    [][]string
	Note    string // below the table; may be empty
}

// WriteText writes the table for a terminal: the first column to the left, the
// others to the right, control characters as \u001b and the like.
func (t Table) WriteText(w io.Writer) error {
	var rows [][]string // the header first
	widths := make([]int, len(t.Header))
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		var cells []string
		for i, cell := range row {
			cells = append(cells, escape.Line(cell))
			widths[i] = max(widths[i], utf8.RuneCountInString(cells[i]))
		}
		rows = append(rows, cells)
	}
	var b strings.Builder
	line := func(row []string) {
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			switch {
			case i == 0:
				b.WriteString("  " + cell + pad)
			default:
				b.WriteString("  " + pad + cell)
			}
		}
		b.WriteByte('\n')
	}
	if t.Caption != "" {
		b.WriteString(escape.Line(t.Caption) + "\n")
	}
	for _, row := range rows {
		line(row)
	}
	if t.Note != "" {
		b.WriteString(escape.Line(t.Note) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Count writes a whole number with commas between thousands.
func Count[N int | int64](n N) string { return text.Count(n) }

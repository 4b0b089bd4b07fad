package table

import (
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tickbook/tickbook/microstructure/internal/escape"
)

// WriteText writes the table for a terminal: the first column to the left, the
// others to the right, control characters as \u001b and the like.
func (t Table) WriteText(to io.Writer) error {
	rows := t.Rows()
	if t.named() {
		rows = slices.Insert(rows, 0, t.Header())
	}
	widths := make([]int, len(t.Columns))
	for _, row := range rows {
		for i := range row {
			row[i] = escape.Line(row[i])
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
	}
	var b strings.Builder
	if t.Caption != "" {
		b.WriteString(escape.Line(t.Caption) + "\n")
	}
	for _, row := range rows {
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				b.WriteString("  " + cell + pad)
			} else {
				b.WriteString("  " + pad + cell)
			}
		}
		b.WriteByte('\n')
	}
	if t.Note != "" {
		b.WriteString(escape.Line(t.Note) + "\n")
	}
	_, err := io.WriteString(to, b.String())
	return err
}

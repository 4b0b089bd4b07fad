package ingest

import (
	"bytes"
	"fmt"
	"io"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// A textReader reads the fields of lines. It never keeps a line beyond the
// memory of the lines' reader.
type textReader struct {
	table *textTable
	slots [][]int // by field: the columns that it is
	last  int     // field that is read
	texts [][][]byte
	lines []int64
	row   int
	put   func(k int, field []byte)
}

func trimmed(field []byte) []byte {
	if n := len(field); n > 0 && (field[0] <= ' ' || field[n-1] <= ' ') {
		return bytes.TrimSpace(field)
	}
	return field
}

func (r *textReader) next(b *tableBatch) error {
	t := r.table
	b.damaged, r.lines, r.row = b.damaged[:0], r.lines[:0], 0
	for r.row < columns.BatchRows && (r.row == 0 || t.lines.ready()) {
		line, err := t.first, error(nil)
		if t.first = nil; line == nil {
			line, err = t.lines.next()
		}
		if err == io.EOF {
			break
		}
		var bad *Error
		switch {
		case err == errLongLine:
			bad = t.lineError(line, err)
		case err != nil:
			e := t.lineError(line, err)
			e.Archive, e.Member = t.name, t.member()
			return e
		case len(line) == 0:
			continue
		default:
			bad = r.cut(line)
		}
		if bad != nil {
			for _, column := range r.texts {
				column[r.row] = nil
			}
			b.damaged = append(b.damaged, damagedRow{r.row, bad})
		}
		r.lines = append(r.lines, t.lines.number)
		r.row++
		if err == errLongLine {
			break // what is left of it comes first, and may move the memory
		}
	}
	if r.row == 0 {
		return io.EOF
	}
	b.Rows, b.lines, b.Columns = r.row, r.lines, b.Columns[:0]
	for _, column := range r.texts {
		b.Columns = append(b.Columns, columns.Column{Texts: column[:r.row]})
	}
	return nil
}

// cut puts the fields of a line into its row. Without quotes that is quicker.
func (r *textReader) cut(line []byte) *Error {
	t := r.table
	want := len(t.names)
	if bytes.IndexByte(line, '"') >= 0 {
		fields, bad := t.cut(line, r.put)
		if bad == nil && fields != want {
			bad = wrongFields(line, fields, want)
		}
		return bad
	}
	rest := line
	for k := 0; k <= r.last; k++ {
		n := bytes.IndexByte(rest, t.comma)
		field := rest
		if n >= 0 {
			field = rest[:n]
		}
		for _, slot := range r.slots[k] {
			r.texts[slot][r.row] = trimmed(field)
		}
		if n < 0 {
			if k+1 == want {
				return nil
			}
			return wrongFields(line, k+1, want)
		}
		rest = rest[n+1:]
	}
	if fields := r.last + 2 + bytes.Count(rest, []byte{t.comma}); fields != want {
		return wrongFields(line, fields, want)
	}
	return nil
}

func wrongFields(line []byte, fields, want int) *Error {
	return &Error{Text: shorten(line), Problem: fmt.Sprintf("has %d fields, not %d", fields, want), Remedy: mendRow}
}

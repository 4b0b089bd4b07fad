package ingest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// A textReader reads the fields of lines. It never keeps a line beyond the
// memory of the lines' reader.
type textReader struct {
	table  *textTable
	wanted []wantedField // in order
	texts  [][][]byte
	lines  []int64
	row    int
	commas uint64 // eight separators
	ends   []int  // of the fields of a line
	most   int    // fields of a line that are looked for
	atOnce int    // rows that next reads at most
}

// A wantedField is a field of a line, and the column that it is.
type wantedField struct{ field, column int }

func trimmed(field []byte) []byte {
	if n := len(field); n > 0 && (field[0] <= ' ' || field[n-1] <= ' ') {
		return bytes.TrimSpace(field)
	}
	return field
}

func (r *textReader) next(b *tableBatch) error {
	t := r.table
	b.damaged, r.lines, r.row = b.damaged[:0], r.lines[:0], 0
	for whole := 0; r.row < r.atOnce && (r.row == 0 || t.lines.pos < whole); {
		line, err := t.first, error(nil)
		if t.first = nil; line == nil {
			line, err = t.lines.next()
		}
		if r.row == 0 {
			whole = t.lines.whole()
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

// cut puts the fields of a line into its row.
func (r *textReader) cut(line []byte) *Error {
	t, fields := r.table, 0
	if r.split(line) {
		var bad *Error
		if fields, bad = t.cut(line, r.put); bad != nil {
			return bad
		}
	} else {
		fields = len(r.ends)
	}
	if want := len(t.names); fields != want && !(t.loose && len(r.ends) >= r.most) {
		return wrongFields(line, fields, want)
	}
	if len(r.ends) == 0 { // put has put them
		return nil
	}
	for _, w := range r.wanted {
		from := 0
		if w.field > 0 {
			from = r.ends[w.field-1] + 1
		}
		r.texts[w.column][r.row] = trimmed(line[from:r.ends[w.field]])
	}
	return nil
}

// put puts a field where it is wanted.
func (r *textReader) put(k int, field []byte) {
	for _, w := range r.wanted {
		if w.field == k {
			r.texts[w.column][r.row] = trimmed(field)
		}
	}
}

// split finds the ends of a line's first fields, at least as many as most,
// eight bytes at a time. It gives up, without any, if there is a quote.
func (r *textReader) split(line []byte) (quoted bool) {
	r.ends = r.ends[:0]
	i, found := 0, uint64(0)
	for ; i+8 <= len(line) && len(r.ends) < r.most; i += 8 {
		w := binary.LittleEndian.Uint64(line[i:])
		found |= zeroBytes(w ^ eightQuotes)
		for m := zeroBytes(w ^ r.commas); m != 0; m &= m - 1 {
			r.ends = append(r.ends, i+bits.TrailingZeros64(m)/8)
		}
	}
	for ; i < len(line) && len(r.ends) < r.most; i++ {
		switch line[i] {
		case r.table.comma:
			r.ends = append(r.ends, i)
		case '"':
			found = 1
		}
	}
	if found != 0 {
		r.ends = r.ends[:0]
		return true
	}
	if i == len(line) {
		r.ends = append(r.ends, i)
	}
	return false
}

const eightQuotes = 0x2222222222222222

// zeroBytes has the high bit, and no other, of each byte of x that is 0.
func zeroBytes(x uint64) uint64 {
	const low = 0x7f7f7f7f7f7f7f7f
	return ^((x&low + low) | x | low)
}

func wrongFields(line []byte, fields, want int) *Error {
	return &Error{Text: shorten(line), Problem: fmt.Sprintf("has %d fields, not %d", fields, want), Remedy: mendRow}
}

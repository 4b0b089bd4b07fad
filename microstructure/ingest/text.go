package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// A textTable is a file of lines whose fields are separated by a comma, a
// semicolon, a tab or a bar. Fields may be in quotes, but have no line breaks.
type textTable struct {
	name   string
	opened *opened
	lines  *lineReader
	comma  byte
	names  []columns.Field
	first  []byte // a copy of the first line, if it is a row
	loose  bool   // fields behind those that are read may be anything
}

// separators are the possible separators; the one that gives most fields is
// taken, the first of equals.
const separators = ",;\t|"

// openText opens a CSV, plain or in a gzip or zip, and reads its header.
func openText(ctx context.Context, path string, f *Format, limits Limits, sum *fileSum) (*textTable, error) {
	o, err := openArchive(ctx, path, limits, sum)
	if err != nil {
		return nil, err
	}
	t := &textTable{name: filepath.Base(path), opened: o, lines: newLineReader(o, limits.MaxLineBytes)}
	if err := t.begin(f); err != nil {
		o.Close()
		err.Archive, err.Member = t.name, o.member
		return nil, err
	}
	return t, nil
}

// begin reads the first line.
func (t *textTable) begin(f *Format) *Error {
	var line []byte
	for len(line) == 0 {
		var err error
		if line, err = t.lines.next(); err != nil {
			return t.lineError(line, err)
		}
	}
	t.comma = separators[0]
	for _, c := range []byte(separators) {
		if bytes.Count(line, []byte{c}) > bytes.Count(line, []byte{t.comma}) {
			t.comma = c
		}
	}
	var fields []string
	_, bad := t.cut(line, func(_ int, field []byte) { fields = append(fields, string(bytes.TrimSpace(field))) })
	if bad != nil {
		bad.Line = t.lines.number
		return bad
	}
	headed := !f.numbered(fields)
	if !headed {
		t.first = bytes.Clone(line)
	}
	for i, name := range fields {
		if !headed {
			name = strconv.Itoa(i + 1)
		}
		t.names = append(t.names, columns.Field{Name: name, Kind: columns.Text, Type: "text"})
	}
	return nil
}

// numbered reports whether columns are given by their numbers, from 1, in a
// file whose first line, of these fields, is a row: it has not all of them as
// names.
func (f *Format) numbered(fields []string) bool {
	given, found := 0, 0
	for _, name := range f.Columns {
		if name == "" {
			continue
		}
		if n, err := strconv.Atoi(name); err != nil || n < 1 {
			return false
		}
		given++
		if slices.Contains(fields, name) {
			found++
		}
	}
	return found < given
}

// lineError describes a line that could not be read.
func (t *textTable) lineError(line []byte, err error) *Error {
	var e *Error
	switch {
	case err == io.EOF:
		return &Error{Err: ErrNoTrades, Problem: "the file is empty", Remedy: copyAgain}
	case err == errUTF16:
		return &Error{Line: 1, Err: err, Problem: err.Error(), Remedy: "save it as CSV in UTF-8"}
	case err == errLongLine:
		return &Error{Line: t.lines.number, Column: fieldName(bytes.Count(line, []byte{t.comma})), Text: shorten(line), Err: ErrLimit,
			Problem: fmt.Sprintf("is longer than %d bytes", t.lines.longest), Remedy: mendRow}
	case errors.As(err, &e):
		e.Line = t.lines.number
		return e
	}
	return &Error{Line: t.lines.number, Err: err, Problem: "the file is truncated or corrupt: " + err.Error(), Remedy: copyAgain}
}

// cut calls do for every field of a line, without its quotes.
func (t *textTable) cut(line []byte, do func(k int, field []byte)) (fields int, bad *Error) {
	for k := 0; ; k++ {
		var field []byte
		if len(line) > 0 && line[0] == '"' {
			end := bytes.IndexByte(line[1:], '"') + 1
			for end > 0 && end+1 < len(line) && line[end+1] == '"' { // a quote within
				next := bytes.IndexByte(line[end+2:], '"')
				if next < 0 {
					end = 0
					break
				}
				end += 2 + next
			}
			if end == 0 {
				return k, &Error{Column: t.fieldName(k), Text: shorten(line), Problem: "has a quote that does not end on its line", Remedy: mendRow}
			}
			field = line[1:end]
			if bytes.IndexByte(field, '"') >= 0 {
				field = bytes.ReplaceAll(field, []byte(`""`), []byte(`"`))
			}
			line = line[end+1:]
			if len(line) > 0 && line[0] != t.comma {
				return k, &Error{Column: t.fieldName(k), Text: shorten(line), Problem: "follows a field in quotes", Remedy: mendRow}
			}
			do(k, field)
			if len(line) == 0 {
				return k + 1, nil
			}
			line = line[1:]
			continue
		}
		n := bytes.IndexByte(line, t.comma)
		if n < 0 {
			do(k, line)
			return k + 1, nil
		}
		do(k, line[:n])
		line = line[n+1:]
	}
}

// fieldName is the name of a column, by its place.
func (t *textTable) fieldName(k int) string {
	if k < len(t.names) && t.names[k].Name != "" {
		return t.names[k].Name
	}
	return fieldName(k)
}

func (t *textTable) fields() []columns.Field { return t.names }

func (t *textTable) bounds(int) (least, most int64, ok bool) { return 0, 0, false }

func (t *textTable) value(string) string { return "" }

func (t *textTable) own() bool { return false }

func (t *textTable) member() string { return t.opened.member }

func (t *textTable) Close() error { return t.opened.Close() }

func (t *textTable) read(fields []int) (tableReader, error) {
	r := &textReader{table: t, atOnce: columns.BatchRows, commas: 0x0101010101010101 * uint64(t.comma)}
	for column, k := range fields {
		r.wanted = append(r.wanted, wantedField{k, column})
		r.texts = append(r.texts, make([][]byte, columns.BatchRows))
	}
	slices.SortFunc(r.wanted, func(a, b wantedField) int { return a.field - b.field })
	if r.most = math.MaxInt; t.loose {
		r.most = r.wanted[len(r.wanted)-1].field + 1
	}
	return r, nil
}

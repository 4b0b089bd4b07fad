package ingest

import (
	"context"
	"errors"
	"io"
	"path/filepath"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// A table is a user's own file, open for one reading.
type table interface {
	fields() []columns.Field
	// bounds are the least and the largest value of a column, if they are
	// known without reading it.
	bounds(field int) (least, most int64, ok bool)
	// value is the value of a key in the file's metadata, or empty.
	value(key string) string
	// own reports whether this program wrote the file.
	own() bool
	// read begins to read columns.
	read(fields []int) (tableReader, error)
	// member is the name inside a zip.
	member() string
	Close() error
}

// A tableReader reads rows.
type tableReader interface {
	// next reads some rows; they are valid until the next call. After the
	// last it returns io.EOF.
	next(b *tableBatch) error
}

// nextRows reads some rows unless ctx has ended. more is false after the last.
func nextRows(ctx context.Context, r tableReader, b *tableBatch) (more bool, err error) {
	if err := r.next(b); err == io.EOF {
		return false, nil
	} else if err != nil {
		return false, err
	}
	return true, ctx.Err()
}

// A tableBatch is a set of rows, some of which may be damaged.
type tableBatch struct {
	columns.Batch
	firstLine int64   // of the file, counted from 1
	lines     []int64 // of each row, if they are not consecutive
	damaged   []damagedRow
}

// A damagedRow could not be split into columns. Its columns are empty.
type damagedRow struct {
	row int
	bad *Error
}

func (b *tableBatch) line(row int) int64 {
	if b.lines != nil {
		return b.lines[row]
	}
	return b.firstLine + int64(row)
}

// openTable opens a file of the format. An error is an *Error or the file
// system's. For sum see openArchive.
func openTable(ctx context.Context, path string, f *Format, limits Limits, sum *fileSum) (table, error) {
	if f.text() {
		return openText(ctx, path, f, limits, sum)
	}
	file, err := columns.Open(path)
	if err != nil {
		return nil, columnsError(filepath.Base(path), path, err)
	}
	return &columnTable{file, path}, nil
}

// text reports whether files of the format are lines of text.
func (f *Format) text() bool { return f.kind().extensions[0] == csvExtensions[0] }

// A columnTable is a parquet or feather file.
type columnTable struct {
	columns.File
	path string
}

func (t *columnTable) fields() []columns.Field                { return t.Fields() }
func (t *columnTable) bounds(field int) (a, b int64, ok bool) { return t.Bounds(field) }
func (t *columnTable) value(key string) string                { return t.Value(key) }
func (t *columnTable) own() bool                              { return t.Own() }
func (t *columnTable) member() string                         { return "" }

func (t *columnTable) read(fields []int) (tableReader, error) {
	r, err := t.Read(fields...)
	if err != nil {
		return nil, columnsError(filepath.Base(t.path), t.path, err)
	}
	return &columnReader{r: r, table: t}, nil
}

type columnReader struct {
	r     columns.Reader
	table *columnTable
	rows  int64
}

func (r *columnReader) next(b *tableBatch) error {
	b.firstLine, b.lines, b.damaged = r.rows+1, nil, b.damaged[:0]
	b.Rows = 0
	err := r.r.Next(&b.Batch)
	r.rows += int64(b.Rows)
	if _, ok := errors.AsType[*columns.FileError](err); ok {
		return columnsError(filepath.Base(r.table.path), r.table.path, err)
	}
	return err
}

// columnsError converts an error from reading a parquet or feather file to an
// *Error.
func columnsError(name, path string, err error) error {
	e, ok := errors.AsType[*columns.FileError](err)
	if !ok {
		return fileError(name, path, err)
	}
	out := &Error{Archive: name, Column: e.Column, Problem: e.Problem, Remedy: e.Remedy, Err: err}
	if e.Row >= 0 {
		out.Line, out.InRows = e.Row+1, true
	}
	if e.Cause != nil {
		out.Problem += ": " + firstLine(e.Cause.Error())
	}
	if out.Remedy == "" {
		out.Remedy = copyAgain
	}
	return out
}

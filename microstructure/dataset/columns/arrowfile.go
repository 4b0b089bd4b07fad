package columns

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
	"github.com/tickbook/tickbook/microstructure/internal/regular"
)

// Arrow's file format, which feather is since its version 2: record batches,
// each with its metadata before it, and a footer that says where they are.
// (arrow.apache.org/docs/format/Columnar.html, File.fbs, Message.fbs,
// Schema.fbs)
const (
	arrowMagic = "ARROW1"
	featherV1  = "FEA1"
)

const (
	maxArrowFooter = 64 << 20
	maxArrowText   = 64 << 10 // bytes of one text
	maxArrowWords  = 4 << 20  // of a dictionary
	maxArrowBuffer = 256 << 20
)

// An arrowFile is an open feather file.
type arrowFile struct {
	path    string
	file    *os.File
	size    int64
	fields  []Field
	columns []arrowColumn
	blocks  []arrowBlock
	words   []arrowBlock // dictionaries
	rows    int64
	values  map[string]string // metadata
	named   map[int64][][]byte
}

// An arrowColumn is a column with its place among all nodes and buffers of a
// batch. Buffers behind a column of views are that many and variable more.
type arrowColumn struct {
	arrowType
	node, buffer int
	views        int // columns of views before it
}

func openArrow(path string) (f *arrowFile, err error) {
	defer recovered(path, &err)
	f = &arrowFile{path: path}
	file, stat, err := regular.Open(path)
	if err != nil {
		return nil, err
	}
	f.file, f.size = file, stat.Size()
	if err := f.readFooter(); err != nil {
		file.Close()
		var e *FileError
		if !errors.As(err, &e) {
			err = damaged(path, err)
		}
		return nil, err
	}
	return f, nil
}

func (f *arrowFile) unsupported(problem, remedy string) *FileError {
	return &FileError{Kind: parquetio.ErrUnsupported, Path: f.path, RowGroup: -1, Row: -1, Problem: problem, Remedy: remedy}
}

// readFooter reads what the file says of itself.
func (f *arrowFile) readFooter() error {
	head, tail := make([]byte, 8), make([]byte, 10)
	if _, err := f.file.ReadAt(head, 0); err != nil && f.size >= 8 {
		return err
	}
	if string(head[:4]) == featherV1 {
		return f.unsupported("a feather file of version 1", "write it with version 2, or as parquet")
	}
	if f.size < 20 {
		return errors.New("the file is cut short")
	}
	if _, err := f.file.ReadAt(tail, f.size-10); err != nil {
		return err
	}
	if string(tail[4:]) != arrowMagic {
		return &FileError{Kind: parquetio.ErrTruncated, Path: f.path, RowGroup: -1, Row: -1, Remedy: "copy or write the file again",
			Problem: fmt.Sprintf("truncated: the file begins as feather but its end is missing after %d bytes", f.size)}
	}
	n := int64(int32(binary.LittleEndian.Uint32(tail)))
	if n < 8 || n > f.size-18 || n > maxArrowFooter {
		return fmt.Errorf("the footer claims %d of the file's %d bytes", n, f.size)
	}
	footer := make([]byte, n)
	if _, err := f.file.ReadAt(footer, f.size-10-n); err != nil {
		return err
	}
	b := &flat{b: footer}
	root := b.root()
	schema := root.table(1)
	if schema.whole(0, 2, 0) != 0 {
		return f.unsupported("numbers with their highest byte first", "write the file on another machine")
	}
	if err := f.readSchema(schema); err != nil {
		return err
	}
	f.words, f.blocks = readBlocks(root, 2), readBlocks(root, 3)
	if b.err != nil {
		return b.err
	}
	for _, block := range f.blocks {
		m, err := f.message(block)
		if err != nil {
			return err
		}
		if m.rows < 0 || f.rows > 1<<62-m.rows {
			return fmt.Errorf("a batch of %d rows", m.rows)
		}
		f.rows += m.rows
	}
	return nil
}

func (f *arrowFile) readSchema(schema flatTable) error {
	fields := schema.tables(1)
	if len(fields) > maxFields {
		return f.unsupported(fmt.Sprintf("the file has more than %d columns", maxFields), "write the columns of the trades alone")
	}
	node, buffer, views := 0, 0, 0
	for _, t := range fields {
		field, typ, nodes, buffers, err := arrowField(t, 0)
		if err != nil {
			return err
		}
		f.fields = append(f.fields, field)
		f.columns = append(f.columns, arrowColumn{typ, node, buffer, views})
		node, buffer = node+nodes, buffer+buffers
		if typ.views() && typ.index == nil {
			views++
		}
	}
	f.values = map[string]string{}
	for _, t := range schema.tables(2) {
		if key := t.text(0); f.values[key] == "" {
			f.values[key] = t.text(1)
		}
	}
	return schema.err
}

// arrowValue is the value of a key of an Arrow schema's metadata. The schema is
// a message, in base64.
func arrowValue(schema, key string) string {
	raw, err := base64.StdEncoding.DecodeString(schema)
	if err != nil || len(raw) < 16 {
		return ""
	}
	skip := 4
	if binary.LittleEndian.Uint32(raw) == 0xffffffff {
		skip = 8
	}
	b := &flat{b: raw[skip:]}
	for _, t := range b.root().table(2).tables(2) {
		if t.text(0) == key && b.err == nil {
			return t.text(1)
		}
	}
	return ""
}

func (f *arrowFile) Close() error { return f.file.Close() }

func (f *arrowFile) Fields() []Field { return f.fields }

func (f *arrowFile) Rows() int64 { return f.rows }

func (f *arrowFile) Own() bool { return false }

func (f *arrowFile) Value(key string) string { return f.values[key] }

// Bounds are not known: the format has no statistics.
func (f *arrowFile) Bounds(int) (least, most int64, ok bool) { return 0, 0, false }

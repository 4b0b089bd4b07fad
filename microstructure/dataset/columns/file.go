package columns

import (
	"fmt"
	"runtime/debug"

	"github.com/parquet-go/parquet-go/format"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

const (
	floatType = format.Float
	fixedType = format.FixedLenByteArray
)

// A FileError says what is wrong with a file, where, and what to do. Its kinds
// are those of dataset.FileError.
type FileError = parquetio.Error

// maxFields is the most columns that a file may have.
const maxFields = 10_000

// A File is an open parquet file.
type File struct {
	file   *parquetio.File
	leaves []parquetio.Leaf
	fields []Field
}

// Open opens a parquet file and reads its footer.
func Open(path string) (f *File, err error) {
	file, err := parquetio.Open(path, nil, false)
	if err != nil {
		return nil, err
	}
	f = &File{file: file}
	defer func() {
		if err != nil {
			file.Close()
		}
	}()
	defer recovered(file, &err)
	if err := file.Parse(); err != nil {
		return nil, err
	}
	for leaf := range file.Leaves() {
		if len(f.leaves) == maxFields {
			return nil, &FileError{Kind: parquetio.ErrUnsupported, Path: path, RowGroup: -1, Row: -1,
				Problem: fmt.Sprintf("the file has more than %d columns", maxFields), Remedy: "write the columns of the trades alone"}
		}
		f.leaves = append(f.leaves, leaf)
		f.fields = append(f.fields, fieldOf(leaf))
	}
	return f, nil
}

// recovered turns a panic on damaged data into an error.
func recovered(file *parquetio.File, err *error) {
	if p := recover(); p != nil {
		*err = &FileError{Kind: parquetio.ErrCorrupt, Path: file.Path, RowGroup: -1, Row: -1,
			Problem: "damaged data", Remedy: parquetio.CopyAgain, Cause: fmt.Errorf("%v\n%s", p, debug.Stack())}
	}
}

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }

// Fields are the file's top-level columns in order.
func (f *File) Fields() []Field { return f.fields }

// Rows is the number of rows.
func (f *File) Rows() int64 { return f.file.Rows() }

// Own reports whether the file was written by this program, as a day of trades
// or as another table.
func (f *File) Own() bool { return f.file.IsOwn() }

// Value is the value of the first entry of the file's key-value metadata with a
// key, or empty.
func (f *File) Value(key string) string { return f.file.Value(key) }

// Bounds are the least and the largest value of a column of Whole or Time as the
// file's statistics have them. ok is false if they do not say it for sure.
func (f *File) Bounds(field int) (least, most int64, ok bool) {
	return f.file.Bounds(f.leaves[field])
}

// readableDecimal reports whether all values of a decimal type can be read.
func readableDecimal(t *parquetio.LeafType) bool {
	fits := t.Physical == format.Int32 || t.Physical == format.Int64 ||
		t.Physical == format.FixedLenByteArray && t.Length >= 1 && t.Length <= 16 || t.Physical == format.ByteArray && t.Precision <= 38
	return fits && t.Scale >= 0 && t.Scale <= 38
}

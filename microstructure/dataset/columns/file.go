package columns

import (
	"fmt"
	"runtime/debug"

	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
	"github.com/tickbook/tickbook/microstructure/internal/regular"
)

// A FileError says what is wrong with a file, where, and what to do. Its kinds
// are those of dataset.FileError.
type FileError = parquetio.Error

// A File is an open file of columns.
type File interface {
	// Fields are the top-level columns in order.
	Fields() []Field
	// Rows is the number of rows.
	Rows() int64
	// Bounds are the least and the largest value of a column of Whole or
	// Time as the file's statistics have them. ok is false if they do not
	// say it for sure.
	Bounds(field int) (least, most int64, ok bool)
	// Value is the value of the first entry of the file's metadata with a
	// key, or empty.
	Value(key string) string
	// Own reports whether this program wrote the file.
	Own() bool
	// Read begins to read the columns of the given numbers, of which there
	// is one at least and none is Unreadable.
	Read(fields ...int) (Reader, error)
	Close() error
}

// A Reader reads some columns of a file.
type Reader interface {
	// Next reads the next rows into b, whose columns are those that Read
	// was given, valid until the next call. After the last row it returns
	// io.EOF.
	Next(b *Batch) error
}

// maxFields is the most columns that a file may have.
const maxFields = 10_000

// Open opens a parquet or a feather file, recognised by its first bytes.
func Open(path string) (File, error) {
	if isArrow(path) {
		f, err := openArrow(path)
		if err != nil {
			return nil, err
		}
		return f, nil
	}
	f, err := openParquet(path)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// isArrow reports whether a file begins as feather does.
func isArrow(path string) bool {
	f, _, err := regular.Open(path)
	if err != nil {
		return false // whoever opens it complains
	}
	defer f.Close()
	head := make([]byte, len(arrowMagic))
	n, _ := f.ReadAt(head, 0)
	return string(head[:n]) == arrowMagic || n >= 4 && string(head[:4]) == featherV1
}

// recovered turns a panic on damaged data into an error.
func recovered(path string, err *error) {
	if p := recover(); p != nil {
		*err = damaged(path, fmt.Errorf("%v\n%s", p, debug.Stack()))
	}
}

func damaged(path string, cause error) *FileError {
	return &FileError{Kind: parquetio.ErrCorrupt, Path: path, RowGroup: -1, Row: -1, Problem: "damaged data", Remedy: "copy or download the file again", Cause: cause}
}

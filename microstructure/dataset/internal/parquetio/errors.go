package parquetio

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tickbook/tickbook/microstructure/store"
)

// Kinds of Error, for errors.Is.
var (
	// ErrNotParquet: the file has no parquet footer and no parquet beginning.
	ErrNotParquet = errors.New("not a parquet file")
	// ErrTruncated: the file begins as parquet and its end is missing, or it is
	// empty.
	ErrTruncated = errors.New("truncated parquet file")
	// ErrCorrupt: the file contradicts itself or the format.
	ErrCorrupt = errors.New("damaged parquet file")
	// ErrUnsupported: the file uses a part of the format that is not read here.
	ErrUnsupported = errors.New("unsupported parquet feature")
	// ErrSchema: a column is missing, doubled or of the wrong type.
	ErrSchema = errors.New("wrong parquet schema")
	// ErrValue: a value is null or breaks the rule of its column.
	ErrValue = errors.New("invalid value")
)

// An Error describes a problem in a file: where it is and how to fix it.
type Error struct {
	Kind     error  // one of the Err variables
	Path     string // the file
	Column   string // or ""
	RowGroup int    // counted from 0; below 0 when unknown
	Row      int64  // counted from 0 over the whole file; below 0 when unknown
	Problem  string
	Remedy   string // or ""
	Cause    error  // or nil
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Path)
	switch {
	case e.Row >= 0:
		fmt.Fprintf(&b, ": row %d (row group %d)", e.Row, e.RowGroup)
	case e.RowGroup >= 0:
		fmt.Fprintf(&b, ": row group %d", e.RowGroup)
	}
	if e.Column != "" {
		fmt.Fprintf(&b, ": column %s", e.Column)
	}
	fmt.Fprintf(&b, ": %s", e.Problem)
	if e.Cause != nil {
		fmt.Fprintf(&b, ": %v", e.Cause)
	}
	if e.Remedy != "" {
		fmt.Fprintf(&b, "; %s", e.Remedy)
	}
	return b.String()
}

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Cause}
}

// ImportDoesIt ends remedies that importing the file carries out.
const ImportDoesIt = "; tickbook import --format parquet does it"

// CopyAgain is the remedy for damage.
const CopyAgain = "copy or download the file again, or, if tickbook made it, make it again with --force"

// fail describes a problem. What an object store refuses or loses says nothing
// about the file, and its error has its own remedy.
func (f *File) fail(kind error, problem, remedy string, cause error) *Error {
	if store.Failed(cause) {
		kind, problem, remedy = cause, "cannot be read", ""
	}
	return &Error{Kind: kind, Path: f.Path, RowGroup: -1, Row: -1, Problem: problem, Remedy: remedy, Cause: cause}
}

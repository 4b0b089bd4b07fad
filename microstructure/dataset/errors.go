package dataset

import (
	"errors"

	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

var errClosed = errors.New("the file is closed")

// A FileError describes a problem in a file: where it is and how to fix it. Its
// Kind is one of the Err variables.
type FileError = parquetio.Error

// Errors that callers can tell apart with errors.Is.
var (
	// ErrNoDirectory: the data directory does not exist.
	ErrNoDirectory = errors.New("no such data directory")
	// ErrNoSymbol: the data directory has no trades of the symbol.
	ErrNoSymbol = errors.New("no such symbol")
	// ErrNoTrades: the source has no files.
	ErrNoTrades = errors.New("no trades of this source")
	// ErrSpan: a span of days is not valid, or holds no trades.
	ErrSpan = errors.New("unfit span of days")
	// ErrFileName: a file's name is not a date.
	ErrFileName = errors.New("file name is not a date")
	// ErrDoubleDay: two files hold one day.
	ErrDoubleDay = errors.New("two files for one day")
	// ErrSymbols: a file holds trades of several symbols.
	ErrSymbols = errors.New("several symbols in one file")
	// ErrOrder: a trade is earlier than the one before it.
	ErrOrder = errors.New("trades out of order")

	// ErrNotParquet: the file is not parquet.
	ErrNotParquet = parquetio.ErrNotParquet
	// ErrTruncated: the file begins as parquet and its end is missing, or it is
	// empty.
	ErrTruncated = parquetio.ErrTruncated
	// ErrCorrupt: the file contradicts itself or the format.
	ErrCorrupt = parquetio.ErrCorrupt
	// ErrUnsupported: the file uses a part of the format that is not read here.
	ErrUnsupported = parquetio.ErrUnsupported
	// ErrSchema: a column is missing, doubled or of the wrong type.
	ErrSchema = parquetio.ErrSchema
	// ErrValue: a value is null, outside the file's day, not a finite number
	// above zero, or a side other than +1 and -1.
	ErrValue = parquetio.ErrValue
)

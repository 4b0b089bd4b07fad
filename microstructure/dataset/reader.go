package dataset

import (
	"fmt"
	"runtime/debug"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// The columns of a file of trades.
const (
	columnTimestamp     = "timestamp_us"
	columnPrice         = "price"
	columnQuantity      = "quantity"
	columnQuoteQuantity = "quote_quantity"
	columnSide          = "side"
	columnID            = "id" // optional, and read only when asked for
)

// A TradesReader streams the trades of files, one file at a time, in batches
// that share its memory. It needs about 4 MB, and more only for files with
// pages above a megabyte. It is not safe for concurrent use. The zero value is
// ready for Reset.
type TradesReader struct {
	day    Day
	file   *parquetio.File
	buffer []byte // the footer's

	timestamp, price, quantity, quoteQuantity, side parquetio.Column

	id    parquetio.Column
	hasID bool    // ids are asked for
	ids   []int64 // of the batch

	verifies bool             // see VerifyAll
	other    parquetio.Column // for what is not delivered

	quoteExact bool // see keyQuoteExact

	symbol string

	rowGroup int
	left     int64 // rows of the row group
	row      int64 // of the file, of the next batch
	lastUS   int64
	batch    microstructure.Trades
	err      error
}

// OpenTrades opens a file of trades whose name is its date.
func OpenTrades(path string) (*TradesReader, error) {
	r := &TradesReader{}
	day, err := ParseDay(path)
	if err != nil {
		return nil, err
	}
	if err := r.Reset(day); err != nil {
		return nil, err
	}
	return r, nil
}

// Reset opens another file. It checks the file's schema but not yet its data.
func (r *TradesReader) Reset(day Day) error {
	r.Close()
	file, err := parquetio.Open(day.Path, r.buffer, false)
	if err != nil {
		return err
	}
	if err := r.start(file, day); err != nil {
		r.Close()
		return err
	}
	return nil
}

// Take is Reset with a file that is open, and closes it with the reader.
func (r *TradesReader) Take(f *DayFile) error {
	r.Close()
	if err := r.start(f.file, f.day); err != nil {
		r.Close()
		return err
	}
	return nil
}

// start reads an open file.
func (r *TradesReader) start(file *parquetio.File, day Day) (err error) {
	defer r.recover(&err)
	r.day, r.file, r.buffer = day, file, file.Buffer()
	r.rowGroup, r.left, r.row, r.lastUS, r.err, r.hasID, r.verifies = -1, 0, 0, day.StartUS, nil, false, false
	if err := file.Parse(); err != nil {
		return err
	}
	r.quoteExact = quoteIsExact(file)
	sign := parquetio.Rule{
		Sign:    true,
		Problem: "is neither +1 (the taker bought) nor -1 (sold)", Remedy: "convert the sides to +1 and -1",
	}
	for _, c := range []struct {
		column *parquetio.Column
		name   string
		kind   parquetio.Kind
		rule   parquetio.Rule
	}{
		{&r.timestamp, columnTimestamp, parquetio.Int64, parquetio.Any},
		{&r.price, columnPrice, parquetio.Double, parquetio.Positive},
		{&r.quantity, columnQuantity, parquetio.Double, parquetio.Positive},
		{&r.quoteQuantity, columnQuoteQuantity, parquetio.Double, parquetio.Positive},
		{&r.side, columnSide, parquetio.Integer, sign},
	} {
		if err := c.column.Bind(file, c.name, c.kind, c.rule); err != nil {
			return err
		}
	}
	r.symbol, err = symbolOf(file)
	return err
}

// quoteIsExact reports whether every quote quantity of a file is price ×
// quantity to the bit, so that it need not be read.
func quoteIsExact(file *parquetio.File) bool {
	return file.IsOwn() && file.Value(keyQuoteExact) == "true"
}

// Symbol is the instrument that the file's symbol column names; empty without
// such a column.
func (r *TradesReader) Symbol() string { return r.symbol }

// Rows is the number of trades in the file.
func (r *TradesReader) Rows() int64 { return r.file.Rows() }

// Provenance returns the provenance of the file's trades. Errors are those of
// microstructure.ParseProvenance.
func (r *TradesReader) Provenance() (microstructure.Provenance, error) { return provenance(r.file) }

// ReadIDs makes Next read trade ids as well; call it before Next. It is an
// error if the file has none.
func (r *TradesReader) ReadIDs() (err error) {
	defer r.recover(&err)
	if err := r.id.Bind(r.file, columnID, parquetio.Int64, parquetio.Any); err != nil {
		return err
	}
	r.hasID = true
	return nil
}

// IDs returns the ids of the trades that Next returned last, valid as long as
// those; nil without ReadIDs.
func (r *TradesReader) IDs() []int64 {
	if !r.hasID {
		return nil
	}
	return r.ids
}

// delivers reports whether Next reads a column of a vouched file.
func (r *TradesReader) delivers(column string) bool {
	switch column {
	case columnQuoteQuantity:
		return !r.quoteExact
	case columnID:
		return r.hasID
	}
	return true
}

// Close closes the file. The reader can be Reset.
func (r *TradesReader) Close() error {
	if r.file == nil {
		return nil
	}
	err := r.file.Close()
	r.file = nil
	return err
}

// recover turns a panic on damaged data into an error.
func (r *TradesReader) recover(err *error) {
	if p := recover(); p != nil {
		*err = &FileError{Kind: ErrCorrupt, Path: r.day.Path, RowGroup: r.rowGroup, Row: -1,
			Problem: "damaged data", Remedy: parquetio.CopyAgain, Cause: fmt.Errorf("%v\n%s", p, debug.Stack())}
	}
}

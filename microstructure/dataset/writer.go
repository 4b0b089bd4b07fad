package dataset

import (
	"fmt"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/store"
)

// A page has as many rows as a reader takes at once, in all columns. Row groups
// are long enough for small dictionaries to pay and short enough to write in
// little memory.
const (
	pageRows     = BatchRows
	rowGroupRows = 32 * pageRows
)

// dictionaryBytes is the largest dictionary of a column within a row group,
// beyond which pages are plain: 131,072 values, numbered by 17 bits.
const dictionaryBytes = 1 << 20

// A TradesWriter writes one day's trades of one source. The file appears under
// its name when Close succeeds; until then it is a hidden file that ends in
// .tmp, and that of an object is in the directory of temporary files. The same trades and provenance give the same bytes, however they are
// split into calls of Append.
type TradesWriter struct {
	day        Day
	file       store.Writer
	out        *withheld                        // what parquet writes to
	parquet    *parquet.GenericWriter[tradeRow] // nil before the first page and after the last
	footer     *format.FileMetaData             // nil until Settle
	provenance microstructure.Provenance
	pending    []tradeRow // less than a page
	pages      int
	rows       int64
	lastUS     int64
	ids        bool // the file has an id column
	exact      bool // every quote quantity so far is price × quantity to the bit
	err        error
}

// CreateTrades begins a file whose name is its date, in an existing folder,
// with the provenance of its trades.
func CreateTrades(path string, p microstructure.Provenance) (*TradesWriter, error) {
	day, err := ParseDay(path)
	if err != nil {
		return nil, err
	}
	file, err := store.Create(path)
	if err != nil {
		return nil, err
	}
	return &TradesWriter{day: day, file: file, out: newWithheld(file), provenance: p, lastUS: day.StartUS, exact: true}, nil
}

// SetProvenance replaces what CreateTrades was given. It is written by Close.
func (w *TradesWriter) SetProvenance(p microstructure.Provenance) { w.provenance = p }

// Append adds a copy of the trades. They must be valid (see Trades.Validate),
// not earlier than those before, and of the file's day; otherwise the error
// names the row, none of them is added and only Abort may follow.
func (w *TradesWriter) Append(t microstructure.Trades) error { return w.AppendWithIDs(t, nil) }

// AppendWithIDs is Append for trades that have ids: all of a file's, or none.
func (w *TradesWriter) AppendWithIDs(t microstructure.Trades, ids []int64) error {
	if w.err != nil {
		return w.err
	}
	if w.footer != nil {
		return errClosed
	}
	if w.err = w.check(&t, ids); w.err != nil {
		return w.err
	}
	w.rows += int64(t.Len())
	for from := 0; from < t.Len(); {
		there := len(w.pending)
		n := min(t.Len()-from, pageRows-there)
		w.pending = slices.Grow(w.pending, n)[:there+n]
		rows := w.pending[there:]
		part := t.Slice(from, from+n)
		setRows(rows, &part)
		if ids != nil {
			for i, id := range ids[from : from+n] {
				rows[i].ID = id
			}
		}
		if from += n; len(w.pending) == pageRows {
			if w.err = w.writePage(); w.err != nil {
				return w.err
			}
		}
	}
	return nil
}

// setRows sets rows to as many trades without ids.
func setRows(rows []tradeRow, t *microstructure.Trades) {
	us, price, quantity, quote, side := t.TimestampUS[:len(rows)], t.Price[:len(rows)], t.Quantity[:len(rows)], t.QuoteQuantity[:len(rows)], t.Side[:len(rows)]
	for i := range rows {
		rows[i] = tradeRow{TimestampUS: us[i], Price: price[i], Quantity: quantity[i], QuoteQuantity: quote[i], Side: side[i]}
	}
}

func (w *TradesWriter) check(t *microstructure.Trades, ids []int64) error {
	if err := t.Validate(); err != nil {
		return fmt.Errorf("%s: after %d rows: %w", w.day.Path, w.rows, err)
	}
	if t.Len() == 0 {
		return nil
	}
	if w.rows == 0 {
		w.ids = ids != nil
	}
	if n := len(ids); w.ids != (ids != nil) || w.ids && n != t.Len() {
		return fmt.Errorf("%s: after %d rows: %d ids of %d trades", w.day.Path, w.rows, n, t.Len())
	}
	first, last := t.TimestampUS[0], t.TimestampUS[t.Len()-1]
	if first < w.lastUS || last >= w.day.StartUS+dayUS {
		return fmt.Errorf("%s: after %d rows: times %d to %d are earlier than the row before, %d, or outside the file's day", w.day.Path, w.rows, first, last, w.lastUS)
	}
	w.lastUS = last
	for i := 0; w.exact && i < t.Len(); i++ {
		w.exact = t.QuoteQuantity[i] == t.Price[i]*t.Quantity[i]
	}
	return nil
}

// writePage writes the pending rows as one page per column. Left to the
// library, page boundaries would depend on the number of rows per call.
func (w *TradesWriter) writePage() error {
	if w.parquet == nil {
		w.parquet = parquet.NewGenericWriter[tradeRow](w.out, tradeOptions(w.pending, w.ids)...)
	}
	if _, err := w.parquet.Write(w.pending); err != nil {
		return err
	}
	w.pending = w.pending[:0]
	for _, c := range w.parquet.ColumnWriters() {
		if err := c.Flush(); err != nil {
			return err
		}
	}
	if w.pages++; w.pages%(rowGroupRows/pageRows) == 0 {
		return w.parquet.Flush()
	}
	return nil
}

// Settle writes the pending trades, frees the writer's memory, and returns the
// total number of trades. Only SetProvenance, Close and Abort may follow.
func (w *TradesWriter) Settle() (int64, error) {
	if w.err == nil && w.footer == nil {
		w.err = w.settle()
	}
	return w.rows, w.err
}

func (w *TradesWriter) settle() error {
	if len(w.pending) > 0 || w.parquet == nil {
		if err := w.writePage(); err != nil {
			return err
		}
	}
	footer, err := closeWithoutFooter(w.parquet, w.out)
	w.footer, w.parquet, w.pending = footer, nil, nil
	return err
}

// Close finishes the file, syncs it to disk and gives it its name. If it fails,
// for example because the provenance is not valid, no file is left, unless only
// the sync of the folder failed.
func (w *TradesWriter) Close() error {
	if _, err := w.Settle(); err == nil {
		w.err = w.finish()
	}
	if w.err != nil {
		w.file.Abort()
		return w.err
	}
	w.err = errClosed
	return w.file.CommitSync()
}

func (w *TradesWriter) finish() error {
	if err := w.provenance.Validate(); err != nil {
		return fmt.Errorf("%s: the provenance is not valid: %w", w.day.Path, err)
	}
	metadata := w.provenance.Metadata()
	if w.exact && w.rows > 0 {
		metadata[keyQuoteExact] = "true"
	}
	return writeFooter(w.out, w.footer, metadata)
}

// Abort removes what was written. After Close it does nothing.
func (w *TradesWriter) Abort() {
	if w.err != errClosed {
		w.err = errClosed
		w.file.Abort()
	}
}

package dataset

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
	"github.com/tickbook/tickbook/microstructure/store"
)

// A page has the same number of rows in all columns, of which a reader takes two
// at once. Row groups are long enough for small dictionaries to pay and short
// enough to write in little memory.
const (
	pageRows     = BatchRows / 2
	rowGroupRows = 32 * pageRows
)

// dictionaryValues is the largest dictionary of a column within a row group,
// beyond which pages are plain: numbers of 17 bits.
const dictionaryValues = 1 << 17

// A TradesWriter writes one day's trades of one source. The file appears under
// its name when Close succeeds; until then it is a hidden file that ends in
// .tmp, and that of an object is in the directory of temporary files. The same
// trades and provenance give the same bytes, however they are split into calls
// of Append.
type TradesWriter struct {
	day        Day
	file       store.Writer
	parquet    *parquetio.Writer // nil before the first page
	columns    tradeColumns
	settled    bool
	provenance microstructure.Provenance
	pending    *page // nil before rows that do not fill one
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
	return &TradesWriter{day: day, file: file, provenance: p, lastUS: day.StartUS, exact: true}, nil
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
	if w.settled {
		return errClosed
	}
	if w.err = w.check(&t, ids); w.err != nil {
		return w.err
	}
	w.rows += int64(t.Len())
	for from := 0; from < t.Len(); {
		n := min(t.Len()-from, pageRows-w.pending.len())
		next := page{Trades: t.Slice(from, from+n)}
		if ids != nil {
			next.ids = ids[from : from+n]
		}
		from += n
		if n < pageRows { // part of a page, which has other rows too
			if w.pending == nil {
				w.pending = newPage()
			}
			if w.pending.add(&next); w.pending.len() < pageRows {
				break
			}
			next = *w.pending
		}
		if w.err = w.writePage(&next); w.err != nil {
			return w.err
		}
		w.pending.clear()
	}
	return nil
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

// writePage writes rows as one page per column, and ends the row group if it is
// full.
func (w *TradesWriter) writePage(p *page) error {
	if w.parquet == nil {
		w.columns = newTradeColumns(p, w.ids)
		w.parquet = w.columns.writer(w.file)
	}
	if err := w.columns.add(p); err != nil {
		return err
	}
	if w.pages++; w.pages%(rowGroupRows/pageRows) == 0 {
		return w.parquet.EndGroup()
	}
	return nil
}

// Settle writes the pending trades, frees the writer's memory, and returns the
// total number of trades. Only SetProvenance, Close and Abort may follow.
func (w *TradesWriter) Settle() (int64, error) {
	if w.err == nil && !w.settled {
		w.err = w.settle()
	}
	return w.rows, w.err
}

func (w *TradesWriter) settle() error {
	w.settled = true
	if w.pending.len() > 0 || w.parquet == nil {
		if w.pending == nil {
			w.pending = new(page)
		}
		if err := w.writePage(w.pending); err != nil {
			return err
		}
	}
	w.pending = nil
	return w.parquet.End()
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
	return w.parquet.Footer(metadata)
}

// Abort removes what was written. After Close it does nothing.
func (w *TradesWriter) Abort() {
	if w.err != errClosed {
		w.err = errClosed
		w.file.Abort()
	}
}

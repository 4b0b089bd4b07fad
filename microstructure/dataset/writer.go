package dataset

import (
	"bufio"
	"fmt"
	"maps"
	"slices"

	"github.com/parquet-go/parquet-go/format"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
)

// rowGroupRows is the length of the row groups that a TradesWriter makes: long
// enough for small dictionaries to pay, short enough to write in little memory.
const rowGroupRows = 1 << 20

// tradeFields say how trades are written. Times take a few bits each as
// differences, prices and quantities repeat, and quote quantities hardly do:
// the file is about as small as Snappy makes it and needs no decompression.
var tradeFields = []parquetio.Field{
	{Name: columnTimestamp, Kind: parquetio.Int64, Encoding: format.DeltaBinaryPacked},
	{Name: columnPrice, Kind: parquetio.Double, Encoding: format.RLEDictionary},
	{Name: columnQuantity, Kind: parquetio.Double, Encoding: format.RLEDictionary},
	{Name: columnQuoteQuantity, Kind: parquetio.Double, Encoding: format.RLEDictionary},
	{Name: columnSide, Kind: parquetio.Integer, Encoding: format.RLEDictionary},
}

// A TradesWriter writes one day's trades of one source. The file appears under
// its name when Close succeeds; until then it is a hidden one that ends in
// .tmp. The same trades and provenance give the same bytes, however they are cut
// into calls of Append.
type TradesWriter struct {
	day        Day
	file       *atomicfile.File
	buffered   *bufio.Writer
	parquet    *parquetio.Writer
	provenance microstructure.Provenance
	pending    microstructure.Trades
	words      []uint64
	rows       int64
	lastUS     int64
	exact      bool // every quote quantity so far is price × quantity to the bit
	err        error
}

// CreateTrades begins a file whose name is its date, in a folder that exists,
// and says where its trades come from.
func CreateTrades(path string, p microstructure.Provenance) (*TradesWriter, error) {
	day, err := ParseDay(path)
	if err != nil {
		return nil, err
	}
	file, err := atomicfile.Create(path)
	if err != nil {
		return nil, err
	}
	w := &TradesWriter{day: day, file: file, provenance: p, lastUS: day.StartUS, exact: true}
	w.buffered = bufio.NewWriterSize(file, 1<<18)
	w.parquet = parquetio.NewWriter(w.buffered, tradeFields)
	return w, nil
}

// SetProvenance replaces what CreateTrades was given. It is written by Close.
func (w *TradesWriter) SetProvenance(p microstructure.Provenance) { w.provenance = p }

// Append adds trades, which it copies. They are valid (see Trades.Validate),
// not earlier than those before, and of the file's day; if they are not, the
// error names the row, none of them is added and the file can be Aborted only.
func (w *TradesWriter) Append(t microstructure.Trades) error {
	if w.err != nil {
		return w.err
	}
	if w.err = w.check(&t); w.err != nil {
		return w.err
	}
	w.rows += int64(t.Len())
	for t.Len() > 0 {
		n := min(t.Len(), rowGroupRows-w.pending.Len())
		w.pending.Append(t.Slice(0, n))
		t = t.Slice(n, t.Len())
		if w.pending.Len() == rowGroupRows {
			if w.err = w.flush(); w.err != nil {
				return w.err
			}
		}
	}
	return nil
}

func (w *TradesWriter) check(t *microstructure.Trades) error {
	if err := t.Validate(); err != nil {
		return fmt.Errorf("%s: after %d rows: %w", w.day.Path, w.rows, err)
	}
	if t.Len() == 0 {
		return nil
	}
	first, last := t.TimestampUS[0], t.TimestampUS[t.Len()-1]
	if first < w.lastUS || last >= w.day.StartUS+dayUS {
		return fmt.Errorf("%s: after %d rows: times %d to %d are earlier than the row before, %d, or outside the file's day", w.day.Path, w.rows, first, last, w.lastUS)
	}
	w.lastUS = last
	for i, quote := range t.QuoteQuantity {
		w.exact = w.exact && quote == t.Price[i]*t.Quantity[i]
	}
	return nil
}

func (w *TradesWriter) flush() error {
	t := &w.pending
	if t.Len() == 0 {
		return nil
	}
	err := w.parquet.RowGroup(t.Len(), func(field int) []uint64 {
		switch field {
		case 0:
			return parquetio.Words(t.TimestampUS)
		case 1:
			return parquetio.Words(t.Price)
		case 2:
			return parquetio.Words(t.Quantity)
		case 3:
			return parquetio.Words(t.QuoteQuantity)
		default:
			w.words = w.words[:0]
			for _, s := range t.Side {
				w.words = append(w.words, uint64(int64(s)))
			}
			return w.words
		}
	})
	t.Reset()
	return err
}

// Close finishes the file, has it on disk and gives it its name. If it fails, as
// it does if the provenance is not valid, nothing is left, unless the failure is
// that the name may not be on disk yet.
func (w *TradesWriter) Close() error {
	if w.err == nil {
		w.err = w.flush()
	}
	if w.err == nil {
		if err := w.provenance.Validate(); err != nil {
			w.err = fmt.Errorf("%s: the provenance is not valid: %w", w.day.Path, err)
		}
	}
	if w.err == nil {
		w.err = w.parquet.Close(w.metadata())
	}
	if w.err == nil {
		w.err = w.buffered.Flush()
	}
	if w.err != nil {
		w.file.Abort()
		return w.err
	}
	w.err = errClosed
	return w.file.CommitSync()
}

// metadata is the file's key-value metadata.
func (w *TradesWriter) metadata() (list []parquetio.KeyValue) {
	m := w.provenance.Metadata()
	for _, key := range slices.Sorted(maps.Keys(m)) {
		list = append(list, parquetio.KeyValue{Key: key, Value: m[key]})
	}
	if w.exact && w.rows > 0 {
		list = append(list, parquetio.KeyValue{Key: keyQuoteExact, Value: "true"})
	}
	return list
}

// Abort removes what was written. After Close it does nothing.
func (w *TradesWriter) Abort() {
	if w.err != errClosed {
		w.err = errClosed
		w.file.Abort()
	}
}

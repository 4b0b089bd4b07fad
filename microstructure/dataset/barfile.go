package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"unsafe"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
	"github.com/tickbook/tickbook/microstructure/internal/plainparquet"
	"github.com/tickbook/tickbook/microstructure/store"
)

// barColumns are the doubles of a file of bars, beside timestamp_us and
// trade_count.
var barColumns = microstructure.BarFields()

const columnTradeCount = "trade_count"

// encodeBars returns a parquet file of bars, plain and not compressed: a day's
// are 50 kB. A NaN stays a NaN.
func encodeBars(d *dayBars, metadata map[string]string) ([]byte, error) {
	return encodeColumns("bars", metadata, func(w *columnWriter) { w.bars(d.bars) })
}

// A columnWriter writes columns of rows. It keeps its memory from column to
// column.
type columnWriter struct {
	file   *plainparquet.Writer
	ints   []int64
	floats []float64
}

// encodeColumns returns a sealed parquet file with the columns that a function
// writes.
func encodeColumns(name string, metadata map[string]string, write func(*columnWriter)) ([]byte, error) {
	metadata[parquetio.SealKey] = parquetio.Unsealed
	var out bytes.Buffer
	w := columnWriter{file: plainparquet.New(&out, plainparquet.Config{Name: name, CreatedBy: parquetio.BarsCreatedBy})}
	write(&w)
	if err := w.file.Close(metadata); err != nil {
		return nil, err
	}
	return out.Bytes(), parquetio.Seal(out.Bytes())
}

func (w *columnWriter) bars(bars []microstructure.Bar) {
	w.times(bars)
	ints(w, columnTradeCount, bars, func(b *microstructure.Bar) int64 { return b.TradeCount })
	for _, c := range barColumns {
		floats(w, c.Name, bars, c.At)
	}
}

func (w *columnWriter) times(bars []microstructure.Bar) {
	ints(w, columnTimestamp, bars, func(b *microstructure.Bar) int64 { return b.TimestampUS })
}

func ints[Row any](w *columnWriter, name string, rows []Row, of func(*Row) int64) {
	w.ints = grown(w.ints, len(rows))
	for i := range rows {
		w.ints[i] = of(&rows[i])
	}
	w.file.Ints(name, w.ints)
}

func floats[Row any](w *columnWriter, name string, rows []Row, at func(*Row) *float64) {
	w.floats = grown(w.floats, len(rows))
	for i := range rows {
		w.floats[i] = *at(&rows[i])
	}
	w.file.Floats(name, w.floats)
}

// A barReader decodes files of bars. It keeps its memory from file to file.
type barReader struct {
	buffer []byte
	column parquetio.Column
	ints   []int64
	floats []float64
}

// opened reads a file of the cache, whose seal holds, by a function. found is
// false if there is none, or no access: to store one will report that. Whatever
// else goes wrong, a panic included, means that the file is damaged.
func (r *barReader) opened(path string, read func(*parquetio.File) error) (found bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			found, err = true, fmt.Errorf("%v", p)
		}
	}()
	f, err := parquetio.Open(path, r.buffer, true)
	if _, unreadable := errors.AsType[*fs.PathError](err); unreadable || isStores(err) {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	defer f.Close()
	r.buffer = f.Buffer()
	if err := f.Parse(); err != nil {
		return true, err
	}
	if !f.Sealed() {
		return true, errors.New("the checksum does not match")
	}
	return true, read(f)
}

// isStores reports whether an error is an object store's.
func isStores(err error) bool {
	_, ok := errors.AsType[*store.Error](err)
	return ok
}

// decode returns the bars of a parsed file, in slot if they fit.
func (r *barReader) decode(f *parquetio.File, slot []microstructure.Bar) ([]microstructure.Bar, error) {
	if f.Rows() > f.Size/8 {
		return nil, errors.New("more rows than bytes")
	}
	bars := slot[:0]
	if int64(cap(bars)) < f.Rows() {
		bars = make([]microstructure.Bar, 0, f.Rows())
	}
	for g := range f.RowGroups() {
		n := int(f.RowGroupRows(g))
		r.ints, r.floats = grown(r.ints, n), grown(r.floats, n)
		group := bars[len(bars) : len(bars)+n]
		bars = bars[:len(bars)+n]
		if err := r.readInts(f, g, columnTimestamp); err != nil {
			return nil, err
		}
		for i, v := range r.ints {
			group[i].TimestampUS = v
		}
		if err := r.readInts(f, g, columnTradeCount); err != nil {
			return nil, err
		}
		for i, v := range r.ints {
			group[i].TradeCount = v
		}
		for _, c := range barColumns {
			if err := r.readDoubles(f, g, c.Name, r.floats); err != nil {
				return nil, err
			}
			setField(group, c, r.floats)
		}
	}
	return bars, nil
}

// setField sets a field of bars to as many values. To ask where the field is of
// each bar takes longer than to read the values.
func setField(bars []microstructure.Bar, field microstructure.BarField, values []float64) {
	if len(bars) == 0 {
		return
	}
	at := unsafe.Pointer(field.At(&bars[0]))
	for _, v := range values[:len(bars)-1] {
		*(*float64)(at) = v
		at = unsafe.Add(at, unsafe.Sizeof(bars[0]))
	}
	*(*float64)(at) = values[len(bars)-1]
}

// grown is x with n values, which mean nothing.
func grown[T any](x []T, n int) []T { return slices.Grow(x[:0], n)[:n] }

func (r *barReader) readInts(f *parquetio.File, rowGroup int, name string) error {
	if err := r.column.Bind(f, name, parquetio.Int64, parquetio.Any); err != nil {
		return err
	}
	if err := r.column.Seek(rowGroup); err != nil {
		return err
	}
	return r.column.Int64s(r.ints)
}

func (r *barReader) readDoubles(f *parquetio.File, rowGroup int, name string, dst []float64) error {
	if err := r.column.Bind(f, name, parquetio.Double, parquetio.Any); err != nil {
		return err
	}
	if err := r.column.Seek(rowGroup); err != nil {
		return err
	}
	return r.column.Doubles(dst)
}

package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"unsafe"

	"github.com/parquet-go/parquet-go"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
	"github.com/tickbook/tickbook/microstructure/store"
)

// barColumns are the doubles of a file of bars, beside timestamp_us and
// trade_count.
var barColumns = microstructure.BarFields()

const columnTradeCount = "trade_count"

// barSchema is plain and not compressed: a day's bars are 50 kB.
var barSchema = parquet.NewSchema("bars", barGroup())

func barGroup() parquet.Group {
	group := parquet.Group{columnTimestamp: parquet.Leaf(parquet.Int64Type), columnTradeCount: parquet.Leaf(parquet.Int64Type)}
	for _, c := range barColumns {
		group[c.Name] = parquet.Leaf(parquet.DoubleType)
	}
	return group
}

// barValues return a bar's value in each column of barSchema.
var barValues = func() []func(*microstructure.Bar) parquet.Value {
	of := barValueOf()
	var list []func(*microstructure.Bar) parquet.Value
	for _, path := range barSchema.Columns() {
		list = append(list, of[path[0]])
	}
	return list
}()

// barValueOf returns a bar's value in a column, by its name.
func barValueOf() map[string]func(*microstructure.Bar) parquet.Value {
	of := map[string]func(*microstructure.Bar) parquet.Value{
		columnTimestamp:  func(b *microstructure.Bar) parquet.Value { return parquet.Int64Value(b.TimestampUS) },
		columnTradeCount: func(b *microstructure.Bar) parquet.Value { return parquet.Int64Value(b.TradeCount) },
	}
	for _, c := range barColumns {
		of[c.Name] = func(b *microstructure.Bar) parquet.Value { return parquet.DoubleValue(*c.At(b)) }
	}
	return of
}

// encodeBars returns a parquet file of bars. A NaN stays a NaN.
func encodeBars(d *dayBars, metadata map[string]string) ([]byte, error) {
	return encodeColumns(barSchema, len(d.bars), func(column, row int) parquet.Value { return barValues[column](&d.bars[row]) }, metadata)
}

// encodeColumns returns a sealed parquet file. value returns the value of a
// schema column in a row.
func encodeColumns(schema *parquet.Schema, rows int, value func(column, row int) parquet.Value, metadata map[string]string) ([]byte, error) {
	metadata[parquetio.SealKey] = parquetio.Unsealed
	var out bytes.Buffer
	options := []parquet.WriterOption{schema, &parquet.WriterConfig{
		CreatedBy:        parquetio.BarsCreatedBy,
		DataPageVersion:  1,
		KeyValueMetadata: metadata,
		PageBufferSize:   16 * max(rows, 1), // more than a column: one page each
		WriteBufferSize:  -1,                // none
	}, parquet.DataPageStatistics(false)}
	for _, path := range schema.Columns() {
		options = append(options, parquet.SkipPageBounds(path...))
	}
	w := parquet.NewWriter(&out, options...)
	values := make([]parquet.Value, rows)
	for k, c := range w.ColumnWriters() {
		for i := range values {
			values[i] = value(k, i)
		}
		if _, err := c.WriteRowValues(values); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), parquetio.Seal(out.Bytes())
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

package dataset

import (
	"bytes"
	"errors"
	"math"
	"slices"

	"github.com/parquet-go/parquet-go/format"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// barColumns are the doubles of a file of bars, between timestamp_us and trade_count.
var barColumns = microstructure.BarFields()

const columnTradeCount = "trade_count"

// barFields are plain and not compressed: a day's bars are 50 kB.
func barFields() []parquetio.Field {
	fields := []parquetio.Field{{Name: columnTimestamp, Kind: parquetio.Int64, Encoding: format.Plain}}
	for _, c := range barColumns {
		fields = append(fields, parquetio.Field{Name: c.Name, Kind: parquetio.Double, Encoding: format.Plain})
	}
	return append(fields, parquetio.Field{Name: columnTradeCount, Kind: parquetio.Int64, Encoding: format.Plain})
}

// encodeBars gives a parquet file of bars. A NaN stays one.
func encodeBars(bars []microstructure.Bar, metadata []parquetio.KeyValue) ([]byte, error) {
	var out bytes.Buffer
	w := parquetio.NewWriter(&out, barFields())
	column := make([]uint64, len(bars))
	if len(bars) > 0 {
		err := w.RowGroup(len(bars), func(field int) []uint64 {
			for i := range bars {
				b := &bars[i]
				switch field {
				case 0:
					column[i] = uint64(b.TimestampUS)
				case len(barColumns) + 1:
					column[i] = uint64(b.TradeCount)
				default:
					column[i] = math.Float64bits(*barColumns[field-1].At(b))
				}
			}
			return column
		})
		if err != nil {
			return nil, err
		}
	}
	if err := w.Close(metadata); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// A barReader decodes files of bars. It keeps its memory from file to file.
type barReader struct {
	buffer []byte
	column parquetio.Column
	ints   []int64
	floats []float64
}

// decode gives the bars of a parsed file, in room if they fit.
func (r *barReader) decode(f *parquetio.File, room []microstructure.Bar) ([]microstructure.Bar, error) {
	if f.Rows() > f.Size/8 {
		return nil, errors.New("more rows than bytes")
	}
	bars := room[:0]
	if int64(cap(bars)) < f.Rows() {
		bars = make([]microstructure.Bar, 0, f.Rows())
	}
	for g := range f.RowGroups() {
		n := int(f.RowGroupRows(g))
		r.ints = slices.Grow(r.ints[:0], n)[:n]
		r.floats = slices.Grow(r.floats[:0], n)[:n]
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
			if err := r.column.Bind(f, c.Name, parquetio.Double, parquetio.Any); err != nil {
				return nil, err
			}
			if err := r.column.Seek(g); err != nil {
				return nil, err
			}
			if err := r.column.Doubles(r.floats); err != nil {
				return nil, err
			}
			for i, v := range r.floats {
				*c.At(&group[i]) = v
			}
		}
	}
	return bars, nil
}

func (r *barReader) readInts(f *parquetio.File, rowGroup int, name string) error {
	if err := r.column.Bind(f, name, parquetio.Int64, parquetio.Any); err != nil {
		return err
	}
	if err := r.column.Seek(rowGroup); err != nil {
		return err
	}
	return r.column.Int64s(r.ints)
}

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

// barColumns are the doubles of a file of bars, between timestamp_us and
// trade_count: microstructure.BarColumns, with fields to write to.
var barColumns = [...]struct {
	name string
	of   func(*microstructure.Bar) *float64
}{
	{"vol_imbalance", func(b *microstructure.Bar) *float64 { return &b.VolImbalance }},
	{"dollar_imbalance", func(b *microstructure.Bar) *float64 { return &b.DollarImbalance }},
	{"large_imbalance", func(b *microstructure.Bar) *float64 { return &b.LargeImbalance }},
	{"large_vol_pct", func(b *microstructure.Bar) *float64 { return &b.LargeVolPct }},
	{"count_imbalance", func(b *microstructure.Bar) *float64 { return &b.CountImbalance }},
	{"arrival_rate", func(b *microstructure.Bar) *float64 { return &b.ArrivalRate }},
	{"iti_cv", func(b *microstructure.Bar) *float64 { return &b.ITICV }},
	{"burstiness", func(b *microstructure.Bar) *float64 { return &b.Burstiness }},
	{"trade_acceleration", func(b *microstructure.Bar) *float64 { return &b.TradeAcceleration }},
	{"price_range", func(b *microstructure.Bar) *float64 { return &b.PriceRange }},
	{"close_vs_vwap", func(b *microstructure.Bar) *float64 { return &b.CloseVsVWAP }},
	{"kyle_lambda", func(b *microstructure.Bar) *float64 { return &b.KyleLambda }},
	{"vol_profile_skew", func(b *microstructure.Bar) *float64 { return &b.VolProfileSkew }},
	{"open", func(b *microstructure.Bar) *float64 { return &b.Open }},
	{"close", func(b *microstructure.Bar) *float64 { return &b.Close }},
	{"high", func(b *microstructure.Bar) *float64 { return &b.High }},
	{"low", func(b *microstructure.Bar) *float64 { return &b.Low }},
	{"volume", func(b *microstructure.Bar) *float64 { return &b.Volume }},
	{"buy_volume", func(b *microstructure.Bar) *float64 { return &b.BuyVolume }},
	{"sell_volume", func(b *microstructure.Bar) *float64 { return &b.SellVolume }},
	{"quote_volume", func(b *microstructure.Bar) *float64 { return &b.QuoteVolume }},
	{"after_100ms", func(b *microstructure.Bar) *float64 { return &b.After100ms }},
	{"after_1s", func(b *microstructure.Bar) *float64 { return &b.After1s }},
	{"after_5s", func(b *microstructure.Bar) *float64 { return &b.After5s }},
}

const columnTradeCount = "trade_count"

// barFields are plain and not compressed: a day's bars are 50 kB.
func barFields() []parquetio.Field {
	fields := []parquetio.Field{{Name: columnTimestamp, Kind: parquetio.Int64, Encoding: format.Plain}}
	for _, c := range barColumns {
		fields = append(fields, parquetio.Field{Name: c.name, Kind: parquetio.Double, Encoding: format.Plain})
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
					column[i] = math.Float64bits(*barColumns[field-1].of(b))
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

// decode gives the bars of a parsed file.
func (r *barReader) decode(f *parquetio.File) ([]microstructure.Bar, error) {
	if f.Rows() > f.Size/8 {
		return nil, errors.New("more rows than bytes")
	}
	bars := make([]microstructure.Bar, 0, f.Rows())
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
			if err := r.column.Bind(f, c.name, parquetio.Double, parquetio.Any); err != nil {
				return nil, err
			}
			if err := r.column.Seek(g); err != nil {
				return nil, err
			}
			if err := r.column.Doubles(r.floats); err != nil {
				return nil, err
			}
			for i, v := range r.floats {
				*c.of(&group[i]) = v
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

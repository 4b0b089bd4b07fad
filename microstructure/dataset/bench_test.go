package dataset

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding"
	"github.com/tickbook/tickbook/microstructure"
)

// tradeBytes is the size of a trade in memory.
const tradeBytes = 4*8 + 1

// BenchmarkRead reads and checks the five columns, on one core, of files that
// this package writes ("own") and that Snappy compresses, in short and in long
// row groups; and reads the same with parquet-go ("library"), without a check.
func BenchmarkRead(b *testing.B) {
	snappy := []parquet.WriterOption{
		parquet.Compression(&parquet.Snappy),
		&parquet.StructTagOption{ColumnPath: []string{"TimestampUS"}, StructTag: `parquet:"timestamp_us"`},
	}
	for _, f := range []struct {
		name    string
		options []parquet.WriterOption
	}{{"own", nil}, {"snappy", snappy}} {
		for _, c := range []struct{ rows, rowGroup int }{{10_000, 10_000}, {600_000, 10_000}, {600_000, 600_000}} {
			path := filepath.Join(b.TempDir(), testDate+extension)
			writeRaw(b, path, testTrades(c.rows), c.rowGroup, f.options...)
			shape := fmt.Sprintf("%s/rows=%d/group=%d", f.name, c.rows, c.rowGroup)
			b.Run(shape, func(b *testing.B) {
				r := &TradesReader{}
				readRepeatedly(b, c.rows, func() (int, error) { return countTrades(r, path) })
			})
			b.Run("library/"+shape, func(b *testing.B) {
				var l libraryReader
				readRepeatedly(b, c.rows, func() (int, error) { return l.read(path) })
			})
		}
	}
}

func readRepeatedly(b *testing.B, rows int, read func() (int, error)) {
	b.SetBytes(int64(rows * tradeBytes))
	b.ReportAllocs()
	for b.Loop() {
		if n, err := read(); n != rows || err != nil {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mtrades/s")
}

func countTrades(r *TradesReader, path string) (rows int, err error) {
	day, err := ParseDay(path)
	if err != nil {
		return 0, err
	}
	if err := r.Reset(day); err != nil {
		return 0, err
	}
	for {
		t, err := r.Next()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows += t.Len()
	}
}

// A libraryReader reads trades with parquet-go, by typed pages, which are its
// fastest way.
type libraryReader struct {
	times  []int64
	values []float64
	sides  []int8
}

func (l *libraryReader) read(path string) (rows int, err error) {
	in, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return 0, err
	}
	f, err := parquet.OpenFile(in, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(1<<18))
	if err != nil {
		return 0, err
	}
	for _, group := range f.RowGroups() {
		rows += int(group.NumRows())
		for _, chunk := range group.ColumnChunks() {
			pages := chunk.Pages()
			for {
				page, err := pages.ReadPage()
				if err == io.EOF {
					break
				}
				if err != nil {
					return rows, err
				}
				l.copy(page)
				parquet.Release(page)
			}
			if err := pages.Close(); err != nil {
				return rows, err
			}
		}
	}
	return rows, nil
}

func (l *libraryReader) copy(page parquet.Page) {
	data := page.Data()
	var entries encoding.Values
	dictionary := page.Dictionary()
	if dictionary != nil {
		entries = dictionary.Page().Data()
	}
	switch {
	case dictionary != nil && entries.Kind() == encoding.Double:
		l.values = l.values[:0]
		values := entries.Double()
		for _, index := range data.Int32() {
			l.values = append(l.values, values[index])
		}
	case dictionary != nil:
		l.sides = l.sides[:0]
		values := entries.Int32()
		for _, index := range data.Int32() {
			l.sides = append(l.sides, int8(values[index]))
		}
	case data.Kind() == encoding.Int64:
		l.times = append(l.times[:0], data.Int64()...)
	default:
		l.values = append(l.values[:0], data.Double()...)
	}
}

// BenchmarkWrite writes trades with a TradesWriter, to a file, and as many with
// parquet-go ("library"), to nowhere.
func BenchmarkWrite(b *testing.B) {
	trades := testTrades(600_000)
	rate := func(b *testing.B) {
		b.ReportMetric(float64(trades.Len())*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mtrades/s")
	}
	b.Run("own", func(b *testing.B) {
		b.ReportAllocs()
		path := filepath.Join(b.TempDir(), testDate+extension)
		for b.Loop() {
			w, err := CreateTrades(path, microstructure.Provenance{})
			if err == nil {
				err = w.Append(trades)
			}
			if err == nil {
				_, err = w.Settle()
			}
			if err != nil {
				b.Fatal(err)
			}
			w.Abort()
		}
		rate(b)
	})
	b.Run("library", func(b *testing.B) {
		rows := tradeRows(trades, nil)
		for b.Loop() {
			if err := writeLibrary(io.Discard, rows, false); err != nil {
				b.Fatal(err)
			}
		}
		rate(b)
	})
}

// BenchmarkCachedBars loads the bars of twelve days.
func BenchmarkCachedBars(b *testing.B) {
	d := testDataset(b, 6)
	config := DefaultConfig()
	mustBars(b, d, config)
	b.ReportAllocs()
	for b.Loop() {
		mustBars(b, d, config)
	}
}

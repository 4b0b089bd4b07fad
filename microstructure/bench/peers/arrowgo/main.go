// Command arrowgo turns archives of Binance futures trades, or parquet files
// with the columns below, into parquet, by Apache Arrow for Go, two files at a
// time:
//
//	arrowgo OUT ARCHIVE...
//
// It writes OUT/BTCUSDT/trades/binance_futures/DATE.parquet with the columns
// timestamp_us, price, quantity, quote_quantity and side, in the order of the
// archive and as Arrow writes by default, with Snappy. Zip archives are
// unpacked as they are read. It prints one JSON line: engine, rows, seconds,
// without the start of the process. Start at main.
package main

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/csv"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"golang.org/x/sync/errgroup"
)

const (
	cores       = 2
	batchRows   = 64 << 10
	rowsOfGroup = 1 << 20
)

var archived = arrow.NewSchema([]arrow.Field{
	{Name: "id", Type: arrow.PrimitiveTypes.Int64},
	{Name: "price", Type: arrow.PrimitiveTypes.Float64},
	{Name: "qty", Type: arrow.PrimitiveTypes.Float64},
	{Name: "quote_qty", Type: arrow.PrimitiveTypes.Float64},
	{Name: "time", Type: arrow.PrimitiveTypes.Int64},
	{Name: "is_buyer_maker", Type: arrow.FixedWidthTypes.Boolean},
}, nil)

var trades = arrow.NewSchema([]arrow.Field{
	{Name: "timestamp_us", Type: arrow.PrimitiveTypes.Int64},
	{Name: "price", Type: arrow.PrimitiveTypes.Float64},
	{Name: "quantity", Type: arrow.PrimitiveTypes.Float64},
	{Name: "quote_quantity", Type: arrow.PrimitiveTypes.Float64},
	{Name: "side", Type: arrow.PrimitiveTypes.Int8},
}, nil)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: arrowgo OUT ARCHIVE...")
		os.Exit(2)
	}
	start := time.Now()
	rows, err := convertAll(os.Args[1], os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "arrowgo:", err)
		os.Exit(1)
	}
	_ = json.NewEncoder(os.Stdout).Encode(map[string]any{"engine": "arrow-go", "rows": rows, "seconds": []float64{time.Since(start).Seconds()}})
}

func convertAll(out string, archives []string) (total int64, err error) {
	folder := filepath.Join(out, "BTCUSDT", "trades", "binance_futures")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return 0, err
	}
	var group errgroup.Group
	group.SetLimit(cores)
	counts := make([]int64, len(archives))
	for i, archive := range archives {
		group.Go(func() (err error) {
			counts[i], err = convert(archive, folder)
			return err
		})
	}
	err = group.Wait()
	for _, n := range counts {
		total += n
	}
	return total, err
}

// convert returns the number of rows that one archive gave.
func convert(archive, folder string) (rows int64, err error) {
	extension := filepath.Ext(archive)
	stem := strings.TrimSuffix(filepath.Base(archive), extension)
	day, err := os.Create(filepath.Join(folder, stem[len(stem)-len(time.DateOnly):]+".parquet"))
	if err != nil {
		return 0, err
	}
	defer day.Close()
	properties := parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Snappy), parquet.WithMaxRowGroupLength(rowsOfGroup))
	w, err := pqarrow.NewFileWriter(trades, day, properties, pqarrow.DefaultWriterProps())
	if err != nil {
		return 0, err
	}
	read := readText
	if extension == ".parquet" {
		read = readParquet
	}
	if err := read(archive, func(batch arrow.RecordBatch) error {
		rows += batch.NumRows()
		return w.WriteBuffered(batch)
	}); err != nil {
		return rows, errors.Join(err, w.Close())
	}
	return rows, w.Close()
}

func readParquet(path string, each func(arrow.RecordBatch) error) error {
	f, err := file.OpenParquetFile(path, false)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{BatchSize: batchRows}, memory.DefaultAllocator)
	if err != nil {
		return err
	}
	batches, err := r.GetRecordReader(context.Background(), nil, nil)
	if err != nil {
		return err
	}
	defer batches.Release()
	for batches.Next() {
		from := batches.RecordBatch()
		columns := make([]arrow.Array, trades.NumFields())
		for i, field := range trades.Fields() {
			at := from.Schema().FieldIndices(field.Name)
			if len(at) != 1 {
				return fmt.Errorf("%s: no column %s", path, field.Name)
			}
			columns[i] = from.Column(at[0])
		}
		if err := each(array.NewRecordBatch(trades, columns, from.NumRows())); err != nil {
			return err
		}
	}
	if err := batches.Err(); err != nil && err != io.EOF {
		return err
	}
	return nil
}

func readText(path string, each func(arrow.RecordBatch) error) error {
	text, err := openText(path)
	if err != nil {
		return err
	}
	defer text.Close()
	r := csv.NewReader(text, archived, csv.WithHeader(true), csv.WithChunk(batchRows))
	defer r.Release()
	for r.Next() {
		batch := ofTrades(r.RecordBatch())
		err := each(batch)
		batch.Release()
		if err != nil {
			return err
		}
	}
	return r.Err()
}

// openText opens a CSV file, or the only member of a zip.
func openText(path string) (io.ReadCloser, error) {
	if filepath.Ext(path) != ".zip" {
		return os.Open(path)
	}
	archive, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	member, err := archive.File[0].Open()
	if err != nil {
		return nil, errors.Join(err, archive.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{member, archive}, nil
}

// ofTrades has the columns of a day-file.
func ofTrades(from arrow.RecordBatch) arrow.RecordBatch {
	times := from.Column(4).(*array.Int64).Int64Values()
	makers := from.Column(5).(*array.Boolean)
	at := array.NewInt64Builder(memory.DefaultAllocator)
	side := array.NewInt8Builder(memory.DefaultAllocator)
	defer at.Release()
	defer side.Release()
	at.Reserve(len(times))
	side.Reserve(len(times))
	for i, ms := range times {
		at.UnsafeAppend(1000 * ms)
		if makers.Value(i) {
			side.UnsafeAppend(-1)
		} else {
			side.UnsafeAppend(1)
		}
	}
	first, last := at.NewArray(), side.NewArray()
	defer first.Release()
	defer last.Release()
	return array.NewRecordBatch(trades, []arrow.Array{first, from.Column(1), from.Column(2), from.Column(3), last}, from.NumRows())
}

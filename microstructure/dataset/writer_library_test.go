package dataset

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// A tradeRow is a row of a file of trades, for parquet-go's writer.
type tradeRow struct {
	TimestampUS   int64               `parquet:"timestamp_us,delta"`
	Price         float64             `parquet:"price,dict"`
	Quantity      float64             `parquet:"quantity,dict"`
	QuoteQuantity float64             `parquet:"quote_quantity,dict"`
	Side          microstructure.Side `parquet:"side,dict"`
	ID            int64               `parquet:"id,delta"` // see withoutIDs
}

// withoutIDs leaves out the id column.
var withoutIDs = parquet.StructTagOption{ColumnPath: []string{"ID"}, StructTag: `parquet:"-"`}

// tradeOptions configure parquet-go to write a file that begins with these rows
// as a TradesWriter does.
func tradeOptions(first []tradeRow, ids bool) []parquet.WriterOption {
	options := []parquet.WriterOption{
		&parquet.WriterConfig{
			CreatedBy:          parquetio.CreatedBy,
			DataPageVersion:    1,
			DictionaryMaxBytes: 8 * dictionaryValues,
			PageBufferSize:     9 * pageRows, // more than the 8 bytes of each row
			WriteBufferSize:    1 << 18,
		},
		parquet.DataPageStatistics(false), // those of columns suffice
	}
	if !ids {
		options = append(options, &withoutIDs)
	}
	for _, c := range []struct {
		plain parquet.StructTagOption
		value func(*tradeRow) float64
	}{
		{parquet.StructTagOption{ColumnPath: []string{"Price"}, StructTag: `parquet:"price"`}, func(r *tradeRow) float64 { return r.Price }},
		{parquet.StructTagOption{ColumnPath: []string{"Quantity"}, StructTag: `parquet:"quantity"`}, func(r *tradeRow) float64 { return r.Quantity }},
		{parquet.StructTagOption{ColumnPath: []string{"QuoteQuantity"}, StructTag: `parquet:"quote_quantity"`}, func(r *tradeRow) float64 { return r.QuoteQuantity }},
	} {
		var values []float64
		for i := range first {
			values = append(values, c.value(&first[i]))
		}
		if !repeats(values) {
			options = append(options, &c.plain)
		}
	}
	return options
}

// TestWriterEqualsLibrary compares files with parquet-go's, whose row groups and
// pages end where those of a TradesWriter do.
func TestWriterEqualsLibrary(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for name, rows := range map[string]int{"no rows": 0, "one": 1, "two": 2, "part of a page": 1000, "a page": pageRows, "some pages": 3*pageRows + 7, "row groups": rowGroupRows + 2*pageRows + 1} {
		for _, ids := range []bool{false, true} {
			trades := testTrades(rows)
			many := []int64(nil)
			for i := range rows {
				trades.TimestampUS[i] = testStartUS + 1000*int64(i)/40
				trades.QuoteQuantity[i] = trades.Price[i] * trades.Quantity[i]
				if i > rows/3 { // the dictionary of a row group overflows
					trades.Price[i] = 1e5 + random.Float64()
				}
				if ids {
					many = append(many, 1<<40+int64(i)*int64(1+i/70_000)-int64(i%5))
				}
			}
			if got, want := writtenBytes(t, trades, many), libraryBytes(t, trades, many); !bytes.Equal(got, want) {
				t.Errorf("%s, ids %t: files of %d and %d bytes differ, first at %d", name, ids, len(got), len(want), differAt(got, want))
			}
		}
	}
}

func differAt(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// writtenBytes is the file of trades without the seals at its end.
func writtenBytes(t *testing.T, trades microstructure.Trades, ids []int64) []byte {
	path := filepath.Join(t.TempDir(), testDate+extension)
	w, err := CreateTrades(path, microstructure.Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.AppendWithIDs(trades, ids); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return withoutKeyValues(t, file)
}

// libraryBytes is the file that parquet-go writes.
func libraryBytes(t *testing.T, trades microstructure.Trades, ids []int64) []byte {
	var file bytes.Buffer
	if err := writeLibrary(&file, tradeRows(trades, ids), ids != nil); err != nil {
		t.Fatal(err)
	}
	return withoutKeyValues(t, file.Bytes())
}

func tradeRows(trades microstructure.Trades, ids []int64) (rows []tradeRow) {
	for i := range trades.TimestampUS {
		r := tradeRow{trades.TimestampUS[i], trades.Price[i], trades.Quantity[i], trades.QuoteQuantity[i], trades.Side[i], 0}
		if ids != nil {
			r.ID = ids[i]
		}
		rows = append(rows, r)
	}
	return rows
}

// writeLibrary writes rows with parquet-go.
func writeLibrary(to io.Writer, rows []tradeRow, ids bool) error {
	w := parquet.NewGenericWriter[tradeRow](to, tradeOptions(rows[:min(pageRows, len(rows))], ids)...)
	for at := 0; at < len(rows); at += pageRows {
		if _, err := w.Write(rows[at:min(at+pageRows, len(rows))]); err != nil {
			return err
		}
		for _, c := range w.ColumnWriters() {
			if err := c.Flush(); err != nil {
				return err
			}
		}
		if (at+pageRows)%rowGroupRows == 0 {
			if err := w.Flush(); err != nil {
				return err
			}
		}
	}
	return w.Close()
}

// withoutKeyValues is a file whose footer has no key-value metadata, and is not
// followed by its length.
func withoutKeyValues(t *testing.T, file []byte) []byte {
	t.Helper()
	end := len(file) - 8
	footer := file[end-int(binary.LittleEndian.Uint32(file[end:])) : end]
	var m format.FileMetaData
	if err := thrift.Unmarshal(new(thrift.CompactProtocol), footer, &m); err != nil {
		t.Fatal(err)
	}
	m.KeyValueMetadata = nil
	b, err := thrift.Marshal(new(thrift.CompactProtocol), &m)
	if err != nil {
		t.Fatal(err)
	}
	return append(bytes.Clone(file[:end-len(footer)]), b...)
}

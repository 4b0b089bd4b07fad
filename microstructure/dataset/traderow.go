package dataset

import (
	"math"
	"math/bits"

	"github.com/parquet-go/parquet-go"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// A tradeRow is a row of a file of trades. Times take a few bits each as
// differences, sides one, and prices and quantities repeat: the file is about
// as small as Snappy makes it and needs no decompression. Ids that follow one
// another take next to nothing.
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

// tradeOptions configure the writer of a file that begins with these rows.
// Columns that hardly repeat among them are plain: a dictionary of such a
// column takes time and adds to the file.
func tradeOptions(first []tradeRow, ids bool) []parquet.WriterOption {
	options := []parquet.WriterOption{
		&parquet.WriterConfig{
			CreatedBy:          parquetio.CreatedBy,
			DataPageVersion:    1,
			DictionaryMaxBytes: dictionaryBytes,
			PageBufferSize:     9 * pageRows, // more than the 8 bytes of each row: see writePage
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
		if !repeats(first, c.value) {
			options = append(options, &c.plain)
		}
	}
	return options
}

// repeats reports whether about half of the rows or more repeat an earlier
// value. It counts hashes of 16 bits, which few of a page's values share.
func repeats(rows []tradeRow, value func(*tradeRow) float64) bool {
	var seen [1 << 16 / 64]uint64
	for i := range rows {
		hash := math.Float64bits(value(&rows[i])) * 0x9e3779b97f4a7c15 >> 48
		seen[hash/64] |= 1 << (hash % 64)
	}
	distinct := 0
	for _, word := range seen {
		distinct += bits.OnesCount64(word)
	}
	return distinct <= len(rows)/2
}

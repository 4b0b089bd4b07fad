package dataset

import (
	"math"

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
// Columns for which a dictionary does not pay are plain: to build one and give
// it up takes more time than all other columns together.
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

// repeats reports whether a dictionary pays for a column that begins with these
// rows: about half of them or more repeat an earlier value and, if they fill a
// page, the dictionary of a row group will not overflow. Distinct values grow
// as a power of the number of rows, which the page's halves show. It counts
// hashes of 18 bits, which few of a page's values share.
func repeats(rows []tradeRow, value func(*tradeRow) float64) bool {
	var seen [1 << 18 / 64]uint64
	distinct, inHalf := 0, 0
	for i := range rows {
		if i == len(rows)/2 {
			inHalf = distinct
		}
		hash := math.Float64bits(value(&rows[i])) * 0x9e3779b97f4a7c15 >> 46
		word, bit := &seen[hash/64], uint64(1)<<(hash%64)
		if *word&bit == 0 {
			*word |= bit
			distinct++
		}
	}
	if distinct > len(rows)/2 {
		return false
	}
	if len(rows) < pageRows {
		return true
	}
	growth := float64(distinct) / float64(inHalf)
	return float64(distinct)*math.Pow(growth, math.Log2(rowGroupRows/pageRows)) <= dictionaryBytes/8
}

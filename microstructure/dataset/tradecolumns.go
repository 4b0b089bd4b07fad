package dataset

import (
	"io"
	"math"
	"unsafe"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// tradeColumns are the columns of a file of trades. Times take a few bits each
// as differences, sides one, and prices and quantities repeat: the file is about
// as small as Snappy makes it and needs no decompression. Ids that follow one
// another take next to nothing.
type tradeColumns struct {
	timestampUS, price, quantity, quote, side *parquetio.ColumnWriter
	id                                        *parquetio.ColumnWriter // nil without ids
}

// newTradeColumns makes the columns of a file that begins with this page.
// Doubles for which a dictionary does not pay are plain: to build one and give
// it up takes more time than all other columns together.
func newTradeColumns(first *page, ids bool) tradeColumns {
	doubles := func(name string, values []float64) *parquetio.ColumnWriter {
		if repeats(values) {
			return parquetio.NewDoubles(name, dictionaryValues)
		}
		return parquetio.NewDoubles(name, 0)
	}
	c := tradeColumns{
		timestampUS: parquetio.NewInts(columnTimestamp),
		price:       doubles(columnPrice, first.Price),
		quantity:    doubles(columnQuantity, first.Quantity),
		quote:       doubles(columnQuoteQuantity, first.QuoteQuantity),
		side:        parquetio.NewSmallInts(columnSide),
	}
	if ids {
		c.id = parquetio.NewInts(columnID)
	}
	return c
}

// writer begins a file of the columns.
func (c *tradeColumns) writer(to io.Writer) *parquetio.Writer {
	all := []*parquetio.ColumnWriter{c.timestampUS, c.price, c.quantity, c.quote, c.side}
	if c.id != nil {
		all = append(all, c.id)
	}
	return parquetio.NewWriter(to, "tradeRow", all...)
}

// add adds a page to each column.
func (c *tradeColumns) add(p *page) error {
	if p.len() == 0 {
		return nil
	}
	sides := unsafe.Slice((*int8)(unsafe.Pointer(unsafe.SliceData(p.Side))), p.len())
	if err := c.timestampUS.Ints(p.TimestampUS); err != nil {
		return err
	}
	if err := c.price.Doubles(p.Price); err != nil {
		return err
	}
	if err := c.quantity.Doubles(p.Quantity); err != nil {
		return err
	}
	if err := c.quote.Doubles(p.QuoteQuantity); err != nil {
		return err
	}
	if err := c.side.SmallInts(sides); err != nil || c.id == nil {
		return err
	}
	return c.id.Ints(p.ids)
}

// A page is the rows of a page of each column, at most pageRows.
type page struct {
	microstructure.Trades
	ids []int64 // nil without
}

func newPage() *page {
	return &page{ids: make([]int64, 0, pageRows), Trades: microstructure.Trades{
		TimestampUS: make([]int64, 0, pageRows), Price: make([]float64, 0, pageRows), Quantity: make([]float64, 0, pageRows),
		QuoteQuantity: make([]float64, 0, pageRows), Side: make([]microstructure.Side, 0, pageRows),
	}}
}

// len is the number of rows, 0 of nil.
func (p *page) len() int {
	if p == nil {
		return 0
	}
	return len(p.TimestampUS)
}

// add appends rows of another.
func (p *page) add(o *page) {
	p.TimestampUS = append(p.TimestampUS, o.TimestampUS...)
	p.Price = append(p.Price, o.Price...)
	p.Quantity = append(p.Quantity, o.Quantity...)
	p.QuoteQuantity = append(p.QuoteQuantity, o.QuoteQuantity...)
	p.Side = append(p.Side, o.Side...)
	p.ids = append(p.ids, o.ids...)
}

// clear removes all rows, if there are any.
func (p *page) clear() {
	if p != nil {
		t := &p.Trades
		t.TimestampUS, t.Price, t.Quantity, t.QuoteQuantity, t.Side = t.TimestampUS[:0], t.Price[:0], t.Quantity[:0], t.QuoteQuantity[:0], t.Side[:0]
		p.ids = p.ids[:0]
	}
}

// repeats reports whether a dictionary pays for a column that begins with these
// values: about half of them or more repeat an earlier one and, if they fill a
// page, the dictionary of a row group will not overflow. Distinct values grow
// as a power of the number of rows, which the page's halves show. It counts
// hashes of 18 bits, which few of a page's values share.
func repeats(values []float64) bool {
	var seen [1 << 18 / 64]uint64
	distinct, inHalf := 0, 0
	for i, v := range values {
		if i == len(values)/2 {
			inHalf = distinct
		}
		hash := math.Float64bits(v) * 0x9e3779b97f4a7c15 >> 46
		word, bit := &seen[hash/64], uint64(1)<<(hash%64)
		if *word&bit == 0 {
			*word |= bit
			distinct++
		}
	}
	if distinct > len(values)/2 {
		return false
	}
	if len(values) < pageRows {
		return true
	}
	growth := float64(distinct) / float64(inHalf)
	return float64(distinct)*math.Pow(growth, math.Log2(rowGroupRows/pageRows)) <= dictionaryValues
}

package dataset

import (
	"fmt"
	"io"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// BatchRows is the largest number of trades that a TradesReader delivers at
// once. In half as many, twice as many trades are of bars that begin in one
// batch and end in another, and are copied; twice as many leave the processor's
// cache. Functions of the user get trades of batches of guard.Rows.
const BatchRows = 1 << 16

// Next reads the next batch, of 1 to BatchRows trades, valid until the next
// call. After the last one it returns io.EOF. The trades pass Trades.Validate
// and are inside the file's day; any other trade is a *FileError.
func (r *TradesReader) Next() (t microstructure.Trades, err error) {
	if r.err != nil {
		return t, r.err
	}
	defer func() { r.err = err }()
	defer r.recover(&err)
	for r.left == 0 {
		if err := r.nextGroup(); err != nil {
			return t, err
		}
	}
	if r.batch.Len() == 0 {
		r.batch = microstructure.Trades{
			TimestampUS: make([]int64, BatchRows), Price: make([]float64, BatchRows), Quantity: make([]float64, BatchRows),
			QuoteQuantity: make([]float64, BatchRows), Side: make([]microstructure.Side, BatchRows),
		}
	}
	t = r.batch.Slice(0, int(min(r.left, int64(r.batch.Len()))))
	if err := r.fill(&t); err != nil {
		return microstructure.Trades{}, err
	}
	if r.hasID {
		r.ids = slices.Grow(r.ids[:0], BatchRows)[:t.Len()]
		if err := r.id.Int64s(r.ids); err != nil {
			return microstructure.Trades{}, err
		}
	}
	r.left -= int64(t.Len())
	r.row += int64(t.Len())
	return t, nil
}

// nextGroup goes to the next row group, which may be empty, or returns io.EOF.
func (r *TradesReader) nextGroup() error {
	if r.rowGroup++; r.rowGroup >= r.file.RowGroups() {
		if r.verifies {
			if err := r.file.VerifyRest(); err != nil {
				return err
			}
		}
		return io.EOF
	}
	if r.left = r.file.RowGroupRows(r.rowGroup); r.left == 0 {
		return nil
	}
	for _, c := range []*parquetio.Column{&r.timestamp, &r.price, &r.quantity, &r.side, &r.quoteQuantity} {
		if r.quoteExact && c == &r.quoteQuantity {
			continue
		}
		if err := c.Seek(r.rowGroup); err != nil {
			return err
		}
	}
	if r.hasID {
		if err := r.id.Seek(r.rowGroup); err != nil {
			return err
		}
	}
	if r.verifies {
		if err := r.file.VerifyPages(r.rowGroup, &r.other, r.delivers); err != nil {
			return err
		}
	}
	return nil
}

func (r *TradesReader) fill(t *microstructure.Trades) error {
	if err := r.timestamp.Int64s(t.TimestampUS); err != nil {
		return err
	}
	if err := r.checkTimes(t); err != nil {
		return err
	}
	if err := r.price.Doubles(t.Price); err != nil {
		return err
	}
	if err := r.quantity.Doubles(t.Quantity); err != nil {
		return err
	}
	if r.quoteExact {
		vector.Multiply(t.QuoteQuantity, t.Price, t.Quantity)
	} else if err := r.quoteQuantity.Doubles(t.QuoteQuantity); err != nil {
		return err
	}
	return parquetio.Signs(&r.side, t.Side)
}

// checkTimes checks that times are inside the file's day and ascending.
func (r *TradesReader) checkTimes(trades *microstructure.Trades) error {
	us := trades.TimestampUS
	last := us[len(us)-1]
	if us[0] >= r.lastUS && last < r.day.StartUS+dayUS && vector.Ascending(us) {
		r.lastUS = last
		return nil
	}
	for i, t := range us {
		e := &FileError{Path: r.day.Path, Column: columnTimestamp, RowGroup: r.rowGroup, Row: r.row + int64(i)}
		switch {
		case t < r.day.StartUS || t >= r.day.StartUS+dayUS:
			e.Kind, e.Problem = ErrValue, fmt.Sprintf("%d is outside the file's day, %s UTC", t, r.day.Date)
			e.Remedy = "move the row to its own day's file, in µs since the Unix epoch" + parquetio.ImportDoesIt
			return e
		case t < r.lastUS:
			e.Kind, e.Problem = ErrOrder, fmt.Sprintf("%d is earlier than the row before it, %d", t, r.lastUS)
			e.Remedy = "sort the file by timestamp_us, keeping the order of equal times" + parquetio.ImportDoesIt
			return e
		}
		r.lastUS = t
	}
	return nil
}

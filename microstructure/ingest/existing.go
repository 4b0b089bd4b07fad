package ingest

import (
	"errors"
	"fmt"
	"io"

	"github.com/tickbook/tickbook/microstructure"
)

// An Intent says what to do with a UTC day.
type Intent int

const (
	Leave Intent = iota // do not write it
	Write               // write it from the archives alone
	// Merge writes it from the archives and from Config.Existing, which has
	// ids and was made with the same listing, with a scale of 1.
	Merge
)

// A DayReader reads the trades of a day that was written before, in time order,
// with their ids.
type DayReader interface {
	// Name is the file's, for errors.
	Name() string
	// Provenance is the file's provenance.
	Provenance() microstructure.Provenance
	// Next returns the next trades, which are valid until the call after, and
	// io.EOF after the last.
	Next() (microstructure.Trades, []int64, error)
	Close() error
}

// existing turns a day's trades into rows, whose order places them before all
// archives.
func (c *converter) existing(in DayReader) *run {
	var rows []row
	var n int64
	return &run{more: func() ([]row, error) {
		t, ids, err := in.Next()
		if errors.Is(err, io.EOF) {
			if p := in.Provenance(); n != p.Rows {
				return nil, fmt.Errorf("%s has %d trades, but its import wrote %d: it was changed since", in.Name(), n, p.Rows)
			}
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if len(ids) != t.Len() {
			return nil, fmt.Errorf("%s: %d trades with %d ids cannot be merged", in.Name(), t.Len(), len(ids))
		}
		amounts := t.Quantity
		if c.contract.quote {
			amounts = t.QuoteQuantity
		}
		rows = rows[:0]
		for i := range ids {
			n++
			rows = append(rows, row{timeUS: t.TimestampUS[i], id: uint64(ids[i]), price: t.Price[i], amount: amounts[i], order: n, side: t.Side[i]})
		}
		return rows, nil
	}}
}

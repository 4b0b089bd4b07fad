package ingest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// Rows are trades from the caller's program, for example from Arrow record
// batches. The slices of a batch may be those of Arrow's arrays, as Int64Values
// returns them: so this package needs no Arrow library and works with any
// version.
type Rows struct {
	Name   string // for errors and the provenance
	Format Format // how columns are found and read; its Name may be empty for the usual way
	Fields []columns.Field
	// Batches gives the rows, in batches of any size that have a column for
	// each of Fields and are valid until the next. It is read once.
	Batches iter.Seq2[columns.Batch, error]
	// InOrder promises rows in time order, or out of order by fewer rows than
	// Config.WindowRows. Days are then written as they come, and a broken
	// promise is an error. Otherwise all but small days are sorted in temporary
	// files.
	InOrder bool
}

// TradeRows returns Rows of trades, whose quote quantities are ignored, with
// their ids, if they have any.
func TradeRows(name string, ids bool, trades iter.Seq2[microstructure.Trades, []int64]) Rows {
	fields := []columns.Field{
		{Name: "timestamp_us", Kind: columns.Time, Type: "µs", PerSecond: 1e6, Zoned: true}, {Name: "price", Kind: columns.Real, Type: "double"},
		{Name: "quantity", Kind: columns.Real, Type: "double"}, {Name: "side", Kind: columns.Whole, Type: "int8"}, {Name: "id", Kind: columns.Whole, Type: "int64"},
	}
	if !ids {
		fields = fields[:4]
	}
	return Rows{Name: name, Fields: fields, Batches: func(yield func(columns.Batch, error) bool) {
		var sides []int64
		for t, ids := range trades {
			sides = sides[:0]
			for _, side := range t.Side {
				sides = append(sides, int64(side))
			}
			b := columns.Batch{Rows: t.Len(), Columns: []columns.Column{{Ints: t.TimestampUS}, {Reals: t.Price}, {Reals: t.Quantity}, {Ints: sides}, {Ints: ids}}}
			b.Columns = b.Columns[:len(fields)]
			if !yield(b, nil) {
				return
			}
		}
	}}
}

// ConvertRows is ConvertFiles for rows that are not in files. Days become
// visible once all rows are in.
func ConvertRows(ctx context.Context, rows Rows, config Config) (Report, error) {
	if err := config.validate(microstructure.CheckName("source", config.Source), microstructure.CheckName("symbol", config.Symbol)); err != nil {
		return Report{}, err
	}
	if rows.Format.Name == "" {
		rows.Format.Name = formats[0].name
	}
	if err := rows.Format.Validate(); err != nil {
		return Report{}, err
	}
	at, bad := rows.Format.resolve(rows.Fields)
	if bad != nil {
		bad.Archive = rows.Name
		return Report{}, bad
	}
	next, stop := iter.Pull2(rows.Batches)
	defer stop()
	t := &rowTable{rows: &rows, pull: next, digest: sha256.New()}
	file := &SurveyedFile{InputFile: InputFile{Name: rows.Name}, at: at, FromUS: firstUS, ToUS: lastUS}
	if err := t.begin(file); err != nil {
		return Report{}, err
	}
	in := &Input{Format: rows.Format, HasIDs: file.idKind == idsOfNumbers}
	l, err := in.Listing(config.Symbol, config.Listing)
	c := newConverter(ctx, config)
	if err != nil {
		return c.report, err
	}
	c.input, c.venue, c.lazy, c.spillAll, c.kindKnown = in, in.venue(config.Source), true, !rows.InOrder, true
	c.symbols = newSymbolFilter(l.Instrument, l.Instrument != config.Symbol, in.Format.kind())
	a := &archive{file: file, rows: t, ordinal: 1, fromUS: firstUS, toUS: lastUS, startUS: firstUS, endUS: lastUS, scattered: !rows.InOrder}
	a.report.Name = rows.Name
	c.archives = []*archive{a}
	return c.convertFound(l)
}

// errOrder: rows came later than promised.
var errOrder = errors.New("rows are out of order by more than Config.WindowRows, although Rows.InOrder promises otherwise")

// broken is an error if days would have to be read again, which is impossible
// for the caller's rows.
func (c *converter) broken() error {
	var names []string
	for _, d := range c.days {
		if d.again && !d.failed {
			names = append(names, d.provenance.Day)
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	return fmt.Errorf("ingest: %w: %s", errOrder, names[0])
}

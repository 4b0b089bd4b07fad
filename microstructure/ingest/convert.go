package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// Convert reads archives of one instrument, in any order, and writes every UTC
// day that they have rows of. An archive that cannot be used is listed in the
// report with the days that are missing because of it; the others go on.
// An error is returned when the options are unusable, ctx ends or a DayWriter
// fails; days that are complete by then stay.
//
// The result depends on the archives' content and names alone. Memory is
// bounded by Options.WindowRows, whatever the size of archives and days.
func Convert(ctx context.Context, paths []string, options Options) (Report, error) {
	if err := options.Validate(); err != nil {
		return Report{}, err
	}
	c := &converter{options: options, windowRows: options.WindowRows, failed: map[int64]bool{}, days: map[int64]*day{}}
	c.venue, _ = venueOf(options.Source)
	c.report = Report{Source: options.Source, Symbol: options.Symbol}
	if err := c.plan(paths); err != nil {
		return c.report, err
	}
	if len(c.archives) == 0 {
		return c.report, nil
	}
	l, err := options.Listing.Complete(options.Source, options.Symbol, c.archives[0].info.start)
	if err != nil {
		return c.report, err
	}
	c.instrument, c.scale, c.contract = l.Instrument, l.Scale, contract{size: l.ContractSize, quote: l.InQuote}
	c.report.Listing = l
	err = c.run(ctx)
	for _, d := range c.open {
		err = errors.Join(err, d.drop())
	}
	c.report.gather(c)
	return c.report, err
}

type converter struct {
	options    Options
	venue      *venue
	instrument string
	contract   contract
	scale      float64 // see Listing
	windowRows int
	spillAll   bool // days are being done again: write nothing before all is sorted
	kindKnown  bool
	archives   []*archive
	days       map[int64]*day          // all that rows came for
	open       []*day                  // those that rows may still come for, in order
	failed     map[int64]bool          // days that an archive's failure took out
	only       map[int64]bool          // unless nil, the days that rows are kept of
	nextUS     int64                   // no archive after the one being read has rows before this
	spare      []microstructure.Trades // memory of days that are done
	windows    [][]row
	report     Report
}

// plan sorts the archives by the time they cover.
func (c *converter) plan(paths []string) error {
	for _, path := range paths {
		a, err := newArchive(path, c.venue)
		if err != nil {
			c.report.Failures = append(c.report.Failures, Failure{Archive: filepath.Base(path), Err: err})
			continue
		}
		c.archives = append(c.archives, a)
	}
	slices.SortStableFunc(c.archives, func(a, b *archive) int {
		return cmp.Or(cmp.Compare(a.startUS, b.startUS), cmp.Compare(a.endUS, b.endUS),
			cmp.Compare(a.report.Name, b.report.Name), cmp.Compare(a.path, b.path))
	})
	for i, a := range c.archives {
		a.ordinal = int64(i)
		if i > 0 && c.venue.restarts && c.archives[i-1].endUS > a.startUS {
			return fmt.Errorf("%w: %s and %s cover the same days, and ids count anew in each, so that their rows cannot be told apart; convert one of them",
				ErrMismatch, c.archives[i-1].report.Name, a.report.Name)
		}
		if first := c.archives[0]; a.info.agg != first.info.agg {
			return fmt.Errorf("%w: %s and %s: merged trades (aggTrades) and single trades cannot go into one source, convert one kind",
				ErrMismatch, first.report.Name, a.report.Name)
		}
	}
	return nil
}

func (c *converter) run(ctx context.Context) error {
	for i, a := range c.archives {
		c.nextUS = math.MaxInt64
		if i+1 < len(c.archives) {
			c.nextUS = c.archives[i+1].fromUS
		}
		if err := c.closeBefore(a.fromUS); err != nil {
			return err
		}
		if err := c.convertArchive(ctx, a); err != nil {
			return err
		}
	}
	if err := c.closeBefore(math.MaxInt64); err != nil {
		return err
	}
	return c.redo(ctx)
}

// convertArchive reads one archive into the open days.
func (c *converter) convertArchive(ctx context.Context, a *archive) error {
	if a.long() {
		// Days are closed while the archive is being read, so it must be known to be whole.
		bad, err := c.stream(ctx, a, func([]row) error { return nil })
		if err != nil || bad != nil {
			return errors.Join(err, c.fail(a, bad))
		}
	}
	bad, err := c.stream(ctx, a, func(rows []row) error { return c.route(rows, a) })
	if err != nil || bad != nil {
		return errors.Join(err, c.fail(a, bad))
	}
	c.settleDirection(a)
	a.report.OutOfOrder, a.report.MovedOut = a.down, a.movedOut
	if c.options.Progress != nil {
		c.options.Progress(a.report)
	}
	return nil
}

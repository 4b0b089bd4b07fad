package ingest

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// ConverterVersion changes when the same archives would give different days.
const ConverterVersion = 1

// Convert reads archives of one instrument, in any order, and writes every UTC
// day of which they have rows. An archive that cannot be used, or only in part,
// is listed in the report with the days that are missing because of it; the
// others are still converted. An error is returned if the configuration is
// invalid, ctx ends or a DayWriter fails; days committed before that stay.
//
// The result depends only on the archives' content and names. Memory is bounded
// by Config.WindowRows, whatever the size of archives and days.
func Convert(ctx context.Context, paths []string, config Config) (Report, error) {
	if err := config.Validate(); err != nil {
		return Report{}, err
	}
	c := newConverter(ctx, config)
	c.venue, _ = venueOf(config.Source)
	if err := c.plan(paths); err != nil {
		return c.report, err
	}
	if len(c.archives) == 0 {
		return c.report, nil
	}
	l, err := config.Listing.Complete(config.Source, config.Symbol, c.archives[0].info.start)
	if err != nil {
		return c.report, err
	}
	return c.convert(l)
}

func newConverter(ctx context.Context, config Config) *converter {
	return &converter{ctx: ctx, config: config, failed: map[int64]bool{}, days: map[int64]*day{}, intents: map[int64]Intent{},
		report:    Report{Source: config.Source, Symbol: config.Symbol, Aggregated: config.Kind == microstructure.KindAggTrades},
		kindKnown: config.Kind != ""}
}

// convert reads the planned archives.
func (c *converter) convert(l Listing) (Report, error) {
	c.instrument, c.scale, c.contract = l.Instrument, l.Scale, contract{size: l.ContractSize, quote: l.InQuote}
	c.report.Listing = l
	err := c.run()
	err = errors.Join(err, c.committed())
	for _, d := range c.days {
		if !d.done {
			err = errors.Join(err, d.drop())
		}
	}
	c.report.gather(c)
	return c.report, err
}

type converter struct {
	ctx         context.Context
	config      Config
	venue       *venue
	instrument  string
	contract    contract
	scale       float64 // see Listing
	input       *Input  // what the archives are, unless they are an exchange's
	symbols     *symbolFilter
	lazy        bool // days are decided on when their first rows come, and rows can be read only once
	spillAll    bool // days are being done again: write nothing before all is sorted
	kindKnown   bool
	archives    []*archive
	intents     map[int64]Intent // by day; no other day can have rows
	days        map[int64]*day   // all days with rows
	open        []*day           // days that may still get rows, in order
	settled     []*day           // days that wait for their archives to prove whole
	ending      *day             // the day that is being settled; or nil
	committing  chan error       // of commits that were begun; nil without
	failed      map[int64]bool   // days that an archive took out
	only        map[int64]bool   // unless nil, the days whose rows are kept
	nextUS      int64            // no archive after the one being read has rows before this
	held        int              // rows in windows
	windows     [][]row          // memory of days that are done
	spare       []*batch         // likewise
	spillBuffer *bufio.Writer    // see newSpill; nil before the first spill
	doubles     doubles
	report      Report
}

// plan sorts the archives by the time they cover, and decides which days are
// to be written.
func (c *converter) plan(paths []string) error {
	for _, path := range paths {
		a, err := newArchive(path, c.venue)
		if err == nil {
			err = c.checkStrict(a)
		}
		if err != nil {
			c.report.Failures = append(c.report.Failures, Failure{Archive: filepath.Base(path), Days: c.lost(a), Err: err})
			for _, n := range a.days() {
				c.failed[n] = true
			}
			continue
		}
		c.archives = append(c.archives, a)
	}
	slices.SortStableFunc(c.archives, func(a, b *archive) int {
		return cmp.Or(cmp.Compare(a.startUS, b.startUS), cmp.Compare(a.endUS, b.endUS),
			cmp.Compare(a.report.Name, b.report.Name), cmp.Compare(a.path, b.path))
	})
	for i, a := range c.archives {
		a.ordinal = int64(i) + 1
		if i > 0 && c.venue.restarts && c.archives[i-1].endUS > a.startUS {
			return fmt.Errorf("%w: %s and %s cover the same days, and ids count anew in each, so that their rows cannot be distinguished; convert one of them",
				ErrMismatch, c.archives[i-1].report.Name, a.report.Name)
		}
		if err := c.checkKind(a); err != nil {
			return err
		}
		for n := dayOf(a.fromUS); n <= dayOf(a.toUS-1); n++ {
			c.decide(n)
		}
	}
	return nil
}

// checkStrict refuses an archive without a checksum if Config.Strict is set.
func (c *converter) checkStrict(a *archive) error {
	if !c.config.Strict || a.checksum != "" {
		return nil
	}
	return &Error{Archive: a.report.Name, Err: ErrChecksum, Problem: "has no " + checksumSuffix + " beside it",
		Remedy: "download that too, or do without the check"}
}

// checkKind refuses archives whose names say that they are of another kind than
// the others or than Config.Kind.
func (c *converter) checkKind(a *archive) error {
	if !a.info.kind {
		return nil // only a header may tell
	}
	if c.kindKnown && a.info.agg != c.report.Aggregated {
		return &Error{Archive: a.report.Name, Err: ErrMismatch, Problem: mixedKinds, Remedy: oneKind}
	}
	c.kindKnown, c.report.Aggregated = true, a.info.agg
	return nil
}

// decide asks once for the Intent of a day.
func (c *converter) decide(number int64) Intent {
	intent, known := c.intents[number]
	if !known {
		intent = Write
		if c.config.Intent != nil {
			intent = c.config.Intent(dayName(number))
		}
		c.intents[number] = intent
	}
	return intent
}

func (c *converter) run() error {
	for i, a := range c.archives {
		c.nextUS = math.MaxInt64
		if i+1 < len(c.archives) {
			c.nextUS = c.archives[i+1].fromUS
		}
		if err := c.commitBefore(a.fromUS); err != nil {
			return err
		}
		if err := c.convertArchive(a); err != nil {
			return err
		}
	}
	if c.lazy {
		if err := c.broken(); err != nil {
			return err
		}
	}
	if err := errors.Join(c.commitBefore(math.MaxInt64), c.committed()); err != nil {
		return err
	}
	if err := c.redo(); err != nil {
		return err
	}
	return c.conflicts()
}

// convertArchive reads one archive into the open days.
func (c *converter) convertArchive(a *archive) error {
	bad, err := c.stream(a, func(rows []row) error { return c.route(rows, a) })
	if err != nil {
		return err
	}
	if bad != nil && c.lazy {
		return bad // it may have had rows of any day
	}
	if bad != nil {
		return c.fail(a, bad)
	}
	r := &a.report
	r.OutOfOrder, r.MovedOut = a.outOfOrder, a.movedOut
	r.Units, r.UnusualUnits = r.units.String(), c.venue.units != 0 && r.units&^c.venue.units != 0
	if c.config.Progress != nil {
		c.config.Progress(*r)
	}
	return c.failRows(a)
}

package ingest

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
)

// ConvertFiles is Convert for files of the user's own, see FindFiles and
// Survey: it takes those of the instrument, see Input.Of, and reads those that
// may have rows of a day to write. Source may be any name. Unless
// Config.Listing says something else, quantities are in base currency.
//
// Files cover the UTC days that they have rows of, as far as is known. Ids of
// numbers order rows and tell them apart, as an exchange's do; those of texts
// only tell rows of one instant apart.
func ConvertFiles(ctx context.Context, in *Input, config Config) (Report, error) {
	if err := config.validate(microstructure.CheckName("source", config.Source), microstructure.CheckName("symbol", config.Symbol)); err != nil {
		return Report{}, err
	}
	c := newConverter(ctx, config)
	l, err := in.Listing(config.Symbol, config.Listing)
	if err != nil {
		return c.report, err
	}
	exact := l.Instrument != config.Symbol
	if in, _, err = in.Of(l.Instrument, exact); err != nil {
		return c.report, err
	}
	c.input, c.venue = in, in.venue(config.Source)
	c.symbols = newSymbolFilter(l.Instrument, exact, in.Format.kind())
	if c.kindKnown && c.report.Aggregated != in.aggregated {
		return c.report, &Error{Archive: in.Files[0].Name, Err: ErrMismatch, Problem: mixedKinds, Remedy: oneKind}
	}
	c.kindKnown, c.report.Aggregated = true, in.aggregated
	if err := c.planFiles(); err != nil {
		return c.report, err
	}
	if len(c.archives) == 0 {
		return c.report, nil
	}
	return c.convertFound(l)
}

// convertFound converts; it is an error if no row is of the instrument.
func (c *converter) convertFound(l Listing) (Report, error) {
	r, err := c.convert(l)
	if err == nil && len(r.Failures) == 0 {
		err = c.noneFound()
	}
	return r, err
}

// noneFound is an error if no file that was read has a row of the instrument.
func (c *converter) noneFound() error {
	var skipped int64
	for _, a := range c.archives {
		if a.report.Rows > 0 {
			return nil
		}
		skipped += a.report.OtherInstruments
	}
	slices.Sort(c.symbols.others)
	return fmt.Errorf("%w: none of %d rows is of %s; there are %s; give the symbol of these or, if one of them is the same: %s",
		ErrNoTrades, skipped, c.instrument, strings.Join(c.symbols.others, ", "), sayInstrument)
}

// Listing fills in what is zero in l: the symbol as the instrument, a scale of
// 1, and quantities in base currency.
func (in *Input) Listing(symbol string, l Listing) (Listing, error) {
	if err := in.Format.Validate(); err != nil {
		return l, err
	}
	given := l.ContractSize != 0
	l.Instrument = cmp.Or(l.Instrument, symbol)
	l.Scale, l.ContractSize = cmp.Or(l.Scale, 1), cmp.Or(l.ContractSize, 1)
	if err := in.checkSize(l, given); err != nil {
		return l, err
	}
	if !usable(l.ContractSize) {
		return l, fmt.Errorf("%w: %g is not a size for %s", ErrContractSize, l.ContractSize, l.Instrument)
	}
	if !usable(l.Scale) {
		return l, fmt.Errorf("a scale of %g is not one for %s", l.Scale, l.Instrument)
	}
	return l, nil
}

// checkSize asks for the size of contracts where quantities may be in these.
func (in *Input) checkSize(l Listing, given bool) error {
	base := in.Format.kind().base
	if base == nil || given {
		return nil
	}
	for i := range in.Files {
		if v := in.Files[i].venue; v != "" && !base(v) {
			return fmt.Errorf("%w: %s gives amounts in units of its own, which may be contracts; give the size of one as %s=SIZE, in base currency, or 1 if they are in base currency",
				ErrContractSize, shortenTo(v, 60), l.Instrument)
		}
	}
	return nil
}

// venue describes a source by its files. Ids of exchanges that the package
// knows are consecutive; those of others need not be.
func (in *Input) venue(source string) *venue {
	v := &venue{name: source, ordered: in.HasIDs, sparse: in.HasIDs, instrument: sameName}
	if known, err := venueOf(source); err == nil && known.ordered {
		v.sparse = false
	}
	return v
}

// planFiles decides which days are to be written, and which files are to be
// read for them.
func (c *converter) planFiles() error {
	for i := range c.input.Files {
		f := &c.input.Files[i]
		a := &archive{path: f.Path, file: f, startUS: f.StartUS, endUS: f.EndUS, fromUS: f.FromUS, toUS: f.ToUS}
		a.report.Name = cmp.Or(f.Name, filepath.Base(f.Path))
		a.report.Bytes, a.modified = f.info.Size(), f.info.ModTime()
		var err error
		if a.checksum, err = checksumBeside(f.Path); err == nil {
			err = c.checkStrict(a)
		}
		if err != nil {
			c.report.Failures = append(c.report.Failures, Failure{Archive: a.report.Name, Days: c.lost(a), Err: err})
			for _, n := range a.days() {
				c.failed[n] = true
			}
			continue
		}
		wanted := false
		for n := dayOf(a.fromUS); n <= dayOf(a.toUS-1); n++ {
			wanted = c.decide(n) != Leave || wanted
		}
		if wanted {
			c.archives = append(c.archives, a)
		}
	}
	for i, a := range c.archives {
		a.ordinal = int64(i) + 1
	}
	return nil
}

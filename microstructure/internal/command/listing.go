package command

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/store"
)

// listingFlags give the names and contract sizes of instruments.
type listingFlags struct{ contractSizes, instruments []string }

func (f *listingFlags) add(c *cobra.Command) {
	c.Flags().StringSliceVar(&f.contractSizes, "contract-size", nil,
		"INSTRUMENT=SIZE: base currency in one contract, or quote currency if inverse; for instruments that the program does not know. The data keep it for later runs")
	c.Flags().StringSliceVar(&f.instruments, "instrument", nil,
		"SOURCE=NAME[*SCALE]: what the source calls the symbol, and how many of its units are one of the symbol's, such as okx_futures=SHIB-USDT-SWAP*1000 for 1000SHIBUSDT. The data keep it for later runs")
}

// parse checks the flags, for archives of the exchanges that are known.
func (f *listingFlags) parse() (*listings, error) {
	return f.parseWith(func(source string) error { return checkSources([]string{source}) },
		func(instrument string) error { return microstructure.CheckName("instrument", instrument) })
}

// parseForFiles checks the flags, for files of the user's own: these may have
// any source, and any name for an instrument, such as BTC/USDT:USDT.
func (f *listingFlags) parseForFiles() (*listings, error) {
	return f.parseWith(func(source string) error { return microstructure.CheckName("source", source) }, func(string) error { return nil })
}

func (f *listingFlags) parseWith(checkSource, checkInstrument func(string) error) (*listings, error) {
	l := &listings{given: map[string]ingest.Listing{}, sizes: map[string]float64{}, unused: map[string]bool{}}
	for _, item := range f.contractSizes {
		name, text, ok := strings.Cut(item, "=")
		size, err := positive(text)
		if !ok || name == "" || err != nil {
			return nil, fmt.Errorf("--contract-size %q: write it as INSTRUMENT=SIZE, with a size above 0", item)
		}
		if err := checkInstrument(name); err != nil {
			return nil, fmt.Errorf("--contract-size %q: %w", item, err)
		}
		l.sizes[name] = size
		l.unused[name] = true
	}
	for _, item := range f.instruments {
		source, text, ok := strings.Cut(item, "=")
		name, scale, scaled := strings.Cut(text, "*")
		given := ingest.Listing{Instrument: name, Scale: 1}
		var err error
		if scaled {
			given.Scale, err = positive(scale)
		}
		if !ok || name == "" || err != nil {
			return nil, fmt.Errorf("--instrument %q: write it as SOURCE=NAME or SOURCE=NAME*SCALE, with a scale above 0", item)
		}
		if err := errors.Join(checkSource(source), checkInstrument(name)); err != nil {
			return nil, fmt.Errorf("--instrument %q: %w", item, err)
		}
		if _, twice := l.given[source]; twice {
			return nil, fmt.Errorf("--instrument %q: %s has another already; a source has one instrument per symbol", item, source)
		}
		l.given[source] = given
	}
	return l, nil
}

// positive reads a finite number above 0.
func positive(text string) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err == nil && (!(v > 0) || math.IsInf(v, 0)) {
		err = strconv.ErrRange
	}
	return v, err
}

// listings are the listings given by flags.
type listings struct {
	given  map[string]ingest.Listing // by source, from --instrument
	sizes  map[string]float64        // by instrument or symbol, from --contract-size
	unused map[string]bool           // names of sizes that no instrument had yet
}

// find returns a source's listing of a symbol from flags or earlier days of the
// source. Flags have priority.
func (l *listings) find(data *dataset.Dataset, source string) (ingest.Listing, error) {
	days, err := sourceDays(data, source)
	if err != nil {
		return ingest.Listing{}, err
	}
	var before ingest.Listing
	for i := len(days) - 1; i >= 0 && before.Instrument == ""; i-- {
		before = dayListing(days[i])
	}
	listing, given := l.given[source]
	if !given {
		listing.Instrument, listing.Scale = before.Instrument, before.Scale
	}
	if listing.Instrument == "" {
		if listing.Instrument, err = ingest.Instrument(source, data.Symbol); err != nil {
			return listing, err
		}
	}
	for _, name := range []string{listing.Instrument, data.Symbol} {
		if size, ok := l.sizes[name]; ok {
			listing.ContractSize = size
			delete(l.unused, name)
			break
		}
	}
	if listing.ContractSize == 0 && before.Instrument == listing.Instrument {
		// A size that the program knows holds for certain days only; one that a
		// user gave holds for all.
		if known, _, _ := ingest.ContractSize(source, listing.Instrument, farFuture); known != before.ContractSize {
			listing.ContractSize = before.ContractSize
		}
	}
	return listing, nil
}

// findForFiles is find for files of the user's own. Days that were made of an
// exchange's archives do not mention these.
func (l *listings) findForFiles(data *dataset.Dataset, source string) (ingest.Listing, error) {
	days, err := sourceDays(data, source)
	if err != nil {
		return ingest.Listing{}, err
	}
	var listing ingest.Listing
	for i := len(days) - 1; i >= 0 && listing.Instrument == ""; i-- {
		if p, err := dataset.ReadProvenance(days[i].Path); err == nil && p.Format != "" {
			listing = provenanceListing(&p)
		}
	}
	if given, ok := l.given[source]; ok {
		listing.Instrument, listing.Scale = given.Instrument, given.Scale
	}
	if listing.Instrument == "" {
		listing.Instrument = data.Symbol
	}
	for _, name := range []string{listing.Instrument, data.Symbol} {
		if size, ok := l.sizes[name]; ok {
			listing.ContractSize = size
			delete(l.unused, name)
			break
		}
	}
	return listing, nil
}

// complete adds what the program knows of the days from first on.
func complete(listing ingest.Listing, source string, first time.Time) (ingest.Listing, error) {
	listing, err := listing.Complete(source, listing.Instrument, first)
	if errors.Is(err, ingest.ErrContractSize) {
		err = fmt.Errorf("%w, with --contract-size", err)
	}
	return listing, err
}

// farFuture is after every day from which a contract size is known.
var farFuture = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// leftover is an error if a --contract-size matched no instrument.
func (l *listings) leftover() error {
	if len(l.unused) == 0 {
		return nil
	}
	return fmt.Errorf("--contract-size %s: no source of this run has such an instrument",
		strings.Join(slices.Sorted(maps.Keys(l.unused)), ", "))
}

// sourceDays lists the existing days of a source.
func sourceDays(data *dataset.Dataset, source string) ([]dataset.Day, error) {
	if there, err := store.IsFolder(data.TradesDir(source)); err != nil || !there {
		return nil, err
	}
	days, err := data.Days(source)
	if errors.Is(err, dataset.ErrNoTrades) {
		return nil, nil
	}
	return days, err
}

// dayListing is the listing in a day's file; zero if no import made it.
func dayListing(day dataset.Day) (l ingest.Listing) {
	p, err := dataset.ReadProvenance(day.Path)
	if err != nil || !p.Imported() {
		return l
	}
	return provenanceListing(&p)
}

func provenanceListing(p *microstructure.Provenance) ingest.Listing {
	return ingest.Listing{Instrument: p.Instrument, Scale: cmp.Or(p.Scale, 1),
		ContractSize: p.ContractSize, InQuote: p.ContractUnit == microstructure.UnitQuote}
}

// warnOfOthers warns about days of a source whose listing differs from the
// current one.
func warnOfOthers(w io.Writer, data *dataset.Dataset, source string, used ingest.Listing) {
	days, _ := sourceDays(data, source) // what cannot be listed is said by whoever reads it
	var others []string
	for _, day := range days {
		if l := dayListing(day); l.Instrument != "" && l != used {
			others = append(others, day.Date)
		}
	}
	if n := len(others); n > 0 {
		fmt.Fprintf(w, "warning: %s, %s: %d days from %s to %s were made of another instrument, scale or contract size than %s; fetch or import them again\n",
			source, data.Symbol, n, others[0], others[n-1], used)
	}
}

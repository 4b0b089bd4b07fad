package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/ingest/fetch"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/store"
	"github.com/tickbook/tickbook/microstructure/table"
)

// A sourcePlan is the plan for one symbol at one source.
type sourcePlan struct {
	data    *dataset.Dataset
	source  string
	listing ingest.Listing
	days    []dataset.Day // that are there
	config  fetch.Config
	first   time.Time    // the first day to convert: From, or one before it that its new neighbour may bring rows of
	before  []fetch.File // archives on disk of days before From, which may have rows of it
	files   []fetch.File
	// archives are the files that are on disk after the download.
	archives []fetch.File
}

// plan decides what to fetch, without using the network.
func (f *fetchFlags) plan(ctx context.Context, now time.Time) ([]*sourcePlan, error) {
	return f.planOf(ctx, f.pairs(), now, func(p *sourcePlan) error {
		if f.until != "" && p.config.To.Before(p.config.From) {
			return nil
		}
		return p.list(f.until != "")
	})
}

// A symbolAt is a symbol at a source.
type symbolAt struct{ symbol, source string }

// pairs are those of --symbol and --source.
func (f *fetchFlags) pairs() (pairs []symbolAt) {
	symbols := unique(f.symbols)
	if len(symbols) == 0 {
		symbols = []string{""}
	}
	for _, symbol := range symbols {
		for _, source := range unique(f.sources) {
			pairs = append(pairs, symbolAt{symbol, source})
		}
	}
	return pairs
}

// planOf is a plan for each of some symbols at sources, whose files list finds.
func (f *fetchFlags) planOf(ctx context.Context, pairs []symbolAt, now time.Time, list func(*sourcePlan) error) ([]*sourcePlan, error) {
	if err := checkSources(f.sources); err != nil {
		return nil, err
	}
	listings, err := f.listings.parse()
	if err != nil {
		return nil, err
	}
	base, err := f.bases()
	if err != nil {
		return nil, err
	}
	if len(f.symbols) != 1 && len(f.listings.instruments) > 0 {
		return nil, fmt.Errorf("--instrument is about one symbol: fetch %s one by one", strings.Join(f.symbols, ", "))
	}
	var plans []*sourcePlan
	for _, pair := range pairs {
		data, err := dataset.New(f.out, pair.symbol)
		if err != nil {
			return nil, err
		}
		p := &sourcePlan{data: data, source: pair.source, config: fetch.DefaultConfig()}
		if err := f.planSource(p, listings, base[pair.source], now); err != nil {
			return nil, err
		}
		if err := list(p); err != nil {
			return nil, err
		}
		plans = append(plans, p)
	}
	return plans, errors.Join(listings.leftover(), ctx.Err())
}

// planSource completes the plan of a symbol at a source, but for its files.
func (f *fetchFlags) planSource(p *sourcePlan, listings *listings, base string, now time.Time) (err error) {
	if p.listing, err = listings.find(p.data, p.source); err != nil {
		return err
	}
	if p.days, err = sourceDays(p.data, p.source); err != nil {
		return err
	}
	dir := f.archives
	if dir == "" {
		dir = store.Join(f.out, "archives")
	}
	if err := store.Local(dir); err != nil {
		return fmt.Errorf("--archives: %w", err)
	}
	c := &p.config
	c.Source, c.Instrument, c.Dir, c.BaseURL, c.AtOnce = p.source, p.listing.Instrument, dir, base, f.atOnce
	c.Agg = f.agg && strings.HasPrefix(p.source, "binance_")
	c.Recheck, c.Verified = f.recheck, f.strict
	if c.From, c.To, err = f.span(p, now); err != nil {
		return err
	}
	if err = c.Validate(); err != nil {
		return err
	}
	p.listing, err = complete(p.listing, p.source, c.From)
	return err
}

// bases reads the --base-url flags.
func (f *fetchFlags) bases() (map[string]string, error) {
	base := map[string]string{}
	for _, item := range f.baseURLs {
		source, url, ok := strings.Cut(item, "=")
		if !ok {
			return nil, fmt.Errorf("--base-url %q: write it as SOURCE=URL", item)
		}
		if err := checkSources([]string{source}); err != nil {
			return nil, err
		}
		base[source] = url
	}
	return base, nil
}

// noArchive is an error if a source has no archive at all, and never had one.
func (p *sourcePlan) noArchive(none bool) error {
	if !none || len(p.days) > 0 || len(p.files) == 0 {
		return nil
	}
	return fmt.Errorf("%s has no archive of %s from %s to %s, where %s should be: is the name right? --instrument %s=NAME gives another",
		p.source, p.listing.Instrument, p.config.From.Format(time.DateOnly), p.config.To.Format(time.DateOnly), p.files[0].URL, p.source)
}

// conversion is that of the plan's archives.
func (p *sourcePlan) conversion() *conversion {
	var paths []string
	for _, file := range slices.Concat(p.before, p.archives) {
		paths = append(paths, file.Path)
	}
	return newConversion(p.data, p.source, paths, p.listing, p.first.UnixMicro(), p.config.To.AddDate(0, 0, 1).UnixMicro())
}

// printPlan asks for the size of the download, and prints it.
func printPlan(c *cobra.Command, plans []*sourcePlan) (err error) {
	t := table.New("Plan", "source", "symbol", "archives", "present", "to fetch", "MB to fetch", "of unknown size", "not on the server")
	for _, p := range plans {
		if len(p.files) == 0 {
			fmt.Fprintf(c.OutOrStdout(), "%s, %s: complete up to %s\n", p.source, p.data.Symbol, p.days[len(p.days)-1].Date)
			continue
		}
		if p.files, err = fetch.Sizes(c.Context(), p.files, p.config); err != nil {
			return fmt.Errorf("stopped before anything was written: %w", err)
		}
		present, unknown, missing, bytes := 0, 0, 0, int64(0)
		for _, file := range p.files {
			switch {
			case file.Present:
				present++
			case file.Missing:
				missing++
			case file.Bytes < 0:
				unknown++
			default:
				bytes += file.Bytes
			}
		}
		t.Add(p.source, p.data.Symbol, text.Count(len(p.files)), text.Count(present), text.Count(len(p.files)-present-missing),
			text.Number(float64(bytes)/1e6, 1), text.Count(unknown), text.Count(missing))
	}
	if t.Len() == 0 {
		return nil
	}
	return t.WriteText(c.OutOrStdout())
}

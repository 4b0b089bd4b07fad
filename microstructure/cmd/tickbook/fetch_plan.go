package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/ingest/fetch"
	"github.com/tickbook/tickbook/microstructure/internal/text"
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
	dir := f.archives
	if dir == "" {
		dir = filepath.Join(f.out, "archives")
	}
	symbols := unique(f.symbols)
	if len(symbols) == 0 {
		symbols = []string{""}
	}
	var plans []*sourcePlan
	for _, symbol := range symbols {
		data, err := dataset.New(f.out, symbol)
		if err != nil {
			return nil, err
		}
		for _, source := range unique(f.sources) {
			p := &sourcePlan{data: data, source: source, config: fetch.DefaultConfig()}
			if p.listing, err = listings.find(p.data, source); err != nil {
				return nil, err
			}
			if p.days, err = sourceDays(p.data, source); err != nil {
				return nil, err
			}
			c := &p.config
			c.Source, c.Instrument, c.Dir, c.BaseURL, c.AtOnce = source, p.listing.Instrument, dir, base[source], f.atOnce
			c.Agg = f.agg && strings.HasPrefix(source, "binance_")
			c.Recheck, c.Verified = f.recheck, f.strict
			if c.From, c.To, err = f.span(p, now); err != nil {
				return nil, err
			}
			if err = c.Validate(); err != nil {
				return nil, err
			}
			if p.listing, err = complete(p.listing, source, c.From); err != nil {
				return nil, err
			}
			if f.until == "" || !c.To.Before(c.From) {
				if err = p.list(f.until != ""); err != nil {
					return nil, err
				}
			}
			plans = append(plans, p)
		}
	}
	return plans, errors.Join(listings.leftover(), ctx.Err())
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

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/ingest/fetch"
	"github.com/tickbook/tickbook/microstructure/report"
)

// fetchFlags are the flags of the fetch command.
type fetchFlags struct {
	symbol, from, to, out, archives string
	sources, baseURLs               []string
	listings                        listingFlags
	agg, strict, planOnly, noImport bool
	atOnce                          int
}

func fetchCommand() *cobra.Command {
	var f fetchFlags
	c := &cobra.Command{
		Use:   "fetch --symbol S --from DATE --to DATE --out DIR",
		Short: "Download the exchanges' public archives and convert them",
		Long: `Downloads the daily trade archives that hold the UTC days --from to --to, verifies them, and converts them to
DIR/SYMBOL/trades/SOURCE/DATE.parquet. What is there and whole is neither downloaded nor converted again, so an
interrupted fetch goes on where it stopped. A day that an exchange does not have is listed at the end.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c) },
	}
	fl := c.Flags()
	fl.StringVar(&f.symbol, "symbol", "BTCUSDT", "common name, or an exchange's own instrument; names the output directory as given")
	fl.StringVar(&f.from, "from", "", "first UTC day, YYYY-MM-DD (required)")
	fl.StringVar(&f.to, "to", "", "last UTC day, YYYY-MM-DD (required)")
	fl.StringSliceVar(&f.sources, "source", microstructure.SourceNames(microstructure.DefaultSources()), "sources, separated by commas")
	fl.StringVar(&f.out, "out", "", "data directory to write to (required)")
	fl.StringVar(&f.archives, "archives", "", "directory to keep the archives in (default OUT/archives)")
	fl.StringSliceVar(&f.baseURLs, "base-url", nil, "SOURCE=URL of a mirror with the exchange's own paths below it; repeatable")
	fl.BoolVar(&f.agg, "agg", false, "fetch Binance's merged trades (aggTrades): smaller, but counts differ, and reports say so")
	fl.BoolVar(&f.strict, "strict", false, "make a day that an exchange does not have an error")
	fl.BoolVar(&f.planOnly, "plan", false, "print the plan and stop")
	fl.BoolVar(&f.noImport, "no-import", false, "download only")
	fl.IntVar(&f.atOnce, "at-once", fetch.DefaultOptions().AtOnce, "downloads at a time")
	f.listings.add(c)
	for _, name := range []string{"from", "to", "out"} {
		_ = c.MarkFlagRequired(name)
	}
	return c
}

// A sourcePlan is what one source is to bring.
type sourcePlan struct {
	source  string
	listing ingest.Listing
	options fetch.Options
	files   []fetch.File
}

func (f *fetchFlags) run(c *cobra.Command) error {
	from, err := time.Parse(time.DateOnly, f.from)
	if err != nil {
		return fmt.Errorf("--from %q is not a date: write it as YYYY-MM-DD", f.from)
	}
	to, err := time.Parse(time.DateOnly, f.to)
	if err != nil {
		return fmt.Errorf("--to %q is not a date: write it as YYYY-MM-DD", f.to)
	}
	data, err := dataset.New(f.out, f.symbol)
	if err != nil {
		return err
	}
	plans, err := f.plan(data, from, to)
	if err != nil {
		return err
	}
	if err := printPlan(c.Context(), c.OutOrStdout(), plans); err != nil || f.planOnly {
		return err
	}
	missing, fetchErr := download(c, plans)
	if errors.Is(fetchErr, context.Canceled) {
		return fmt.Errorf("%w; what is complete stays, and running it again goes on from there", fetchErr)
	}
	var convertErr error
	if !f.noImport {
		var conversions []*conversion
		for _, p := range plans {
			var paths []string
			for _, file := range p.files {
				if file.Present {
					paths = append(paths, file.Path)
				}
			}
			if len(paths) > 0 {
				conversions = append(conversions, newConversion(data, p.source, paths, p.listing, from.UnixMicro(), to.AddDate(0, 0, 1).UnixMicro()))
			}
		}
		convertErr = convertAll(c, conversions)
	}
	for _, file := range missing {
		fmt.Fprintf(c.OutOrStdout(), "missing: %s\n", file.URL)
	}
	var strictErr error
	if f.strict && len(missing) > 0 {
		strictErr = fmt.Errorf("%d archives do not exist", len(missing))
	}
	return errors.Join(fetchErr, convertErr, strictErr)
}

func (f *fetchFlags) plan(data *dataset.Dataset, from, to time.Time) ([]*sourcePlan, error) {
	if err := checkSources(f.sources); err != nil {
		return nil, err
	}
	listings, err := f.listings.parse()
	if err != nil {
		return nil, err
	}
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
	dir := f.archives
	if dir == "" {
		dir = filepath.Join(f.out, "archives")
	}
	var plans []*sourcePlan
	for _, source := range f.sources {
		p := &sourcePlan{source: source, options: fetch.DefaultOptions()}
		if p.listing, err = listings.find(data, source); err != nil {
			return nil, err
		}
		if p.listing, err = complete(p.listing, source, from); err != nil {
			return nil, err
		}
		o := &p.options
		o.Source, o.Symbol, o.From, o.To, o.Dir, o.BaseURL, o.AtOnce = source, p.listing.Instrument, from, to, dir, base[source], f.atOnce
		o.Agg = f.agg && strings.HasPrefix(source, "binance_")
		if p.files, err = fetch.Plan(*o); err != nil {
			return nil, err
		}
		plans = append(plans, p)
	}
	return plans, listings.leftover()
}

// printPlan says how much there is to download.
func printPlan(ctx context.Context, w io.Writer, plans []*sourcePlan) error {
	t := report.Table{Caption: "Plan", Header: []string{"source", "archives", "present", "to fetch", "MB to fetch", "of unknown size"}}
	for _, p := range plans {
		fetch.Sizes(ctx, p.files, p.options)
		present, unknown, bytes := 0, 0, int64(0)
		for _, file := range p.files {
			switch {
			case file.Present:
				present++
			case file.Bytes < 0:
				unknown++
			default:
				bytes += file.Bytes
			}
		}
		t.Rows = append(t.Rows, []string{p.source, report.Count(len(p.files)), report.Count(present), report.Count(len(p.files) - present),
			fmt.Sprintf("%.1f", float64(bytes)/1e6), report.Count(unknown)})
	}
	return t.WriteText(w)
}

// download brings the files of all plans, marks those that are there, and lists those that do not exist.
func download(c *cobra.Command, plans []*sourcePlan) (missing []fetch.File, err error) {
	for _, p := range plans {
		bar := newProgress(c.ErrOrStderr(), "fetching "+p.source)
		var mu sync.Mutex
		done, bytes := 0, int64(0)
		start := time.Now()
		p.options.Progress = func(e fetch.Event) {
			mu.Lock()
			defer mu.Unlock()
			bytes += e.Bytes
			if e.Done {
				done++
			}
			bar.update(done, len(p.files), fmt.Sprintf("%.1f MB, %.1f MB/s", float64(bytes)/1e6, float64(bytes)/1e6/time.Since(start).Seconds()))
		}
		fetched, runErr := fetch.Run(c.Context(), p.files, p.options)
		bar.finish()
		there := map[string]bool{}
		for _, file := range append(fetched.Fetched, fetched.Present...) {
			there[file.Path] = true
		}
		for i := range p.files {
			p.files[i].Present = there[p.files[i].Path]
		}
		missing = append(missing, fetched.Missing...)
		fmt.Fprintf(c.OutOrStdout(), "%s: %d fetched, %d were there, %d missing, %d failed\n",
			p.source, len(fetched.Fetched), len(fetched.Present), len(fetched.Missing), len(fetched.Failed))
		for _, failure := range fetched.Failed {
			err = errors.Join(err, fmt.Errorf("%s: %w", failure.File.URL, failure.Err))
		}
		if runErr != nil {
			return missing, runErr
		}
	}
	return missing, err
}

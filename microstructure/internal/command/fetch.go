package command

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/ingest/fetch"
)

// fetchFlags are the flags of the fetch command.
type fetchFlags struct {
	from, to, until, out, archives            string
	symbols, sources, baseURLs                []string
	listings                                  listingFlags
	agg, recheck, strict, planOnly, noConvert bool
	force                                     bool
	atOnce                                    int
	shards                                    shardFlags
}

func fetchCommand() *cobra.Command {
	var f fetchFlags
	c := &cobra.Command{
		Use:   "fetch --symbol S --from DATE --to DATE --out DIR",
		Short: "Download the exchanges' public archives and convert them",
		Long: `Downloads the trade archives that hold the UTC days --from to --to, verifies them, and converts them to
DIR/SYMBOL/trades/SOURCE/DATE.parquet. A day that the exchange has no file of is looked for in the file of its month.
What is there and whole is neither downloaded nor converted again, so an interrupted fetch goes on where it stopped. A
day that an exchange does not have is listed at the end; that a source has none at all is an error.

With --until in place of --to, each source goes on from the last day that it has, and --from is where a source begins
that has none yet. So one line keeps data up to date, such as this one of crontab(5), in UTC:

  30 8 * * *  tickbook fetch --symbol BTCUSDT,ETHUSDT --from 2025-11-01 --until yesterday --out DIR

Exchanges publish corrected archives now and then. --recheck asks for what they have today; where the ids of a day have
gaps, that is asked anyway.

` + onResults + `
--from and --to are those of the whole: a day is made of its archives and its neighbours', as in one run. So days are dealt
out by tens, and parts need a folder of archives that they share, or each fetches the neighbours of its tens. A day that the
exchange does not have is a line with an error; an exchange that does not answer is a fault of the machine. Where a day
comes from the file of its month, run the command without --shard at the end, for the bytes of one run.`,
		Example: `  tickbook fetch --symbol BTCUSDT --from 2025-11-01 --to 2026-01-31 --out data
  tickbook fetch --symbol BTCUSDT,ETHUSDT --from 2021-01-01 --to 2025-12-31 --out data --shard 3/20 >3.jsonl`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c) },
	}
	fl := c.Flags()
	fl.StringSliceVar(&f.symbols, "symbol", []string{"BTCUSDT"}, "common names, or an exchange's own instruments, separated by commas; they name the output directories as given")
	fl.StringVar(&f.from, "from", "", "first UTC day, YYYY-MM-DD")
	fl.StringVar(&f.to, "to", "", "last UTC day, YYYY-MM-DD or yesterday")
	fl.StringVar(&f.until, "until", "", "last UTC day, YYYY-MM-DD or yesterday, from the last day on that a source has")
	fl.StringSliceVar(&f.sources, "source", microstructure.SourceNames(microstructure.DefaultSources()), "sources, separated by commas, of "+strings.Join(ingest.Sources(), ", "))
	fl.StringVar(&f.out, "out", "", "data directory to write to (required)")
	fl.StringVar(&f.archives, "archives", "", "directory to keep the archives in (default OUT/archives)")
	fl.StringSliceVar(&f.baseURLs, "base-url", nil, "SOURCE=URL of a mirror with the exchange's own paths below it; repeatable")
	fl.BoolVar(&f.agg, "agg", false, "fetch Binance's merged trades (aggTrades): smaller, but counts differ, and reports say so")
	fl.BoolVar(&f.recheck, "recheck", false, "ask for all archives whether the exchange still has what is on disk, and download those that it published anew")
	fl.BoolVar(&f.strict, "strict", false, "make a day that an exchange does not have an error, and refuse an archive without the checksum that its exchange gives others")
	fl.BoolVar(&f.force, "force", false, forceUsage)
	fl.BoolVar(&f.planOnly, "plan", false, "print the plan and stop")
	fl.BoolVar(&f.noConvert, "no-import", false, "download only")
	fl.IntVar(&f.atOnce, "at-once", fetch.DefaultConfig().AtOnce, "downloads at a time, at least 1")
	f.listings.add(c)
	f.shards.addFlags(c, "symbol", "source")
	_ = c.MarkFlagRequired("out")
	c.MarkFlagsOneRequired("to", "until")
	c.MarkFlagsMutuallyExclusive("to", "until")
	return c
}

func (f *fetchFlags) run(c *cobra.Command) error {
	if f.shards.given() {
		return f.runKeys(c)
	}
	plans, err := f.plan(c.Context(), time.Now())
	if err != nil {
		return err
	}
	if err := printPlan(c, plans); err != nil {
		return err
	}
	var errs []error
	if f.planOnly {
		for _, p := range plans {
			errs = append(errs, p.noArchive(!slices.ContainsFunc(p.files, func(f fetch.File) bool { return !f.Missing })))
		}
		return errors.Join(errs...)
	}
	missing := 0
	for _, p := range plans {
		report, err := download(c, p)
		if errors.Is(err, context.Canceled) {
			return fmt.Errorf("%w; what is complete stays, and running it again goes on from there", err)
		}
		if err != nil {
			return err
		}
		p.archives = report.Archives(p.source)
		missing += len(report.Missing)
		for _, failure := range report.Failed {
			errs = append(errs, failureError(failure, p))
		}
		errs = append(errs, p.noArchive(len(p.archives)+len(report.Failed) == 0))
	}
	if !f.noConvert {
		var conversions []*conversion
		for _, p := range plans {
			if len(p.archives) > 0 {
				one := p.conversion()
				one.force = f.force
				conversions = append(conversions, one)
			}
		}
		errs = append(errs, convertAll(c, conversions))
	}
	if f.strict && missing > 0 {
		errs = append(errs, fmt.Errorf("%d archives do not exist", missing))
	}
	return errors.Join(errs...)
}

// failureError says why an archive is missing, and how to fix it.
func failureError(failure fetch.Failure, p *sourcePlan) error {
	if failure.Kept == "" {
		if strings.Contains(failure.Err.Error(), failure.File.URL) {
			return failure.Err
		}
		return fmt.Errorf("%s: %w", failure.File.URL, failure.Err)
	}
	return fmt.Errorf("%w; the exchange's checksum may be the one that is wrong: the archive is kept, and this imports it anyway: tickbook import %s --source %s --symbol %s --out %s",
		failure.Err, shellWord(failure.Kept), p.source, p.data.Symbol, shellWord(p.data.Dir))
}

// shellWord quotes a word of a command for a shell.
func shellWord(word string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("/._-+:=@%", r)
	}
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// download downloads the files of a plan and reports the results.
func download(c *cobra.Command, p *sourcePlan) (fetch.Report, error) {
	bar := newProgress(c.ErrOrStderr(), "fetching "+p.source)
	var mu sync.Mutex
	done, bytes := 0, int64(0)
	start := time.Now()
	config := p.config
	config.Progress = func(e fetch.Event) {
		mu.Lock()
		defer mu.Unlock()
		bytes += e.Bytes
		if e.Done {
			done++
		}
		bar.update(done, max(done, len(p.files)), fmt.Sprintf("%.1f MB, %.1f MB/s", float64(bytes)/1e6, float64(bytes)/1e6/time.Since(start).Seconds()))
	}
	report, err := fetch.Run(c.Context(), p.files, config)
	bar.finish()
	w := c.OutOrStdout()
	fmt.Fprintf(w, "%s, %s: %d fetched, %d were there, %d missing, %d failed\n",
		p.source, p.data.Symbol, len(report.Fetched), len(report.Present), len(report.Missing), len(report.Failed))
	for _, list := range []struct {
		what  string
		files []fetch.File
	}{
		{"published anew since it was fetched", report.Replaced},
		{"not verified, the exchange has no checksum of it", report.Unverified},
		{"kept without knowing whether the exchange still has it, as it did not answer", report.Unasked},
	} {
		for _, file := range list.files {
			fmt.Fprintf(w, "%s: %s\n", list.what, filepath.Base(file.Path))
		}
	}
	for _, file := range report.Missing {
		fmt.Fprintf(w, "missing: %s\n", file.URL)
	}
	return report, err
}

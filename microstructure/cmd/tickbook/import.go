package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/report"
)

func importCommand() *cobra.Command {
	var source, symbol, out string
	var flags listingFlags
	c := &cobra.Command{
		Use:   "import FILE... --source S --symbol S --out DIR",
		Short: "Convert archives of an exchange that are on disk",
		Long: `Converts an exchange's public trade archives (zip, gzip or CSV; files, or directories of them) to
DIR/SYMBOL/trades/SOURCE/DATE.parquet, one file for each UTC day. Keep the exchange's file names: they hold the date.
Days that were converted from the same archives before are left alone. An archive that cannot be used is named at the
end, its days are not written, the others are, and the exit code is 1.

Sources: ` + strings.Join(ingest.Sources(), ", ") + `.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkSources([]string{source}); err != nil {
				return err
			}
			listings, err := flags.parse()
			if err != nil {
				return err
			}
			data, err := dataset.New(out, symbol)
			if err != nil {
				return err
			}
			listing, err := listings.find(data, source)
			if err == nil {
				err = listings.leftover()
			}
			if err != nil {
				return err
			}
			paths, err := ingest.Find(source, listing.Instrument, args...)
			if err != nil {
				return err
			}
			if listing, err = complete(listing, source, firstDay(source, paths)); err != nil {
				return err
			}
			return convertAll(c, []*conversion{newConversion(data, source, paths, listing, math.MinInt64, math.MaxInt64)})
		},
	}
	f := c.Flags()
	f.StringVar(&source, "source", "", "where the archives are from (required)")
	f.StringVar(&symbol, "symbol", "", "common name such as BTCUSDT, or the exchange's own instrument; names the output directory as given (required)")
	f.StringVar(&out, "out", "", "data directory to write to (required)")
	flags.add(c)
	for _, name := range []string{"source", "symbol", "out"} {
		_ = c.MarkFlagRequired(name)
	}
	return c
}

// firstDay is the first day that archives are dated with, in the source's
// calendar.
func firstDay(source string, paths []string) time.Time {
	first := farFuture
	for _, p := range paths {
		startUS, _, err := ingest.Span(source, p)
		if day := time.UnixMicro(startUS).Add(12 * time.Hour).UTC().Truncate(24 * time.Hour); err == nil && day.Before(first) {
			first = day
		}
	}
	return first
}

// convertAll converts one source after the other and says what was done.
func convertAll(c *cobra.Command, conversions []*conversion) error {
	failures := 0
	for _, conversion := range conversions {
		bar := newProgress(c.ErrOrStderr(), "converting "+conversion.source)
		done := 0
		converted, err := conversion.run(c.Context(), func(a ingest.ArchiveReport) {
			done++
			bar.update(done, len(conversion.archives), a.Name)
		})
		bar.finish()
		if err := printConversion(c.OutOrStdout(), conversion, converted); err != nil {
			return err
		}
		failures += len(converted.Failures)
		warnOfOthers(c.ErrOrStderr(), conversion.data, conversion.source, conversion.listing)
		if err != nil {
			return fmt.Errorf("%s: %w; days that are complete stay, and running it again goes on from there", conversion.source, err)
		}
	}
	if failures > 0 {
		return fmt.Errorf("%d archives could not be used", failures)
	}
	return nil
}

func printConversion(w io.Writer, c *conversion, r ingest.Report) error {
	t := report.Table{
		Caption: fmt.Sprintf("%s, %s: days converted %d, current before %d", c.source, c.data.Symbol, len(r.Days), c.current),
		Header:  []string{"day", "first trade", "last trade", "trades", "duplicates skipped", "from other days' archives", "ids missing", "coverage"},
	}
	for _, d := range r.Days {
		clock := func(us int64) string {
			return strings.TrimSuffix(microstructure.FormatTime(us)[len("2006-01-02T"):], "Z")
		}
		missing := text.Missing // ids that are no numbers cannot be missed
		if d.IDs != nil {
			missing = text.Count(d.IDs.Missing)
		}
		t.Rows = append(t.Rows, []string{d.Day, clock(d.FirstUS), clock(d.LastUS), text.Count(d.Rows), text.Count(d.Duplicates),
			text.Count(d.MovedIn), missing, text.Percent(d.Coverage)})
	}
	if len(t.Rows) == 0 {
		t.Header = nil
	}
	if err := t.WriteText(w); err != nil {
		return err
	}
	var unknown []string
	for _, a := range r.Archives {
		unknown = append(unknown, a.UnknownColumns...)
	}
	if len(unknown) > 0 {
		fmt.Fprintf(w, "columns that are not known were left out: %s\n", strings.Join(unique(unknown), ", "))
	}
	if r.Aggregated {
		fmt.Fprintln(w, "these are merged trades (aggTrades): counts are lower than those of trades")
	}
	for _, day := range c.kept {
		fmt.Fprintf(w, "%s: the file that is there covers more of the day, and was kept\n", day)
	}
	for _, f := range r.Failures {
		fmt.Fprintf(w, "failed: %s (days not written: %s): %v\n", f.Archive, strings.Join(f.Days, ", "), f.Err)
	}
	return nil
}

func unique(items []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, item := range items {
		if !seen[item] {
			seen[item] = true
			out = append(out, item)
		}
	}
	return out
}

package command

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/shard"
)

// forceUsage is the help of --force where archives are converted.
const forceUsage = "write days even where files of other origin, simulated trades, trades of another kind, more trades or damaged files are"

func importCommand() *cobra.Command {
	var source, symbol, out string
	var force, strict bool
	var flags listingFlags
	var own fileFlags
	var shards shardFlags
	c := &cobra.Command{
		Use:   "import FILE... --source S --symbol S --out DIR [--format F]",
		Short: "Convert archives of an exchange, or files of your own, that are on disk",
		Long: `Converts an exchange's public trade archives (zip, gzip or CSV; files, or directories of them) to
DIR/SYMBOL/trades/SOURCE/DATE.parquet, one file for each UTC day. Keep the exchange's file names: they hold the date.
Days that were converted from the same archives before are left alone. Other days that are there are replaced when the
archives they came from are given again, merged with what other archives have, or kept if they have more trades and
their trades have no ids; a line says which. Files of other origin are never replaced without --force. With it, days
that were converted before are read, and made again if they are damaged.

An archive with a .CHECKSUM beside it is verified. Of one that cannot be used no day is written; a row that cannot be
read costs its day. The other days are written, the errors listed at the end, and the exit code is 1. Rows whose
quantity is 0 are no trades and are left out.

` + onResults + `
Each part is given all files, and reads those that have rows of its days. A day without rows is a line of 0 rows.

Sources: ` + strings.Join(ingest.Sources(), ", ") + `.

` + ownFilesHelp,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			var results *shard.Lines
			if shards.given() {
				results = shard.NewLines(c.OutOrStdout())
				resultsAlone(c)
			}
			if own.format != "" {
				conversions, err := importFiles(c, args, &own, &flags, fileTarget{source, symbol, out, force, strict})
				if err != nil {
					return err
				}
				return convertWhat(c, conversions, &shards, results)
			}
			if err := own.unused(); err != nil {
				return err
			}
			if err := checkSources([]string{source}); err != nil {
				return fmt.Errorf("%w; for files of your own give their --format", err)
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
			one := newConversion(data, source, paths, listing, math.MinInt64, math.MaxInt64)
			one.force, one.strict = force, strict
			return convertWhat(c, []*conversion{one}, &shards, results)
		},
	}
	f := c.Flags()
	f.StringVar(&source, "source", "", "where the archives are from, or any name for files of your own (required)")
	f.StringVar(&symbol, "symbol", "", "common name such as BTCUSDT, or the exchange's own instrument; names the output directory as given. With --format a list, separated by commas (required)")
	f.StringVar(&out, "out", "", "data directory to write to (required)")
	f.BoolVar(&force, "force", false, forceUsage)
	f.BoolVar(&strict, "strict", false, "refuse archives that have no .CHECKSUM beside them")
	flags.add(c)
	own.add(c)
	shards.addFlags(c)
	for _, name := range []string{"source", "symbol", "out"} {
		_ = c.MarkFlagRequired(name)
	}
	return c
}

// convertWhat converts all days, or the part that the flags ask for.
func convertWhat(c *cobra.Command, conversions []*conversion, s *shardFlags, results *shard.Lines) error {
	if results != nil {
		return convertKeys(c, conversions, s, results)
	}
	return convertAll(c, conversions)
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

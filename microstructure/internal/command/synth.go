package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/store"
	"github.com/tickbook/tickbook/microstructure/synth"
)

func synthCommand() *cobra.Command {
	config := synth.DefaultConfig()
	var out, symbol, symbols, start, sources, on string
	var correlation float64
	var workers int
	var force bool
	c := &cobra.Command{
		Use:   "synth --out DIR",
		Short: "Make sample trades: a seeded market with a chosen edge",
		Long: `Simulates trades of several venues and writes them as DIR/SYMBOL/trades/SOURCE/DATE.parquet.
The same flags give the same bytes. The files are marked as synthetic, and reports say so. A symbol that has other
trades than simulated ones is refused.
With --symbols there is a market per symbol, and they move together by --correlation: that of two of them in the order flow,
the volatility and the return of a bar. --edge-on says which of them have the edge.`,
		Example: `  tickbook synth --out data
  tickbook synth --out data --symbols BTCUSDT,ETHUSDT,SOLUSDT --correlation 0.8 --edge-bps 5 --edge-on one`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			day, err := time.Parse(time.DateOnly, start)
			if err != nil {
				return fmt.Errorf("--start %q is not a date: write it as YYYY-MM-DD", start)
			}
			config.Start = day
			if config.Sources, err = microstructure.ParseSources(sources); err != nil {
				return err
			}
			if workers < 1 {
				return fmt.Errorf("--workers %d: give at least 1", workers)
			}
			names := []string{symbol}
			if symbols != "" {
				if names, err = microstructure.ParseSymbols(symbols); err != nil {
					return fmt.Errorf("--symbols: %w", err)
				}
			}
			if !(correlation >= 0 && correlation <= 1) {
				return fmt.Errorf("--correlation %v: give a number from 0 to 1", correlation)
			}
			if !slices.Contains([]synth.EdgeOn{synth.EdgeOnAll, synth.EdgeOnOne, synth.EdgeOnNone}, synth.EdgeOn(on)) {
				return fmt.Errorf("--edge-on %q: give all, one (the first) or none", on)
			}
			if symbols == "" && (c.Flags().Changed("correlation") || c.Flags().Changed("edge-on")) {
				return errors.New("--correlation and --edge-on are of several markets: give their --symbols")
			}
			configs, err := config.Together(len(names), correlation, synth.EdgeOn(on))
			if err != nil {
				return err
			}
			var all []*dataset.Dataset
			for _, name := range names {
				data, err := dataset.New(out, name)
				if err != nil {
					return err
				}
				if !force {
					if err := refuseRealTrades(data); err != nil {
						return err
					}
				}
				all = append(all, data)
			}
			for i, data := range all {
				if err := writeMarket(c, configs[i], data, workers); err != nil {
					return err
				}
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&out, "out", "", "directory to write to (required)")
	f.StringVar(&symbol, "symbol", "BTCUSDT", "symbol, which names the directory below --out")
	f.StringVar(&symbols, "symbols", "", "several symbols instead of --symbol, separated by commas: a market each")
	f.Float64Var(&correlation, "correlation", 0, "correlation of two markets of --symbols, 0 to 1")
	f.StringVar(&on, "edge-on", string(synth.EdgeOnAll), "markets of --symbols that have the edge: all, one (the first) or none")
	f.StringVar(&start, "start", "2025-11-01", "first day, UTC, YYYY-MM-DD")
	f.IntVar(&config.Days, "days", config.Days, "number of days")
	f.Uint64Var(&config.Seed, "seed", config.Seed, "seed of all randomness")
	f.Float64Var(&config.EdgeBps, "edge-bps", config.EdgeBps, "how far a bar's return is pulled against the order-flow pressure of the bar before, in bps per standard deviation of pressure; 0 is a market without an edge")
	f.Float64Var(&config.SpreadBps, "spread-bps", config.SpreadBps, "spread between bid and ask, at which takers sell and buy")
	f.Float64Var(&config.TradesPerBar, "trades-per-bar", config.TradesPerBar, "expected trades of the leading source in 5 minutes; the others have fewer")
	f.Float64Var(&config.StartPrice, "price", config.StartPrice, "price at the start, in quote currency")
	f.BoolVar(&config.Awkward, "awkward", false, "add what real data hold and code forgets: a missing day, empty and nearly empty bars, ties, constant prices")
	f.StringVar(&sources, "sources", microstructure.SourceList(config.Sources), "sources, the leading one first: NAME or NAME:LABEL, separated by commas")
	f.BoolVar(&force, "force", false, "replace the days of a symbol that has other trades than simulated ones")
	f.IntVar(&workers, "workers", runtime.GOMAXPROCS(0), "days simulated at a time, at least 1")
	_ = c.MarkFlagRequired("out")
	c.MarkFlagsMutuallyExclusive("symbol", "symbols")
	return c
}

// refuseRealTrades is an error if a file of the symbol was not simulated.
func refuseRealTrades(data *dataset.Dataset) error {
	sources, err := data.Sources()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, source := range sources {
		days, err := sourceDays(data, source)
		if err != nil {
			return err
		}
		for _, day := range days {
			if info, err := dataset.Inspect(day.Path); err != nil || info.Provenance.Synthetic == "" || !info.Own {
				return fmt.Errorf("%s was not simulated, and simulated trades do not go beside others: choose another --out or --symbol, or replace the days with --force", day.Path)
			}
		}
	}
	return nil
}

// writeMarket writes each source's days. Files that an interruption left out
// are made by running it again.
func writeMarket(c *cobra.Command, config synth.Config, data *dataset.Dataset, workers int) error {
	market, err := synth.NewMarket(config)
	if err != nil {
		return err
	}
	marker, err := json.Marshal(config)
	if err != nil {
		return err
	}
	simulated := microstructure.Provenance{Synthetic: string(marker)}
	for _, source := range config.Sources {
		if err := store.MakeFolder(data.TradesDir(source.Name)); err != nil {
			return err
		}
	}
	bar := newProgress(c.ErrOrStderr(), "simulating")
	var files, rows atomic.Int64
	date := func(i int) string { return market.Date(i % config.Days).Format(time.DateOnly) }
	err = parallel.Run(c.Context(), len(config.Sources)*config.Days, workers, func() parallel.Do {
		return func(_ context.Context, i int) error {
			source := i / config.Days
			trades, ok := market.Day(source, i%config.Days)
			if !ok {
				return nil
			}
			err := writeTrades(data.TradesPath(config.Sources[source].Name, date(i)), simulated, trades)
			if err == nil {
				files.Add(1)
				rows.Add(int64(trades.Len()))
			}
			return err
		}
	}, func(i, done, total int) { bar.update(done, total, date(i)) })
	bar.finish()
	fmt.Fprintf(c.OutOrStdout(), "%s in %s below %s\n", text.Plural(rows.Load(), "trade"), text.Plural(files.Load(), "file"), data.TradesDir(""))
	if stopped, ok := errors.AsType[*parallel.Stopped](err); ok {
		return stopped.Cause
	}
	return err
}

func writeTrades(path string, p microstructure.Provenance, trades microstructure.Trades) error {
	w, err := dataset.CreateTrades(path, p)
	if err != nil {
		return err
	}
	if err := w.Append(trades); err != nil {
		w.Abort()
		return err
	}
	return w.Close()
}

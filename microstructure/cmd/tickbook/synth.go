package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/synth"
)

func synthCommand() *cobra.Command {
	config := synth.DefaultConfig()
	var out, symbol, start, sources string
	var workers int
	c := &cobra.Command{
		Use:   "synth --out DIR",
		Short: "Make sample trades: a seeded market with as much edge as you say",
		Long: `Simulates trades of several venues and writes them as DIR/SYMBOL/trades/SOURCE/DATE.parquet.
The same flags give the same bytes. The files are marked as synthetic, and reports say so.`,
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
			return writeMarket(c, config, out, symbol, workers)
		},
	}
	f := c.Flags()
	f.StringVar(&out, "out", "", "directory to write to (required)")
	f.StringVar(&symbol, "symbol", "BTCUSDT", "symbol, which names the directory below --out")
	f.StringVar(&start, "start", "2025-11-01", "first day, UTC, YYYY-MM-DD")
	f.IntVar(&config.Days, "days", config.Days, "number of days")
	f.Uint64Var(&config.Seed, "seed", config.Seed, "seed of all randomness")
	f.Float64Var(&config.EdgeBps, "edge-bps", config.EdgeBps, "how far a bar's return is pulled against the order-flow pressure of the bar before, in bps per standard deviation of pressure; 0 is a market without an edge")
	f.Float64Var(&config.TradesPerBar, "trades-per-bar", config.TradesPerBar, "expected trades of the leading source in 5 minutes; the others have fewer")
	f.Float64Var(&config.StartPrice, "price", config.StartPrice, "price at the start, in quote currency")
	f.BoolVar(&config.Awkward, "awkward", false, "add what real data hold and code forgets: a missing day, empty and nearly empty bars, ties, constant prices")
	f.StringVar(&sources, "sources", microstructure.SourceList(config.Sources), "sources, the leading one first: NAME or NAME:LABEL, separated by commas")
	f.IntVar(&workers, "workers", runtime.GOMAXPROCS(0), "days simulated at a time")
	_ = c.MarkFlagRequired("out")
	return c
}

// writeMarket writes each source's days. Files that an interruption left out
// are made by running it again.
func writeMarket(c *cobra.Command, config synth.Config, out, symbol string, workers int) error {
	market, err := synth.NewMarket(config)
	if err != nil {
		return err
	}
	marker, err := json.Marshal(config)
	if err != nil {
		return err
	}
	simulated := microstructure.Provenance{Synthetic: string(marker)}
	data := &dataset.Dataset{Dir: out, Symbol: symbol}

	for _, source := range config.Sources {
		if err := os.MkdirAll(data.TradesDir(source.Name), 0o755); err != nil {
			return err
		}
	}
	type job struct{ source, day int }
	jobs := make(chan job)
	ctx, cancel := context.WithCancelCause(c.Context())
	defer cancel(nil)
	bar := newProgress(c.ErrOrStderr(), "simulating")
	var mu sync.Mutex
	var wg sync.WaitGroup
	done, files, rows, total := 0, 0, 0, len(config.Sources)*config.Days
	for range max(workers, 1) {
		wg.Go(func() {
			for j := range jobs {
				trades, ok := market.Day(j.source, j.day)
				if ok {
					path := data.TradesPath(config.Sources[j.source].Name, market.Date(j.day).Format(time.DateOnly))
					if err := writeTrades(path, simulated, trades); err != nil {
						cancel(err)
						continue
					}
				}
				mu.Lock()
				done++
				if ok {
					files++
					rows += trades.Len()
				}
				bar.update(done, total, market.Date(j.day).Format(time.DateOnly))
				mu.Unlock()
			}
		})
	}
	for s := range config.Sources {
		for d := 0; d < config.Days && ctx.Err() == nil; d++ {
			jobs <- job{s, d}
		}
	}
	close(jobs)
	wg.Wait()
	bar.finish()
	fmt.Fprintf(c.OutOrStdout(), "%d trades in %d files below %s\n", rows, files, data.TradesDir(""))
	return context.Cause(ctx)
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

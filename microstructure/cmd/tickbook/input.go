package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// input is what commands that read trades share.
type input struct {
	dataDir, symbol, sources string
	cacheDir                 string
	noCache                  bool
	workers                  int
}

func (in *input) addFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&in.dataDir, "data", "", "directory of SYMBOL/trades/SOURCE/YYYY-MM-DD.parquet (required)")
	f.StringVar(&in.symbol, "symbol", "BTCUSDT", "symbol, a directory below --data")
	f.StringVar(&in.sources, "sources", microstructure.SourceList(microstructure.DefaultSources()),
		"sources, the leading one first: NAME or NAME:LABEL, separated by commas; the leading one's closes are traded, and labels name columns")
	f.StringVar(&in.cacheDir, "cache", "", "directory to keep bars in (default DATA/SYMBOL/bars)")
	f.BoolVar(&in.noCache, "no-cache", false, "build all bars, and neither read nor write the cache")
	f.IntVar(&in.workers, "workers", runtime.GOMAXPROCS(0), "days read at a time, at least 1")
	_ = c.MarkFlagRequired("data")
}

// bars loads or builds the bars of every source, with progress on standard error.
func (in *input) bars(c *cobra.Command) ([]microstructure.SourceBars, dataset.BuildReport, error) {
	sources, err := microstructure.ParseSources(in.sources)
	if err != nil {
		return nil, dataset.BuildReport{}, err
	}
	data, err := dataset.Open(in.dataDir, in.symbol)
	if err != nil {
		return nil, dataset.BuildReport{}, err
	}
	bar := newProgress(c.ErrOrStderr(), "bars")
	options := dataset.DefaultBuildOptions()
	options.Workers, options.CacheDir, options.NoCache = in.workers, in.cacheDir, in.noCache
	options.Progress = func(p dataset.Progress) {
		note := p.Source + " " + p.Date
		if s := p.Elapsed.Seconds(); p.TradesBuilt > 0 && s > 0 {
			note += fmt.Sprintf(" %.1f M trades/s", float64(p.TradesBuilt)/s/1e6)
		}
		bar.update(p.Done, p.Days, note)
	}
	bars, built, err := data.Bars(c.Context(), sources, options)
	bar.finish()
	for _, w := range built.Warnings {
		fmt.Fprintln(c.ErrOrStderr(), "warning:", w)
	}
	return bars, built, err
}

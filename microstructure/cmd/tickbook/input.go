package main

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/report"
)

// input is what commands that read trades share.
type input struct {
	dataDir, symbol, sources string
	cacheDir, accepted       string
	span                     spanFlags
	noCache, noAudit         bool
	workers                  int
}

func (in *input) addFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&in.dataDir, "data", "", "directory of SYMBOL/trades/SOURCE/YYYY-MM-DD.parquet (required)")
	f.StringVar(&in.symbol, "symbol", "BTCUSDT", "symbol, a directory below --data")
	f.StringVar(&in.sources, "sources", microstructure.SourceList(microstructure.DefaultSources()),
		"sources, the leading one first: NAME or NAME:LABEL, separated by commas; the leading one's closes are traded, and labels name columns")
	in.span.addFlags(c)
	f.StringVar(&in.cacheDir, "cache", "", "directory to keep bars and audits in (default DATA/SYMBOL)")
	f.BoolVar(&in.noCache, "no-cache", false, "read all trades, and neither read nor write the cache")
	f.BoolVar(&in.noAudit, "no-audit", false, "do not audit the trades first: bars are built of whatever can be read, and the verdict's data gate fails")
	f.StringVar(&in.accepted, "accepted", "", acceptedUsage)
	f.IntVar(&in.workers, "workers", runtime.GOMAXPROCS(0), "days read at a time, at least 1")
	_ = c.MarkFlagRequired("data")
}

// A material is what a study is made of.
type material struct {
	data    *dataset.Dataset
	sources []microstructure.Source
	days    [][]dataset.Day // by source
	audit   *audit.Audit    // nil if it was not wanted
}

// open finds the data and audits them. Data with an error-level finding are refused.
func (in *input) open(c *cobra.Command) (*material, error) {
	m, err := in.find()
	if err != nil {
		return nil, err
	}
	return m, in.examine(c, m)
}

// find finds the data.
func (in *input) find() (m *material, err error) {
	m = &material{}
	if m.sources, err = microstructure.ParseSources(in.sources); err != nil {
		return nil, err
	}
	if m.data, err = in.span.open(in.dataDir, in.symbol); err != nil {
		return nil, err
	}
	m.days, err = in.span.days(m.data, m.sources)
	return m, err
}

// examine audits the data unless told not to.
func (in *input) examine(c *cobra.Command, m *material) (err error) {
	if in.noAudit {
		return nil
	}
	options := audit.DefaultOptions()
	options.Workers, options.CacheDir, options.NoCache, options.AcceptedFile = in.workers, in.cacheDir, in.noCache, in.accepted
	if m.audit, err = runAudit(c, m.data, m.sources, options); err != nil {
		return err
	}
	if err := report.AuditRefusal(m.audit, m.data, in.accepted); errors.Is(err, audit.ErrUnfit) {
		return fmt.Errorf("%w\nOr go on without an audit, with --no-audit: the verdict's data gate then fails", err)
	} else if err != nil {
		return err
	}
	for _, a := range m.audit.Accepted {
		fmt.Fprintln(c.ErrOrStderr(), a)
	}
	return nil
}

// bars loads or builds the bars of every source, with progress on standard error.
func (in *input) bars(c *cobra.Command, m *material) ([]microstructure.SourceBars, dataset.BuildReport, error) {
	bar := newProgress(c.ErrOrStderr(), "bars")
	options := dataset.DefaultBuildOptions()
	options.Workers, options.NoCache = in.workers, in.noCache
	if in.cacheDir != "" {
		options.CacheDir = in.cacheDir
	}
	options.Progress = func(p dataset.Progress) {
		note := p.Source + " " + p.Date
		if s := p.Elapsed.Seconds(); p.TradesBuilt > 0 && s > 0 {
			note += fmt.Sprintf(" %.1f M trades/s", float64(p.TradesBuilt)/s/1e6)
		}
		bar.update(p.Done, p.Days, note)
	}
	bars, built, err := m.data.Bars(c.Context(), m.sources, options)
	bar.finish()
	printWarnings(c, built.Warnings)
	return bars, built, err
}

func runAudit(c *cobra.Command, data *dataset.Dataset, sources []microstructure.Source, options audit.Options) (*audit.Audit, error) {
	bar := newProgress(c.ErrOrStderr(), "audit")
	options.Progress = func(done, total int, rows int64) { bar.update(done, total, text.Plural(rows, "trade")) }
	a, err := audit.Run(c.Context(), data, sources, options)
	bar.finish()
	if err == nil {
		printWarnings(c, a.Warnings)
	}
	return a, err
}

func printWarnings(c *cobra.Command, warnings []string) {
	for _, w := range warnings {
		fmt.Fprintln(c.ErrOrStderr(), "warning:", w)
	}
}

package command

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/store"
)

// input holds the flags that commands reading trades share.
type input struct {
	dataDir, symbol, sources string
	allSources               bool // that have files, if sources is empty
	cacheDir, accepted       string
	span                     spanFlags
	noCache, noAudit         bool
	workers                  int
	interval                 string // empty for an audit, which has its own bars
	activity                 bool   // --interval may be an activity
}

// dataUsage is the help of --data.
const dataUsage = "directory of SYMBOL/trades/SOURCE/YYYY-MM-DD.parquet; s3://BUCKET/PREFIX or gs://BUCKET/PREFIX in a build with object stores"

func (in *input) addFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&in.dataDir, "data", "", dataUsage+" (required)")
	f.StringVar(&in.symbol, "symbol", "BTCUSDT", "symbol, a directory below --data")
	f.StringVar(&in.sources, "sources", microstructure.SourceList(microstructure.DefaultSources()),
		"sources, the leading one first: NAME or NAME:LABEL, separated by commas; the leading one's closes are traded, and labels name columns")
	in.span.addFlags(c)
	length := "length of a bar, such as 10s, 1m, 15m or 1h: a divisor of a day, of 1s or more"
	if in.activity {
		length += "; or what ends a bar: volume:100 (base currency), dollar:1e6 (quote currency), ticks:1000 (trades)"
	}
	f.StringVar(&in.interval, "interval", microstructure.Interval{}.String(), length)
	f.StringVar(&in.cacheDir, "cache", "", "directory to keep bars and audits in (default DATA/SYMBOL)")
	f.BoolVar(&in.noCache, "no-cache", false, "read all trades, and neither read nor write the cache")
	f.BoolVar(&in.noAudit, "no-audit", false, "do not audit the trades first: bars are built of whatever can be read, and the verdict's data gate fails")
	f.StringVar(&in.accepted, "accepted", "", acceptedUsage)
	f.IntVar(&in.workers, "workers", runtime.GOMAXPROCS(0), "days read at a time, at least 1")
	_ = c.MarkFlagRequired("data")
}

// config is what the flags say.
func (in *input) config() (c desk.Config, err error) {
	for _, flag := range []struct{ name, path string }{{"data", in.dataDir}, {"cache", in.cacheDir}, {"accepted", in.accepted}} {
		if err := store.Check(flag.path); err != nil {
			return c, fmt.Errorf("--%s: %w", flag.name, err)
		}
	}
	c = desk.DefaultConfig(in.dataDir, in.symbol)
	c.CacheDir, c.NoCache, c.Workers = in.cacheDir, in.noCache, in.workers
	c.AcceptedFile, c.NoAudit = in.accepted, in.noAudit
	if in.activity && strings.Contains(in.interval, ":") {
		if c.Activity, err = microstructure.ParseActivity(in.interval); err != nil {
			return c, fmt.Errorf("--interval: %w", err)
		}
	} else if in.interval != "" {
		interval, err := microstructure.ParseInterval(in.interval)
		if err != nil {
			return c, fmt.Errorf("--interval: %w", err)
		}
		c = c.WithInterval(interval)
	}
	c.Sources = nil
	if in.sources != "" || !in.allSources {
		if c.Sources, err = microstructure.ParseSources(in.sources); err != nil {
			return c, err
		}
	}
	c.Span, err = in.span.parse()
	return c, err
}

// open finds the data, with the days of each source.
func (in *input) open(c desk.Config) (*desk.Desk, [][]dataset.Day, error) {
	d, err := desk.Open(c)
	if err != nil {
		return nil, nil, in.span.name(err)
	}
	days, err := d.Days()
	if errors.Is(err, dataset.ErrSpan) && len(d.Config.Sources) > 1 {
		err = fmt.Errorf("%w; take other days, or leave it out of --sources", err)
	}
	return d, days, in.span.name(err)
}

// examined audits the data, unless --no-audit is given. Data with an
// error-level finding are refused.
func (in *input) examined(c *cobra.Command, d *desk.Desk) (*audit.Audit, error) {
	a, err := audited(c, d)
	if a == nil || err != nil {
		return nil, err
	}
	if err := report.AuditRefusal(a, d.Data, in.accepted); errors.Is(err, audit.ErrUnfit) {
		return nil, fmt.Errorf("%w\nOr go on without an audit, with --no-audit: the verdict's data gate then fails", err)
	} else if err != nil {
		return nil, err
	}
	for _, f := range a.Accepted {
		fmt.Fprintln(c.ErrOrStderr(), f)
	}
	return a, nil
}

// audited is the desk's audit, with progress on standard error; nil without
// one.
func audited(c *cobra.Command, d *desk.Desk) (*audit.Audit, error) {
	if d.Config.NoAudit {
		return nil, nil
	}
	bar := newProgress(c.ErrOrStderr(), "audit")
	a, err := d.Audit(c.Context(), func(done, total int, rows int64) { bar.update(done, total, text.Plural(rows, "trade")) })
	bar.finish()
	if err == nil {
		printWarnings(c, a.Warnings)
	}
	return a, err
}

// A builder is Bars or Build of a desk.
type builder func(context.Context, func(dataset.Progress)) ([]microstructure.SourceBars, dataset.BuildReport, error)

// built gives a desk's bars, with progress on standard error.
func built(c *cobra.Command, build builder) ([]microstructure.SourceBars, dataset.BuildReport, error) {
	bar := newProgress(c.ErrOrStderr(), "bars")
	bars, report, err := build(c.Context(), func(p dataset.Progress) {
		note := p.Source + " " + p.Date
		if s := p.Elapsed.Seconds(); p.TradesBuilt > 0 && s > 0 {
			note += fmt.Sprintf(" %.1f M trades/s", float64(p.TradesBuilt)/s/1e6)
		}
		bar.update(p.Done, p.Days, note)
	})
	bar.finish()
	printWarnings(c, report.Warnings)
	return bars, report, err
}

func printWarnings(c *cobra.Command, warnings []string) {
	for _, w := range warnings {
		fmt.Fprintln(c.ErrOrStderr(), "warning:", w)
	}
}

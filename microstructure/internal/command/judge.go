package command

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/dataset/series"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/internal/version"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
	"github.com/tickbook/tickbook/microstructure/store"
	"github.com/tickbook/tickbook/microstructure/table"
)

func judgeCommand() *cobra.Command {
	var in input
	var memory memoryFlag
	var search searchFlags
	var costs chargeFlags
	var looks looksFlags
	var path, known, direction, out string
	var columns series.Columns
	var raw, positions bool
	var shifts int
	var seed uint64
	c := &cobra.Command{
		Use:   "judge --signal FILE --known-after TIME --data DIR",
		Short: "Judge a signal, or positions, that another program made",
		Long: `Reads a signal from a CSV, parquet or feather file with a time and a value per row, in order of time: made by Python, R
or SQL, at any times. Each value counts from the end of the first bar at which it was known, which --known-after says: how
long after its time, such as 0s, 30s, or 1bar for a value whose time is the opening of the bar of --interval that it is made
of. How the file was made cannot be tested for looking ahead, so the verdict takes that for granted, and says so.
The values are standardised over three days (--raw leaves them), and each of --thresholds is tried with each of --holdings:
enter when the signal is beyond the threshold, with it or against it, and hold. With --positions the values are positions
from -1 to 1, each held until the next. The gates are those of study, and so is the record of looks. All orders take
liquidity.
--out writes tables (gates.csv, trials.csv, trials_folds.csv, trials_members.csv, equity_by_day.csv; null_rate.csv with --null) and summary.json
with the verdict and their digests, in a directory of its own: what an earlier run wrote there is replaced, as by study.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			directions := map[string][]evidence.Direction{"with": {evidence.With}, "against": {evidence.Against}, "both": {evidence.With, evidence.Against}}[direction]
			if directions == nil {
				return fmt.Errorf("--direction %q: give with, against or both", direction)
			}
			config, err := in.config()
			if err != nil {
				return err
			}
			if config, err = memory.apply(config); err != nil {
				return err
			}
			if config, err = costs.on(c, config); err != nil {
				return err
			}
			if config, err = search.on(config); err != nil {
				return err
			}
			knownAfter, err := series.ParseKnown(known, config.Interval)
			if err != nil {
				return fmt.Errorf("--known-after: %w", err)
			}
			if err := store.Local(path); err != nil {
				return fmt.Errorf("--signal: %w", err)
			}
			signal, err := series.Read(path, columns)
			if err != nil {
				return err
			}
			g := config.DefaultGiven(path, signal)
			g.KnownAfter, g.Raw, g.Positions, g.Directions = knownAfter, raw, positions, directions
			if err := g.Validate(); err != nil { // before the work
				return err
			}
			if config, err = looks.on(config); err != nil {
				return err
			}
			config.Shifts, config.Evidence.Resampling.Seed = shifts, seed
			d, _, err := in.open(config)
			if err != nil {
				return err
			}
			if _, err := d.Memory(); err != nil {
				return fmt.Errorf("%w (--memory)", err)
			}
			var set *result.Set
			if out != "" {
				if set, err = openResults(c, out, result.SearchTableNames(shifts > 0)); err != nil {
					return err
				}
				defer set.Close()
			}
			a, err := in.examined(c, d)
			if err != nil {
				return err
			}
			_, b, err := built(c, d.Bars)
			if err != nil {
				return err
			}
			j, rate, err := judgeFile(c, d, g)
			if err != nil {
				return err
			}
			if set != nil {
				tables := []table.Table{result.GateTable(&j.Verdict)}
				if j.Searched != nil {
					tables = result.SearchTables(j.Searched)
				}
				if rate.Runs > 0 {
					tables = append(tables, result.RateTable(rate))
				}
				if err := set.Write(c.Context(), tables, judgedSummary(d, g, j, b, a)); err != nil {
					return err
				}
				printKept(c, set)
			}
			if err := printJudged(c, g, j, b.Synthetic, rate); err != nil {
				return err
			}
			if out != "" {
				fmt.Fprintf(c.OutOrStdout(), "\nTables are in %s\n", out)
			}
			return nil
		},
	}
	in.addFlags(c)
	costs.addFlags(c)
	search.addFlags(c)
	memory.addFlag(c)
	f := c.Flags()
	f.StringVar(&path, "signal", "", "file of the signal: .csv, .parquet or .feather (required)")
	f.StringVar(&columns.Value, "column", "", "column of the values (default: score, signal, position or value, or the only one beside the time)")
	f.StringVar(&columns.Time, "time", "", "column of the times (default: timestamp_us, timestamp, time, datetime, ts or date)")
	f.StringVar(&known, "known-after", "", "how long after its time a value was known: 0s, 30s, 1bar, … (required)")
	f.StringVar(&direction, "direction", "with", "trade with the signal, against it, or try both")
	f.BoolVar(&raw, "raw", false, "do not standardise the values")
	f.BoolVar(&positions, "positions", false, "the values are positions from -1 to 1: without --raw, --direction, --thresholds and --holdings")
	looks.addFlags(c)
	f.StringVar(&out, "out", "", "directory to write tables to (default: none)")
	f.IntVar(&shifts, "null", 0, "also judge the signal so many times shifted against prices, where there is nothing to find; 200 are enough")
	f.Uint64Var(&seed, "seed", 1, "seed of the bootstraps and of the shifts")
	_ = c.MarkFlagRequired("signal")
	_ = c.MarkFlagRequired("known-after")
	for _, of := range []string{"raw", "direction", "thresholds", "holdings"} { // a signal's
		c.MarkFlagsMutuallyExclusive("positions", of)
	}
	return c
}

// judgeFile judges a signal, with the null control if it is asked for.
func judgeFile(c *cobra.Command, d *desk.Desk, g desk.Given) (*desk.JudgedFile, evidence.Rate, error) {
	bar := newProgress(c.ErrOrStderr(), "trials")
	j, err := d.JudgeFile(c.Context(), g, func(done, total int) { bar.update(done, total, "") })
	bar.finish()
	if err != nil {
		return nil, evidence.Rate{}, withLeaveOut(err)
	}
	warnDamaged(c, j.Looks)
	if d.Config.Shifts == 0 {
		return j, evidence.Rate{}, nil
	}
	bar = newProgress(c.ErrOrStderr(), "null control")
	defer bar.finish()
	rate, err := d.NullOf(c.Context(), &j.JudgedSearch, func(done, total int) { bar.update(done, total, "") })
	return j, rate, err
}

func judgedSummary(d *desk.Desk, g desk.Given, j *desk.JudgedFile, b dataset.BuildReport, a *audit.Audit) result.Summary {
	s := result.Summary{
		Symbol: d.Config.Symbol, Interval: d.Config.Interval.String(), Regimes: map[string]int{}, Verdict: result.NewVerdict(nil, j.Verdict),
		Audit: report.AuditLine(a), InputDigest: b.InputDigest, Synthetic: b.Synthetic, Version: version.String(),
		Judged: &result.JudgedSignal{File: filepath.Base(g.Path), Column: g.Series.Name, KnownAfter: text.Span(g.KnownAfter), Placed: j.Placement.String()},
	}
	if j.Searched != nil {
		s.TestStart = microstructure.FormatDate(j.Market.TimestampUS(j.FirstDay * j.Market.PerDay()))
	}
	s.Sources = summaries(b, d.Config.Sources)
	return s
}

func printJudged(c *cobra.Command, g desk.Given, j *desk.JudgedFile, synthetic bool, rate evidence.Rate) error {
	w := c.OutOrStdout()
	printSynthetic(w, synthetic)
	fmt.Fprintf(w, "%s: %v.\n\n", g.Path, j.Placement)
	tables := []table.Table{report.Gates(j.Verdict)}
	if j.Searched != nil {
		tables = []table.Table{report.SearchTrials(j.Searched, 5), report.SearchFolds(j.Searched), report.Gates(j.Verdict), report.Decision(j.Verdict, j.Searched.Config.Gates), report.SearchCapacity(j.Searched, evidence.DefaultImpact)}
	}
	for _, t := range tables {
		if err := t.WriteText(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	printVerdict(w, j.Verdict)
	fmt.Fprintln(w, report.Looks(j.Looks.Sentences()))
	if rate.Runs > 0 {
		fmt.Fprintln(w, report.SearchNull(rate))
	}
	return nil
}

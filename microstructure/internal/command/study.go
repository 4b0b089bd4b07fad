package command

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/internal/version"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
	"github.com/tickbook/tickbook/microstructure/store"
	"github.com/tickbook/tickbook/microstructure/table"
)

func studyCommand() *cobra.Command {
	var in input
	var search searchFlags
	var symbols, testStart, out, keep string
	var shards shardFlags
	var costs chargeFlags
	var spans studySpans
	var looks looksFlags
	var shifts int
	var seed uint64
	c := &cobra.Command{
		Use:   "study --data DIR --out DIR",
		Short: "Run the whole study and write its tables",
		Long: `Builds the bars (or takes them from the cache), joins the sources, and runs two procedures on them: the reference
procedure, flaws included (bars_SOURCE.parquet, panel.parquet, ic.csv, deciles.csv, deciles_by_regime.csv, sweep.csv,
trades_best.csv, walk_forward.csv, trades_oos.csv, trades_is.csv), and the honest one (gates.csv, fill_ladder.csv,
ic_robust.csv, walk_forward_folds.csv, equity.parquet and others; null.csv with --null). summary.json has both verdicts,
and the digests (SHA-256) of all tables. Every run is a look, which DATA/looks.jsonl (--looks FILE) records: the
configurations of earlier looks count against the verdict, at the same symbol on overlapping days and at others of the
--family. See tickbook looks.
The honest procedure pays the fees of the leading source's venue, and is long only on a spot market; flags change both.
The reference procedure knows one fee, of 7 bps per round trip or what --taker-bps and --maker-bps sum up to, and goes
short everywhere.
A later run replaces or removes what summary.json lists, and nothing else: a file in the way is an error before the work
begins, and a listed one with other content is kept as NAME.changed. A run that was interrupted while it wrote is
completed by the next one. Runs into one directory wait for each other, where the system can lock a directory.
With bars of another length (--interval), windows, holding periods, horizons and the purge stay the spans of time that
they are: the default holding periods are those of 15m, 30m, 1h and 2h that are multiples of the bars' length, or 3, 6, 12
and 24 bars where fewer than two are. What the study will take of memory is said before it starts.
With --symbols each symbol is studied so, into OUT/SYMBOL, and then one rule on all of them (symbols.csv, pooled.csv and others):
in every fold the same configurations trade every symbol, chosen on the train spans of all together. Days are resampled for
all symbols at once, and the label is "generalises", "one symbol's" or "not shown". The symbols are read one after the other,
so that memory does not grow with their number. A symbol that cannot be studied is a row with the reason; the exit code is 1
if fewer than two can.
A procedure that cannot be carried through says why, and its tables up to there are written; the exit code is 1 if
neither can.
With --keep, evidence and null control are kept in a folder or a store, by a digest of all that they depend on, and are not
computed again by the same build of the program. The work may be divided: the same command with --shard or --keys does a part
of it and keeps that there; it writes no tables, and is no look. At the end the same command without them finds all parts,
enters the looks in their order, judges, and writes the tables. A key is SYMBOL, which is its evidence (audit and bars with it,
in the cache), or SYMBOL/null/RUN, a run of the null control, from 0.

` + onResults,
		Example: `  tickbook study --data data --symbol BTCUSDT --out results
  tickbook study --data data --symbols BTCUSDT,ETHUSDT,SOLUSDT --out results
  tickbook study --data data --symbol BTCUSDT --out results --null 1000 --keep kept --shard 3/20 >results/3.jsonl
  tickbook study --data data --symbols BTCUSDT,ETHUSDT --out results --keep kept --shard 3/20 >results/3.jsonl`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			config, err := in.config()
			if err != nil {
				return err
			}
			if config, err = spans.apply(config); err != nil {
				return err
			}
			if config.Reference.TestStartUS, err = reference.ParseTestStart(testStart); err != nil {
				return fmt.Errorf("--test-start: %w", err)
			}
			if config, err = costs.on(c, config); err != nil {
				return err
			}
			if config, err = search.on(config); err != nil {
				return err
			}
			config.Evidence.Resampling.Seed, config.Shifts = seed, shifts
			if config, err = looks.on(config); err != nil {
				return err
			}
			if err := store.Check(keep); err != nil {
				return fmt.Errorf("--keep: %w", err)
			}
			config.KeptDir = keep
			config.Warn = func(sentence string) { printWarnings(c, []string{sentence}) }
			if shards.given() {
				return studyOfKeys(c, &in, config, symbols, &shards)
			}
			if symbols != "" {
				return studySymbols(c, &in, config, symbols, testStart, out)
			}
			d, _, err := in.open(config)
			if err != nil {
				return err
			}
			r, err := in.study(c, d, testStart, out)
			if err != nil {
				return err
			}
			return printStudy(c, r, out)
		},
	}
	in.addFlags(c)
	costs.addFlags(c)
	search.addFlags(c)
	spans.addFlags(c)
	looks.addFlags(c)
	c.Flags().StringVar(&testStart, "test-start", "", "first day of the test span, UTC, YYYY-MM-DD (default: after 65 % of the days)")
	c.Flags().IntVar(&shifts, "null", 0, "also run the null control with so many random misalignments of signal and prices; 200 are enough")
	c.Flags().Uint64Var(&seed, "seed", 1, "seed of the bootstraps")
	c.Flags().StringVar(&out, "out", "", "directory to write the tables to (required)")
	c.Flags().StringVar(&keep, "keep", "", "directory in which evidence and null control are kept; may be in an object store")
	shards.addFlagsOf(c, studyKeys)
	c.Flags().StringVar(&symbols, "symbols", "", "several symbols instead of --symbol, separated by commas, studied one after the other and then together")
	_ = c.MarkFlagRequired("out")
	for _, of := range []string{"symbol", "accepted"} {
		c.MarkFlagsMutuallyExclusive("symbols", of)
	}
	return c
}

// studied are the results of one symbol.
type studied struct {
	study *reference.Study
	j     *judgement
	built dataset.BuildReport
	audit *audit.Audit
}

// study runs both procedures on a desk, and writes their tables into a
// directory.
func (in *input) study(c *cobra.Command, d *desk.Desk, testStart, out string) (*studied, error) {
	days, err := d.Days()
	if err != nil {
		return nil, in.span.name(err)
	}
	if err := desk.CheckTestStart(d.Config.Reference.TestStartUS, days); err != nil {
		return nil, fmt.Errorf("--test-start %w", err)
	}
	m, err := d.Memory()
	if err != nil {
		return nil, fmt.Errorf("%w (--memory)", err)
	}
	set, err := openResults(c, out, result.TableNames(d.Config.Sources, d.Config.Shifts > 0))
	if err != nil {
		return nil, err
	}
	defer set.Close()
	warnEarlierRecord(c, out, d.Config.LooksFile)
	fmt.Fprintf(c.ErrOrStderr(), "%v of memory\n", m)
	r := &studied{}
	if r.audit, err = in.examined(c, d); err != nil {
		return nil, err
	}
	bars, b, err := built(c, d.Bars)
	if err != nil {
		return nil, err
	}
	r.built = b
	r.study, err = runStudy(c, d)
	if errors.Is(err, reference.ErrNoTestSpan) && testStart != "" {
		err = fmt.Errorf("--test-start %s: %w", testStart, err)
	}
	if err != nil {
		return nil, withLeaveOut(err)
	}
	if r.j, err = judge(c, d); err != nil {
		return nil, err
	}
	tables := append(result.ReferenceTables(r.study), r.j.tables()...)
	for _, s := range bars {
		tables = append(tables, result.BarTable(s))
	}
	if err := set.Write(c.Context(), tables, summaryOf(r)); err != nil {
		return nil, err
	}
	printKept(c, set)
	return r, nil
}

// openResults opens the result directory, and reports its problems.
func openResults(c *cobra.Command, dir string, tables []string) (*result.Set, error) {
	set, err := result.Open(c.Context(), dir, tables, func() {
		fmt.Fprintf(c.ErrOrStderr(), "waiting for another study that writes to %q\n", dir)
	})
	if err == nil && set.Found != nil {
		printWarnings(c, []string{set.Found.Error()})
	}
	return set, err
}

func runStudy(c *cobra.Command, d *desk.Desk) (*reference.Study, error) {
	bar := newProgress(c.ErrOrStderr(), "backtests")
	defer bar.finish()
	return d.Study(c.Context(), func(done, total int) { bar.update(done, total, "") })
}

func summaryOf(r *studied) result.Summary {
	s := result.NewSummary(r.study)
	s.Verdict = result.NewVerdict(r.study, r.j.verdict)
	s.Audit = report.AuditLine(r.audit)
	s.InputDigest, s.Synthetic, s.Version = r.built.InputDigest, r.built.Synthetic, version.String()
	s.Sources = summaries(r.built, r.study.Panel.Sources)
	return s
}

func summaries(built dataset.BuildReport, sources []microstructure.Source) (out []result.SourceSummary) {
	for i, b := range built.Sources {
		out = append(out, result.SourceSummary{
			Name: b.Source, Label: sources[i].Label, First: b.First, Last: b.Last, Days: b.Days, Rows: b.Trades, Bars: int(b.Bars),
		})
	}
	return out
}

// printKept says which changed files the results of a run did not replace.
func printKept(c *cobra.Command, set *result.Set) {
	for _, name := range slices.Sorted(maps.Keys(set.Kept)) {
		printWarnings(c, []string{name + " was changed since the study before, and is kept as " + set.Kept[name]})
	}
}

func printStudy(c *cobra.Command, r *studied, out string) error {
	w, study, j := c.OutOrStdout(), r.study, r.j
	printSynthetic(w, r.built.Synthetic)
	fmt.Fprintln(w, report.AuditLine(r.audit))
	tables := []table.Table{report.Input(r.built), report.IC(study)}
	if study.Deciles.Of != nil {
		tables = append(tables, report.DecileSpreads(study))
	}
	if study.Sweep != nil {
		tables = append(tables, report.TopTrials(study, 5))
	}
	if study.Stopped == nil {
		tables = append(tables, report.InOut(study))
	}
	for _, t := range tables {
		if err := t.WriteText(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "%s\n%s\n\n", report.Summary(study), report.Verdict(study))
	if err := j.print(w); err != nil {
		return err
	}
	for _, p := range []struct {
		name string
		err  error
	}{{"reference's", study.Stopped}, {"honest", j.short}} {
		if flag := leaveOut(p.err); flag != "" {
			fmt.Fprintf(w, "To leave out what limits the %s procedure: %s\n", p.name, flag)
		}
	}
	fmt.Fprintf(w, "\nTables are in %s\n", out)
	if j.evidence == nil {
		return study.Stopped
	}
	return nil
}

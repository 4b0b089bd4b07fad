package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/dataset/series"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/report"
)

func judgeCommand() *cobra.Command {
	var in input
	var memory memoryFlag
	var search searchFlags
	var costs chargeFlags
	var looks looksFlags
	var path, known, direction string
	var columns series.Columns
	var raw, positions bool
	c := &cobra.Command{
		Use:   "judge --signal FILE --known-after TIME --data DIR",
		Short: "Judge a signal, or positions, that another program made",
		Long: `Reads a signal from a CSV, parquet or feather file with a time and a value per row, in order of time: made by Python, R
or SQL, at any times. Each value counts from the end of the first bar at which it was known, which --known-after says: how
long after its time, such as 0s, 30s, or 1bar for a value whose time is the opening of the bar that it is made of. How the
file was made cannot be tested for looking ahead, so the verdict takes that for granted, and says so.
The values are standardised over three days (--raw leaves them), and each of --thresholds is tried with each of --holdings:
enter when the signal is beyond the threshold, with it or against it, and hold. With --positions the values are positions
from -1 to 1, each held until the next. The gates are those of study, and so is the record of looks. All orders take
liquidity.`,
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
			d, _, err := in.open(config)
			if err != nil {
				return err
			}
			if _, err := d.Memory(); err != nil {
				return fmt.Errorf("%w (--memory)", err)
			}
			if _, err := in.examined(c, d); err != nil {
				return err
			}
			if _, _, err := built(c, d.Bars); err != nil {
				return err
			}
			return printJudged(c, d, g)
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
	_ = c.MarkFlagRequired("signal")
	_ = c.MarkFlagRequired("known-after")
	for _, of := range []string{"raw", "direction", "thresholds", "holdings"} { // a signal's
		c.MarkFlagsMutuallyExclusive("positions", of)
	}
	return c
}

func printJudged(c *cobra.Command, d *desk.Desk, g desk.Given) error {
	bar := newProgress(c.ErrOrStderr(), "trials")
	j, err := d.JudgeFile(c.Context(), g, func(done, total int) { bar.update(done, total, "") })
	bar.finish()
	if err != nil {
		return withLeaveOut(err)
	}
	warnDamaged(c, j.Looks)
	w := c.OutOrStdout()
	synthetic, err := d.Synthetic()
	if err != nil {
		return err
	}
	printSynthetic(w, synthetic)
	fmt.Fprintf(w, "%s: %v.\n\n", g.Path, j.Placement)
	if j.Searched != nil {
		if err := report.SearchTrials(j.Searched, 5).WriteText(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
		if err := report.SearchFolds(j.Searched).WriteText(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	if err := report.Gates(j.Verdict).WriteText(w); err != nil {
		return err
	}
	fmt.Fprintln(w)
	printVerdict(w, j.Verdict)
	fmt.Fprintln(w, report.Looks(j.Looks.Sentences()))
	return nil
}

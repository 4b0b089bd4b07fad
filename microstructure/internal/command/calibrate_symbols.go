package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/pooled"
	"github.com/tickbook/tickbook/microstructure/report"
)

func calibrateSymbolsCommand() *cobra.Command {
	k := pooled.DefaultCalibrationConfig()
	config := evidence.DefaultConfig()
	config.Resampling.Reps = 499
	var kinds, shard, keep, csv string
	var check bool
	c := &cobra.Command{
		Use:   "symbols",
		Short: "Measure how often a rule is said to generalise over simulated symbols",
		Long: `Simulates baskets of three symbols that move together, whose truth is known, judges one rule on each as study --symbols
does, and lists how often it is said to generalise: where no symbol has an edge, where one of them has, and where all have;
how often the pooled interval holds the truth; and its standard error beside that which the effective number predicts.
With --keep, a run that was interrupted goes on where it was; a change of the program or of its settings begins anew. Parts
of it may run on several machines, with --shard, as those of tickbook calibrate. The same seed gives the same table.`,
		Example: `  tickbook calibrate symbols --baskets 10
  tickbook calibrate symbols --keep build/calibrate --kinds 'on one'`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var err error
			if k.Shard, k.Shards, err = parseShard(shard, keep); err != nil {
				return err
			}
			if k.Cells, err = symbolCellsOf(kinds); err != nil {
				return err
			}
			if err := errors.Join(config.Validate(), k.Validate()); err != nil {
				return err
			}
			var kept pooled.Keeper
			if keep != "" {
				folder, err := desk.KeepSymbolsCalibration(keep, config, k.Seed)
				if err != nil {
					return fmt.Errorf("--keep: %w", err)
				}
				kept = folder
			}
			calibrated, err := calibrateSymbols(c, config, k, kept)
			if err != nil {
				return err
			}
			w := c.OutOrStdout()
			if k.Shards > 1 {
				fmt.Fprintf(w, "shard %s is kept in %s; run all shards, then the same command without --shard for the table\n", shard, keep)
				return nil
			}
			if csv != "" {
				if err := writeCSV(csv, report.SymbolsCalibration(calibrated)); err != nil {
					return fmt.Errorf("--csv: %w", err)
				}
			}
			return writeSymbolsCalibration(w, calibrated, check)
		},
	}
	f := c.Flags()
	f.IntVar(&k.Baskets, "baskets", k.Baskets, "baskets of each kind")
	f.StringVar(&kinds, "kinds", "", "`regexp` of the kinds of baskets to simulate, such as 'on one' or 'on all' (default: all)")
	f.StringVar(&shard, "shard", "", "the part to compute, such as 2/4 for the second of four; with --keep")
	f.StringVar(&keep, "keep", "", "folder in which outcomes are kept")
	f.StringVar(&csv, "csv", "", "file to write the table to")
	f.BoolVar(&check, "check", false, "fail if a target of all kinds together is refuted: not even its interval is on the right side")
	f.Uint64Var(&k.Seed, "seed", k.Seed, "seed of the baskets and the bootstraps")
	f.IntVar(&k.Workers, "workers", k.Workers, "baskets at a time, at least 1")
	f.IntVar(&config.Resampling.Reps, "resamples", config.Resampling.Reps, "resamples of each bootstrap")
	return c
}

// calibrateSymbols returns as soon as it is interrupted, with what was kept by
// then in place.
func calibrateSymbols(c *cobra.Command, config evidence.Config, k pooled.CalibrationConfig, kept pooled.Keeper) (*pooled.Calibration, error) {
	bar := newProgress(c.ErrOrStderr(), "baskets")
	defer bar.finish()
	calibrated, err := parallel.Interruptible(c.Context(), func() (*pooled.Calibration, error) {
		return pooled.Calibrate(c.Context(), config, k, kept, func(done, total int) { bar.update(done, total, "") })
	})
	if err != nil && c.Context().Err() != nil && kept != nil {
		return nil, fmt.Errorf("%w; the same command goes on from there", context.Cause(c.Context()))
	}
	return calibrated, err
}

// symbolCellsOf are the cells whose title matches a regular expression.
func symbolCellsOf(kinds string) (out []pooled.Cell, err error) {
	match, err := regexp.Compile("(?i)" + kinds)
	if err != nil {
		return nil, fmt.Errorf("--kinds: %w", err)
	}
	var titles []string
	for _, cell := range pooled.Cells() {
		titles = append(titles, cell.Title())
		if match.MatchString(cell.Title()) {
			out = append(out, cell)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("--kinds %q matches none of %q", kinds, titles)
	}
	return out, nil
}

func writeSymbolsCalibration(w io.Writer, k *pooled.Calibration, check bool) error {
	if err := report.SymbolsCalibration(k).WriteText(w); err != nil {
		return err
	}
	fmt.Fprintln(w)
	refuted := writeTargets(w, k.Targets())
	if apart := k.Apart(); !math.IsNaN(apart) {
		met := "met"
		if apart > pooled.MostApart {
			met = "not met"
		}
		fmt.Fprintf(w, "%s: the pooled standard error is at most %s from what the effective number of symbols predicts, of %s\n", met, text.Percent(apart), text.GivenPercent(pooled.MostApart))
	}
	if check && len(refuted) > 0 {
		return fmt.Errorf("refuted:\n%s", strings.Join(refuted, "\n"))
	}
	return nil
}

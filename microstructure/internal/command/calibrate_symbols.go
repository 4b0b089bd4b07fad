package command

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/pooled"
	"github.com/tickbook/tickbook/microstructure/report"
)

func calibrateSymbolsCommand() *cobra.Command {
	k := pooled.DefaultCalibrationConfig()
	config := evidence.DefaultConfig()
	config.Resampling.Reps = 499
	var flags calibrationFlags
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
			if k.Shard, k.Shards, err = flags.part(); err != nil {
				return err
			}
			if k.Cells, err = someMatching(flags.kinds, pooled.Cells(), pooled.Cell.Title); err != nil {
				return err
			}
			if err := errors.Join(config.Validate(), k.Validate()); err != nil {
				return err
			}
			var kept pooled.Keeper
			if flags.keep != "" {
				folder, err := desk.KeepSymbolsCalibration(flags.keep, config, k.Seed)
				if err != nil {
					return fmt.Errorf("--keep: %w", err)
				}
				kept = folder
			}
			calibrated, err := calibrate(c, "baskets", kept != nil, func(progress func(done, total int)) (*pooled.Calibration, error) {
				return pooled.Calibrate(c.Context(), config, k, kept, progress)
			})
			if err != nil {
				return err
			}
			w := c.OutOrStdout()
			return flags.write(w, report.SymbolsCalibration(calibrated), func() []string { return writeSymbolsTargets(w, calibrated) })
		},
	}
	flags.addFlags(c, "kinds of baskets to simulate, such as 'on one' or 'on all'")
	f := c.Flags()
	f.IntVar(&k.Baskets, "baskets", k.Baskets, "baskets of each kind")
	f.Uint64Var(&k.Seed, "seed", k.Seed, "seed of the baskets and the bootstraps")
	f.IntVar(&k.Workers, "workers", k.Workers, "baskets at a time, at least 1")
	f.IntVar(&config.Resampling.Reps, "resamples", config.Resampling.Reps, "resamples of each bootstrap")
	return c
}

// writeSymbolsTargets says which targets are met, and returns the refuted ones.
func writeSymbolsTargets(w io.Writer, k *pooled.Calibration) []string {
	refuted := writeTargets(w, k.Targets())
	if apart := k.Apart(); !math.IsNaN(apart) {
		met := "met"
		if apart > pooled.MostApart {
			met = "not met"
		}
		fmt.Fprintf(w, "%s: the pooled standard error is at most %s from what the effective number of symbols predicts, of %s\n", met, text.Percent(apart), text.GivenPercent(pooled.MostApart))
	}
	return refuted
}

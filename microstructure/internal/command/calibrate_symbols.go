package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/chunks"
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
of it may run on several machines, with --keys or --shard, as those of tickbook calibrate: a key is ten baskets of a kind, and
--list prints all of them. The same seed gives the same table.
` + onResults,
		Example: `  tickbook calibrate symbols --baskets 10
  tickbook calibrate symbols --keep build/calibrate --kinds 'on one'
  tickbook calibrate symbols --keep build/calibrate --shard 2/4`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			err := flags.validate(c)
			if err != nil {
				return err
			}
			if k.Cells, err = someMatching(flags.kinds, pooled.Cells(), pooled.Cell.Title); err != nil {
				return err
			}
			if err := errors.Join(config.Validate(), k.Validate()); err != nil {
				return err
			}
			return calibration[pooled.Cell, pooled.Outcome, *pooled.Calibration]{
				keys: calibrationKeys[pooled.Cell, pooled.Outcome]{k.Cells, pooled.Cell.Title, k.Baskets, basketForm, "--kinds and --baskets"}, of: "baskets",
				keep: func(dir string) (chunks.Keeper[pooled.Cell, pooled.Outcome], error) {
					return desk.KeepSymbolsCalibration(dir, config, k.Seed)
				},
				run: func(ctx context.Context, r calibrationRun[pooled.Cell, pooled.Outcome]) (*pooled.Calibration, error) {
					k.Part = r.part
					return pooled.Calibrate(ctx, config, k, r.kept, r.progress)
				},
				write: func(w io.Writer, calibrated *pooled.Calibration) error {
					return flags.write(w, report.SymbolsCalibration(calibrated), func() []string { return writeSymbolsTargets(w, calibrated) })
				},
			}.do(c, &flags)
		},
	}
	flags.addFlags(c, "kinds of baskets to simulate, such as 'on one' or 'on all'", basketForm)
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

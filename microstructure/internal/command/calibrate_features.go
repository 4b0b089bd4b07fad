package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/internal/chunks"
	"github.com/tickbook/tickbook/microstructure/report"
)

func calibrateFeaturesCommand() *cobra.Command {
	k := factor.DefaultCalibrationConfig()
	config := factor.DefaultConfig(evidence.DefaultConfig())
	var flags calibrationFlags
	c := &cobra.Command{
		Use:   "features",
		Short: "Measure how often the tear sheet of features keeps one that foretells nothing",
		Long: `Simulates markets with thirteen features whose truth is known, measures them as notebook 02 does, and lists in how many of
the markets a feature is kept that foretells nothing, how many of those that foretell returns are found, and how often
returns that only bounce between bid and ask are called so.
With --keep, a run that was interrupted goes on where it was; a change of the program or of its settings begins anew. Parts
of it may run on several machines, with --keys or --shard, as those of tickbook calibrate: a key is ten markets of a kind, and
--list prints all of them. The same seed gives the same table.
` + onResults,
		Example: `  tickbook calibrate features --markets 10
  tickbook calibrate features --keep build/calibrate --kinds 'nothing'
  tickbook calibrate features --keep build/calibrate --shard 2/4`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			err := flags.validate(c)
			if err != nil {
				return err
			}
			if k.Cells, err = someMatching(flags.kinds, factor.Cells(), featureName); err != nil {
				return err
			}
			if err := errors.Join(config.Validate(), k.Validate()); err != nil {
				return err
			}
			return calibration[factor.Cell, factor.Outcome, *factor.Calibration]{
				keys: calibrationKeys[factor.Cell, factor.Outcome]{k.Cells, featureName, k.Markets, marketForm, "--kinds and --markets"}, of: "markets",
				keep: func(dir string) (chunks.Keeper[factor.Cell, factor.Outcome], error) {
					return desk.KeepFeatureCalibration(dir, config, k.Seed)
				},
				run: func(ctx context.Context, r calibrationRun[factor.Cell, factor.Outcome]) (*factor.Calibration, error) {
					k.Part = r.part
					return factor.Calibrate(ctx, config, k, r.kept, r.progress)
				},
				write: func(w io.Writer, calibrated *factor.Calibration) error {
					return flags.write(w, report.FeatureCalibration(calibrated), func() []string { return writeFeatureTargets(w, calibrated) })
				},
			}.do(c, &flags)
		},
	}
	flags.addFlags(c, "truths and names of the markets to simulate, as the table has them", marketForm)
	f := c.Flags()
	f.IntVar(&k.Markets, "markets", k.Markets, "markets of each kind")
	f.Uint64Var(&k.Seed, "seed", k.Seed, "seed of the markets and the bootstraps")
	f.IntVar(&k.Workers, "workers", k.Workers, "markets at a time, at least 1")
	f.IntVar(&config.Resampling.Reps, "resamples", config.Resampling.Reps, "resamples of each bootstrap")
	return c
}

// featureName of a cell, with what is true of it.
func featureName(c factor.Cell) string { return string(c.Truth) + ": " + c.Name }

// writeFeatureTargets says which targets are met, and returns the refuted ones.
func writeFeatureTargets(w io.Writer, k *factor.Calibration) []string {
	refuted := writeTargets(w, k.Targets())
	sentences, wrong := k.FalseShares()
	for _, s := range sentences {
		fmt.Fprintln(w, s)
		if wrong && strings.HasPrefix(s, "refuted") {
			refuted = append(refuted, s)
		}
	}
	return refuted
}

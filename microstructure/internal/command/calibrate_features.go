package command

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/factor"
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
of it may run on several machines, with --shard, as those of tickbook calibrate. The same seed gives the same table.`,
		Example: `  tickbook calibrate features --markets 10
  tickbook calibrate features --keep build/calibrate --kinds 'nothing'`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var err error
			if k.Shard, k.Shards, err = flags.part(); err != nil {
				return err
			}
			if k.Cells, err = someMatching(flags.kinds, factor.Cells(), func(c factor.Cell) string { return string(c.Truth) + ": " + c.Name }); err != nil {
				return err
			}
			if err := errors.Join(config.Validate(), k.Validate()); err != nil {
				return err
			}
			var kept factor.Keeper
			if flags.keep != "" {
				folder, err := desk.KeepFeatureCalibration(flags.keep, config, k.Seed)
				if err != nil {
					return fmt.Errorf("--keep: %w", err)
				}
				kept = folder
			}
			calibrated, err := calibrate(c, "markets", kept != nil, func(progress func(done, total int)) (*factor.Calibration, error) {
				return factor.Calibrate(c.Context(), config, k, kept, progress)
			})
			if err != nil {
				return err
			}
			w := c.OutOrStdout()
			return flags.write(w, report.FeatureCalibration(calibrated), func() []string { return writeFeatureTargets(w, calibrated) })
		},
	}
	flags.addFlags(c, "truths and names of the markets to simulate, as the table has them")
	f := c.Flags()
	f.IntVar(&k.Markets, "markets", k.Markets, "markets of each kind")
	f.Uint64Var(&k.Seed, "seed", k.Seed, "seed of the markets and the bootstraps")
	f.IntVar(&k.Workers, "workers", k.Workers, "markets at a time, at least 1")
	f.IntVar(&config.Resampling.Reps, "resamples", config.Resampling.Reps, "resamples of each bootstrap")
	return c
}

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

package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/report"
)

func calibrateFeaturesCommand() *cobra.Command {
	k := factor.DefaultCalibrationConfig()
	config := factor.DefaultConfig(evidence.DefaultConfig())
	var kinds, shard, keep, csv string
	var check bool
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
			if k.Shard, k.Shards, err = parseShard(shard, keep); err != nil {
				return err
			}
			if k.Cells, err = featureCellsOf(kinds); err != nil {
				return err
			}
			if err := errors.Join(config.Validate(), k.Validate()); err != nil {
				return err
			}
			var kept factor.Keeper
			if keep != "" {
				folder, err := desk.KeepFeatureCalibration(keep, config, k.Seed)
				if err != nil {
					return fmt.Errorf("--keep: %w", err)
				}
				kept = folder
			}
			calibrated, err := calibrateFeatures(c, config, k, kept)
			if err != nil {
				return err
			}
			w := c.OutOrStdout()
			if k.Shards > 1 {
				fmt.Fprintf(w, "shard %s is kept in %s; run all shards, then the same command without --shard for the table\n", shard, keep)
				return nil
			}
			if csv != "" {
				if err := writeCSV(csv, report.FeatureCalibration(calibrated)); err != nil {
					return fmt.Errorf("--csv: %w", err)
				}
			}
			return writeFeatureCalibration(w, calibrated, check)
		},
	}
	f := c.Flags()
	f.IntVar(&k.Markets, "markets", k.Markets, "markets of each kind")
	f.StringVar(&kinds, "kinds", "", "`regexp` of the truths and names of the markets to simulate, as the table has them (default: all)")
	f.StringVar(&shard, "shard", "", "the part to compute, such as 2/4 for the second of four; with --keep")
	f.StringVar(&keep, "keep", "", "folder in which outcomes are kept")
	f.StringVar(&csv, "csv", "", "file to write the table to")
	f.BoolVar(&check, "check", false, "fail if a target is refuted: not even its interval is on the right side")
	f.Uint64Var(&k.Seed, "seed", k.Seed, "seed of the markets and the bootstraps")
	f.IntVar(&k.Workers, "workers", k.Workers, "markets at a time, at least 1")
	f.IntVar(&config.Resampling.Reps, "resamples", config.Resampling.Reps, "resamples of each bootstrap")
	run := c.RunE
	c.RunE = func(c *cobra.Command, args []string) error { return nameFlags(run(c, args), flagsOf["calibrate"]) }
	return c
}

// calibrateFeatures returns as soon as it is interrupted, with what was kept by
// then in place.
func calibrateFeatures(c *cobra.Command, config factor.Config, k factor.CalibrationConfig, kept factor.Keeper) (*factor.Calibration, error) {
	bar := newProgress(c.ErrOrStderr(), "markets")
	defer bar.finish()
	calibrated, err := parallel.Interruptible(c.Context(), func() (*factor.Calibration, error) {
		return factor.Calibrate(c.Context(), config, k, kept, func(done, total int) { bar.update(done, total, "") })
	})
	if err != nil && c.Context().Err() != nil && kept != nil {
		return nil, fmt.Errorf("%w; the same command goes on from there", context.Cause(c.Context()))
	}
	return calibrated, err
}

// parseShard is a part such as 2/4; the whole when empty.
func parseShard(s, keep string) (shard, shards int, err error) {
	if s == "" {
		return 1, 1, nil
	}
	if keep == "" {
		return 0, 0, errors.New("--shard computes a part, which only --keep has a use for: give a folder to --keep")
	}
	before, after, _ := strings.Cut(s, "/")
	if _, err := fmt.Sscan(before, &shard); err == nil {
		_, _ = fmt.Sscan(after, &shards)
	}
	if shard < 1 || shard > shards || s != fmt.Sprintf("%d/%d", shard, shards) {
		return 0, 0, fmt.Errorf("--shard %q: give a part and the number of parts, such as 2/4", s)
	}
	return shard, shards, nil
}

// featureCellsOf are the cells whose truth and name match a regular expression.
func featureCellsOf(kinds string) (out []factor.Cell, err error) {
	match, err := regexp.Compile("(?i)" + kinds)
	if err != nil {
		return nil, fmt.Errorf("--kinds: %w", err)
	}
	var names []string
	for _, cell := range factor.Cells() {
		name := string(cell.Truth) + ": " + cell.Name
		names = append(names, name)
		if match.MatchString(name) {
			out = append(out, cell)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("--kinds %q matches none of %q", kinds, names)
	}
	return out, nil
}

func writeFeatureCalibration(w io.Writer, k *factor.Calibration, check bool) error {
	if err := report.FeatureCalibration(k).WriteText(w); err != nil {
		return err
	}
	fmt.Fprintln(w)
	var refuted []string
	for _, t := range k.Targets() {
		switch {
		case t.Rate.Runs == 0:
		case t.Met():
			fmt.Fprintf(w, "met: %v\n", t)
		case t.Refuted():
			fmt.Fprintf(w, "refuted: %v\n", t)
			refuted = append(refuted, t.String())
		default:
			fmt.Fprintf(w, "not met: %v\n", t)
		}
	}
	sentences, wrong := k.FalseShares()
	for _, s := range sentences {
		fmt.Fprintln(w, s)
		if wrong && strings.HasPrefix(s, "refuted") {
			refuted = append(refuted, s)
		}
	}
	if check && len(refuted) > 0 {
		return fmt.Errorf("refuted:\n%s", strings.Join(refuted, "\n"))
	}
	return nil
}

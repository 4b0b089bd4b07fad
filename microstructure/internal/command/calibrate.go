package command

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
)

func calibrateCommand() *cobra.Command {
	k := evidence.DefaultCalibrationConfig()
	config := evidence.DefaultConfig()
	config.Resampling.Reps = 999
	var kinds, keep, csv string
	var shards shardFlags
	var check, looks bool
	c := &cobra.Command{
		Use:   "calibrate",
		Short: "Measure how often each procedure claims an edge on simulated markets",
		Long: `Simulates markets whose truth is known, runs both procedures on each, and lists how often they claim an edge where there
is none, how often where there is one, and what each gate costs and buys.
Without an edge are markets with heavy tails that cluster, jumps, drift, seasons and holes, of 10 days to 5 years; with a
spread of 20 bps; with an edge that is gone for the last fifth; that rise by 200 bps a day under a signal that is always
long; with an edge that fees take to the last bit; and with rare large losses: each at 7, 1.7 and 0 bps per round trip. Edges
that are there net 5 to 20 bps per trip after 7 bps, over 15 minutes to 2 hours, with 50 to 400 trips on offer. The oracle
beside them knows the right configuration and tests nothing else.
With --keep, a run that was interrupted goes on where it was; a change of the program or of its settings begins anew. Parts
of it may run on several machines: run each with --shard and --keep, copy the files into one folder, and run once more with
--keep alone for the tables, which have the same bytes as those of a run in one piece. The same seed gives the same tables.
With --looks it measures instead what the counting of earlier looks does to a search over 50 symbols, one after the other:
how often such a search claims an edge where the truth is exactly on the line, and how many of the edges it finds that net
20 bps in each of 200 trips of two hours.`,
		Example: `  tickbook calibrate --markets 10 --kinds 'dead|spread'
  tickbook calibrate --looks --keep build/calibrate
  tickbook calibrate --keep build/calibrate --shard 2/4`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var err error
			if shards.given() && keep == "" {
				return errors.New("--shard and --keys compute a part, which only --keep has a use for: give a folder to --keep")
			}
			if shards.given() {
				_, err := shards.part()
				if err := errors.Join(err, shards.exclude(c, "csv", "check")); err != nil {
					return err
				}
			}
			if looks {
				of := evidence.DefaultLooksCalibration()
				k.Cells = of.Cells
				of.CalibrationConfig = k
				return calibrateLooks(c, config, of, &shards, keep, csv, check)
			}
			if k.Cells, err = cellsOf(kinds); err != nil {
				return err
			}
			if err := errors.Join(config.Validate(), k.Validate()); err != nil {
				return err
			}
			var kept evidence.Keeper
			if keep != "" {
				folder, err := desk.KeepCalibration(keep, config, k.Seed)
				if err != nil {
					return fmt.Errorf("--keep: %w", err)
				}
				kept = folder
			}
			if shards.given() {
				return calibrateKeys(c, k, &shards, func(ctx context.Context, k evidence.CalibrationConfig) error {
					_, err := evidence.Calibrate(ctx, config, k, kept, nil)
					return err
				})
			}
			calibrated, err := calibrate(c, "markets", kept != nil, func(progress func(done, total int)) (*evidence.Calibration, error) {
				return evidence.Calibrate(c.Context(), config, k, kept, progress)
			})
			if err != nil {
				return err
			}
			w := c.OutOrStdout()
			if csv != "" {
				if err := writeCSV(csv, result.CalibrationTable(calibrated)); err != nil {
					return fmt.Errorf("--csv: %w", err)
				}
			}
			return writeCalibration(w, calibrated, check)
		},
	}
	f := c.Flags()
	f.IntVar(&k.Markets, "markets", k.Markets, "markets of each kind at each level of fees")
	f.BoolVar(&looks, "looks", false, "measure the counting of looks instead")
	f.StringVar(&kinds, "kinds", "", "`regexp` of the truths and names of the kinds to simulate, as the tables have them (default: all)")
	shards.addFlagsOf(c, calibrationKeys)
	f.StringVar(&keep, "keep", "", "folder in which outcomes are kept")
	f.StringVar(&csv, "csv", "", "file to write the counts of all kinds to")
	f.BoolVar(&check, "check", false, "fail if a target of all kinds together is refuted: not even its interval is on the right side")
	f.Uint64Var(&k.Seed, "seed", k.Seed, "seed of the markets and the bootstraps")
	f.IntVar(&k.Workers, "workers", k.Workers, "markets at a time, at least 1")
	f.IntVar(&config.Resampling.Reps, "resamples", config.Resampling.Reps, "resamples of each bootstrap")
	c.AddCommand(calibrateFeaturesCommand())
	c.MarkFlagsMutuallyExclusive("looks", "kinds")
	c.AddCommand(calibrateSymbolsCommand())
	return c
}

// cellsOf are the cells whose group and name match a regular expression.
func cellsOf(kinds string) ([]evidence.Cell, error) {
	out, err := matching(kinds, evidence.CalibrationCells(), func(c evidence.Cell) string { return string(c.Group) + ": " + c.Title() })
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("--kinds %q matches the name of no kind; the groups are %q", kinds, evidence.Groups())
	}
	return out, err
}

func writeCalibration(w io.Writer, k *evidence.Calibration, check bool) error {
	for _, t := range report.Calibration(k) {
		if err := t.WriteText(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	return checked(writeTargets(w, k.Targets()), check)
}

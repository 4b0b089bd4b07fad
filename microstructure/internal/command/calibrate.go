package command

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/chunks"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
)

func calibrateCommand() *cobra.Command {
	k := evidence.DefaultCalibrationConfig()
	config := evidence.DefaultConfig()
	config.Resampling.Reps = 999
	var flags calibrationFlags
	var looks bool
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
of it may run on several machines, by the same build of the program: run each with --keys or --shard, and with --keep, in one
directory or store, or copy the files into one, and run once more with --keep alone for the tables, which have the same bytes
as those of a run in one piece. A key is ten markets of a kind, and --list prints all of them. The same seed gives the same
tables.
With --looks it measures instead what the counting of earlier looks does to a search over 50 symbols, one after the other:
how often such a search claims an edge where the truth is exactly on the line, and how many of the edges it finds that net
20 bps in each of 200 trips of two hours.
` + onResults,
		Example: `  tickbook calibrate --markets 10 --kinds 'dead|spread'
  tickbook calibrate --looks --keep build/calibrate
  tickbook calibrate --keep build/calibrate --shard 2/4`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			err := flags.validate(c)
			if err != nil {
				return err
			}
			if looks {
				of := evidence.DefaultLooksCalibration()
				k.Cells = of.Cells
				of.CalibrationConfig = k
				return calibrateLooks(c, config, of, &flags)
			}
			if k.Cells, err = cellsOf(flags.kinds); err != nil {
				return err
			}
			if err := errors.Join(config.Validate(), k.Validate()); err != nil {
				return err
			}
			return calibration[evidence.Cell, evidence.Outcome, *evidence.Calibration]{
				keys: marketKeys(k, "--kinds and --markets"), of: "markets",
				keep: func(dir string) (chunks.Keeper[evidence.Cell, evidence.Outcome], error) {
					return desk.KeepCalibration(dir, config, k.Seed)
				},
				run: func(ctx context.Context, r calibrationRun[evidence.Cell, evidence.Outcome]) (*evidence.Calibration, error) {
					k.Part = r.part
					return evidence.Calibrate(ctx, config, k, r.kept, r.progress)
				},
				write: func(w io.Writer, calibrated *evidence.Calibration) error {
					if err := flags.writeCSV(result.CalibrationTable(calibrated)); err != nil {
						return err
					}
					return writeCalibration(w, calibrated, flags.check)
				},
			}.do(c, &flags)
		},
	}
	flags.addFlags(c, "truths and names of the kinds to simulate, as the tables have them", marketForm)
	f := c.Flags()
	f.IntVar(&k.Markets, "markets", k.Markets, "markets of each kind at each level of fees")
	f.BoolVar(&looks, "looks", false, "measure the counting of looks instead")
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
	out, err := matching(kinds, evidence.CalibrationCells(), marketName)
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("--kinds %q matches the name of no kind; the groups are %q", kinds, evidence.Groups())
	}
	return out, err
}

// marketName of a cell, with what is true of it.
func marketName(c evidence.Cell) string { return string(c.Group) + ": " + c.Title() }

// marketKeys are those of markets that are judged.
func marketKeys(k evidence.CalibrationConfig, flags string) calibrationKeys[evidence.Cell, evidence.Outcome] {
	return calibrationKeys[evidence.Cell, evidence.Outcome]{k.Cells, marketName, k.Markets, marketForm, flags}
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

package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/report"
)

func calibrateCommand() *cobra.Command {
	k := evidence.DefaultCalibrationConfig()
	config := evidence.DefaultConfig()
	config.Resampling.Reps = 999
	c := &cobra.Command{
		Use:   "calibrate",
		Short: "Measure how often each procedure claims an edge on simulated markets",
		Long: `Simulates markets of 92 days with three kinds of dependence and no edge, and others with a real one, and runs both
procedures on each: at the study's fees and, where there is no edge, at zero fees too. The same seed gives the same rates.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			bar := newProgress(c.ErrOrStderr(), "markets")
			rows, err := parallel.Interruptible(c.Context(), func() ([]evidence.CalibrationRow, error) {
				return evidence.Calibrate(config, k, func(done, total int) { bar.update(done, total, "") })
			})
			bar.finish()
			if err != nil {
				return err
			}
			w := c.OutOrStdout()
			if err := report.Calibration(rows, k).WriteText(w); err != nil {
				return err
			}
			fmt.Fprintln(w)
			return report.GateRates(rows).WriteText(w)
		},
	}
	f := c.Flags()
	f.IntVar(&k.Markets, "markets", k.Markets, "markets of each kind; 200 take some minutes")
	f.Uint64Var(&k.Seed, "seed", k.Seed, "seed of the markets and the bootstraps")
	f.IntVar(&k.Workers, "workers", k.Workers, "markets at a time, at least 1")
	f.IntVar(&config.Resampling.Reps, "resamples", config.Resampling.Reps, "resamples of each bootstrap")
	return c
}

package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
)

// calibrateLooks measures the counting of looks: calibrate --looks.
func calibrateLooks(c *cobra.Command, config evidence.Config, k evidence.LooksCalibration, shards *shardFlags, keep, csv string, check bool) error {
	if err := errors.Join(config.Validate(), k.Validate()); err != nil {
		return err
	}
	var kept evidence.Keeper
	if keep != "" {
		folder, err := desk.KeepLooks(keep, config, k)
		if err != nil {
			return fmt.Errorf("--keep: %w", err)
		}
		kept = folder
	}
	if shards.given() {
		return calibrateKeys(c, k.CalibrationConfig, shards, func(ctx context.Context, part evidence.CalibrationConfig) error {
			k.CalibrationConfig = part
			_, err := evidence.CalibrateLooks(ctx, config, k, kept, nil)
			return err
		})
	}
	calibrated, err := calibrate(c, "markets", kept != nil, func(progress func(done, total int)) (*evidence.LooksCalibrated, error) {
		return evidence.CalibrateLooks(c.Context(), config, k, kept, progress)
	})
	if err != nil {
		return err
	}
	w := c.OutOrStdout()
	if csv != "" {
		if err := writeCSV(csv, result.LooksCalibrationTable(calibrated)); err != nil {
			return fmt.Errorf("--csv: %w", err)
		}
	}
	if err := report.LooksCalibration(calibrated).WriteText(w); err != nil {
		return err
	}
	if check && calibrated.Refuted() {
		return errors.New("refuted: the counting of looks lets a search make more false claims than one in twenty")
	}
	return nil
}

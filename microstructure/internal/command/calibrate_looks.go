package command

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/chunks"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
)

// calibrateLooks measures the counting of looks: calibrate --looks.
func calibrateLooks(c *cobra.Command, config evidence.Config, k evidence.LooksCalibration, flags *calibrationFlags) error {
	if err := errors.Join(config.Validate(), k.Validate()); err != nil {
		return err
	}
	return calibration[evidence.Cell, evidence.Outcome, *evidence.LooksCalibrated]{
		keys: marketKeys(k.CalibrationConfig, "--looks and --markets"), of: "markets",
		keep: func(dir string) (chunks.Keeper[evidence.Cell, evidence.Outcome], error) {
			return desk.KeepLooks(dir, config, k)
		},
		run: func(ctx context.Context, r calibrationRun[evidence.Cell, evidence.Outcome]) (*evidence.LooksCalibrated, error) {
			k.Part = r.part
			return evidence.CalibrateLooks(ctx, config, k, r.kept, r.progress)
		},
		write: func(w io.Writer, calibrated *evidence.LooksCalibrated) error {
			if err := flags.writeCSV(result.LooksCalibrationTable(calibrated)); err != nil {
				return err
			}
			if err := report.LooksCalibration(calibrated).WriteText(w); err != nil {
				return err
			}
			if flags.check && calibrated.Refuted() {
				return errors.New("refuted: the counting of looks lets a search make more false claims than one in twenty")
			}
			return nil
		},
	}.do(c, flags)
}

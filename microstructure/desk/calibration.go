package desk

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/evidence"
)

// A CalibrationFolder keeps the outcomes of simulated markets, one file per
// cell and chunk of markets, so that a calibration that was interrupted goes
// on, and so that its shards come together by copying their files into one
// folder. It is named by a digest of the configuration and by the
// program: what either changes is computed anew.
type CalibrationFolder struct{ kept chunkFolder[evidence.Outcome] }

// KeepCalibration makes the folder within dir, of the markets that a
// configuration judges.
func KeepCalibration(dir string, c evidence.Config, seed uint64) (*CalibrationFolder, error) {
	kept, err := keepChunks[evidence.Outcome](dir, "calibration", judging(c), seed)
	return &CalibrationFolder{kept}, err
}

// KeepLooks makes the folder within dir of a calibration of looks.
func KeepLooks(dir string, c evidence.Config, k evidence.LooksCalibration) (*CalibrationFolder, error) {
	kept, err := keepChunks[evidence.Outcome](dir, fmt.Sprintf("looks_%d", k.Symbols), judging(c), k.Seed)
	return &CalibrationFolder{kept}, err
}

// judging is what outcomes depend on.
func judging(c evidence.Config) evidence.Config {
	c.Features, c.Resampling.Workers, c.Resampling.Seed = nil, 1, 0
	return c
}

// Path is the folder.
func (f *CalibrationFolder) Path() string { return f.kept.own }

// Others are the folders of the same calibration that other builds of the
// program keep, which are not used, where this one has kept nothing yet.
func (f *CalibrationFolder) Others() []string { return f.kept.unused() }

// Load returns what was kept of a chunk; none of a file that is damaged.
func (f *CalibrationFolder) Load(c evidence.Cell, chunk int) []evidence.Outcome {
	return f.kept.load(c.Key(), chunk)
}

// Save keeps a chunk.
func (f *CalibrationFolder) Save(c evidence.Cell, chunk int, outcomes []evidence.Outcome) error {
	return f.kept.save(c.Key(), c.Title(), chunk, outcomes)
}

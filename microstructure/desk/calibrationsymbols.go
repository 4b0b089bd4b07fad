package desk

import (
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/pooled"
)

// A SymbolsFolder keeps the outcomes of simulated baskets of symbols, as a
// CalibrationFolder does those of markets.
type SymbolsFolder struct{ kept chunkFolder[pooled.Outcome] }

// KeepSymbolsCalibration makes the folder within dir, of the baskets that a
// configuration judges.
func KeepSymbolsCalibration(dir string, c evidence.Config, seed uint64) (*SymbolsFolder, error) {
	kept, err := keepChunks[pooled.Outcome](dir, "symbols", judging(c), seed)
	return &SymbolsFolder{kept}, err
}

// Path is the folder.
func (f *SymbolsFolder) Path() string { return f.kept.own }

// Others are the folders of the same calibration that other builds of the
// program keep, which are not used, where this one has kept nothing yet.
func (f *SymbolsFolder) Others() []string { return f.kept.unused() }

// Load returns what was kept of a chunk; none of a file that is damaged.
func (f *SymbolsFolder) Load(c pooled.Cell, chunk int) []pooled.Outcome {
	return f.kept.load(c.Key(), chunk)
}

// Save keeps a chunk.
func (f *SymbolsFolder) Save(c pooled.Cell, chunk int, outcomes []pooled.Outcome) error {
	return f.kept.save(c.Key(), c.Title(), chunk, outcomes)
}

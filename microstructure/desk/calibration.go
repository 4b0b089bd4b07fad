package desk

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/pooled"
)

// Folders of the kinds of calibrations: of markets that are judged, of baskets
// of symbols, and of markets whose features are measured.
type (
	CalibrationFolder = ChunkFolder[evidence.Cell, evidence.Outcome]
	SymbolsFolder     = ChunkFolder[pooled.Cell, pooled.Outcome]
	FeatureFolder     = ChunkFolder[factor.Cell, factor.Outcome]
)

// KeepCalibration makes the folder within dir, of the markets that a
// configuration judges.
func KeepCalibration(dir string, c evidence.Config, seed uint64) (*CalibrationFolder, error) {
	return keepChunks[evidence.Cell, evidence.Outcome](dir, "calibration", judging(c), seed)
}

// KeepLooks makes the folder within dir of a calibration of looks.
func KeepLooks(dir string, c evidence.Config, k evidence.LooksCalibration) (*CalibrationFolder, error) {
	return keepChunks[evidence.Cell, evidence.Outcome](dir, fmt.Sprintf("looks_%d", k.Symbols), judging(c), k.Seed)
}

// KeepSymbolsCalibration makes the folder within dir, of the baskets that a
// configuration judges.
func KeepSymbolsCalibration(dir string, c evidence.Config, seed uint64) (*SymbolsFolder, error) {
	return keepChunks[pooled.Cell, pooled.Outcome](dir, "symbols", judging(c), seed)
}

// KeepFeatureCalibration makes the folder within dir, of the markets that a
// configuration measures.
func KeepFeatureCalibration(dir string, c factor.Config, seed uint64) (*FeatureFolder, error) {
	c.Features, c.Resampling.Workers, c.Resampling.Seed = nil, 1, 0
	return keepChunks[factor.Cell, factor.Outcome](dir, "features", c, seed)
}

// judging is what outcomes depend on.
func judging(c evidence.Config) evidence.Config {
	c.Features, c.Resampling.Workers, c.Resampling.Seed = nil, 1, 0
	return c
}

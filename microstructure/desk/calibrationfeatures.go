package desk

import "github.com/tickbook/tickbook/microstructure/factor"

// A FeatureFolder keeps the outcomes of simulated markets whose features are
// measured, as a CalibrationFolder does those of markets that are judged.
type FeatureFolder struct{ kept chunkFolder[factor.Outcome] }

// KeepFeatureCalibration makes the folder within dir, of the markets that a
// configuration measures.
func KeepFeatureCalibration(dir string, c factor.Config, seed uint64) (*FeatureFolder, error) {
	c.Features, c.Resampling.Workers, c.Resampling.Seed = nil, 1, 0
	kept, err := keepChunks[factor.Outcome](dir, "features", c, seed)
	return &FeatureFolder{kept}, err
}

// Path is the folder.
func (f *FeatureFolder) Path() string { return f.kept.own }

// Others are the folders of the same calibration that other builds of the
// program keep, which are not used, where this one has kept nothing yet.
func (f *FeatureFolder) Others() []string { return f.kept.unused() }

// Load returns what was kept of a chunk; none of a file that is damaged.
func (f *FeatureFolder) Load(c factor.Cell, chunk int) []factor.Outcome {
	return f.kept.load(c.Key(), chunk)
}

// Save keeps a chunk.
func (f *FeatureFolder) Save(c factor.Cell, chunk int, outcomes []factor.Outcome) error {
	return f.kept.save(c.Key(), c.Name, chunk, outcomes)
}

package desk

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
	"github.com/tickbook/tickbook/microstructure/store"
)

// A FeatureFolder keeps the outcomes of simulated markets whose features are
// measured, as a CalibrationFolder does those of markets that are judged.
type FeatureFolder struct{ dir string }

// KeepFeatureCalibration makes the folder within dir, of the markets that a
// configuration measures.
func KeepFeatureCalibration(dir string, c factor.Config, seed uint64) (*FeatureFolder, error) {
	if err := store.Local(dir); err != nil {
		return nil, err
	}
	library, err := libraryDigest()
	if err != nil {
		return nil, fmt.Errorf("results cannot be kept: %w; build the program from its source, or keep none", err)
	}
	c.Features, c.Resampling.Workers, c.Resampling.Seed = nil, 1, 0 // of which outcomes do not depend
	digest := sha256.Sum256(fmt.Appendf(nil, "%s\n%+v\n%d\n", library, c, seed))
	f := &FeatureFolder{filepath.Join(dir, fmt.Sprintf("features_%x", digest[:8]))}
	return f, atomicfile.MakeFolder(f.dir)
}

// Path is the folder.
func (f *FeatureFolder) Path() string { return f.dir }

type keptFeatureChunk struct {
	Cell     string           `json:"cell"`
	Chunk    int              `json:"chunk"`
	Outcomes []factor.Outcome `json:"outcomes"`
}

func (f *FeatureFolder) path(c factor.Cell, chunk int) string {
	key := sha256.Sum256([]byte(c.Key()))
	return filepath.Join(f.dir, fmt.Sprintf("%x_%03d.json", key[:8], chunk))
}

// Load returns what was kept of a chunk; none of a file that is damaged.
func (f *FeatureFolder) Load(c factor.Cell, chunk int) []factor.Outcome {
	content, err := os.ReadFile(f.path(c, chunk))
	var kept keptFeatureChunk
	if err != nil || json.Unmarshal(content, &kept) != nil || kept.Chunk != chunk {
		return nil
	}
	return kept.Outcomes
}

// Save keeps a chunk.
func (f *FeatureFolder) Save(c factor.Cell, chunk int, outcomes []factor.Outcome) error {
	content, err := json.MarshalIndent(keptFeatureChunk{c.Name, chunk, outcomes}, "", " ")
	if err != nil {
		return err
	}
	return atomicfile.Write(f.path(c, chunk), append(content, '\n'))
}

package desk

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
	"github.com/tickbook/tickbook/microstructure/store"
)

// A CalibrationFolder keeps the outcomes of simulated markets, one file per
// cell and chunk of markets, so that a calibration that was interrupted goes
// on, and so that its shards come together by copying their files into one
// folder. It is named by a digest of the library's source and of the
// configuration: what either changes is computed anew.
type CalibrationFolder struct{ dir string }

// KeepCalibration makes the folder within dir, of the markets that a
// configuration judges.
func KeepCalibration(dir string, c evidence.Config, seed uint64) (*CalibrationFolder, error) {
	return keepCalibration(dir, "calibration", c, seed)
}

// KeepLooks makes the folder within dir of a calibration of looks.
func KeepLooks(dir string, c evidence.Config, k evidence.LooksCalibration) (*CalibrationFolder, error) {
	return keepCalibration(dir, fmt.Sprintf("looks_%d", k.Symbols), c, k.Seed)
}

func keepCalibration(dir, what string, c evidence.Config, seed uint64) (*CalibrationFolder, error) {
	if err := store.Local(dir); err != nil {
		return nil, err
	}
	library, err := libraryDigest()
	if err != nil {
		return nil, fmt.Errorf("results cannot be kept: %w; build the program from its source, or keep none", err)
	}
	c.Features, c.Resampling.Workers, c.Resampling.Seed = nil, 1, 0 // of which outcomes do not depend
	digest := sha256.Sum256(fmt.Appendf(nil, "%s\n%+v\n%d\n", library, c, seed))
	f := &CalibrationFolder{filepath.Join(dir, fmt.Sprintf("%s_%x", what, digest[:8]))}
	return f, atomicfile.MakeFolder(f.dir)
}

// Path is the folder.
func (f *CalibrationFolder) Path() string { return f.dir }

// keptChunk is a file.
type keptChunk struct {
	Cell     string             `json:"cell"`
	Chunk    int                `json:"chunk"`
	Outcomes []evidence.Outcome `json:"outcomes"`
}

func (f *CalibrationFolder) path(c evidence.Cell, chunk int) string {
	key := sha256.Sum256([]byte(c.Key()))
	return filepath.Join(f.dir, fmt.Sprintf("%x_%03d.json", key[:8], chunk))
}

// Load returns what was kept of a chunk; none of a file that is damaged.
func (f *CalibrationFolder) Load(c evidence.Cell, chunk int) []evidence.Outcome {
	content, err := os.ReadFile(f.path(c, chunk))
	var kept keptChunk
	if err != nil || json.Unmarshal(content, &kept) != nil || kept.Chunk != chunk {
		return nil
	}
	return kept.Outcomes
}

// Save keeps a chunk.
func (f *CalibrationFolder) Save(c evidence.Cell, chunk int, outcomes []evidence.Outcome) error {
	content, err := json.MarshalIndent(keptChunk{c.Title(), chunk, outcomes}, "", " ")
	if err != nil {
		return err
	}
	return atomicfile.Write(f.path(c, chunk), append(content, '\n'))
}

package desk

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
	"github.com/tickbook/tickbook/microstructure/store"
)

// A chunkFolder has a file per cell of a calibration and chunk of its markets.
type chunkFolder[O any] struct{ dir string }

// keepChunks makes the folder of a kind of calibration within dir, named by a
// digest of the library's source, of the configuration and of the seed. What
// outcomes do not depend on is left out of the configuration.
func keepChunks[O any](dir, kind string, c any, seed uint64) (f chunkFolder[O], err error) {
	if err := store.Local(dir); err != nil {
		return f, err
	}
	library, err := libraryDigest()
	if err != nil {
		return f, fmt.Errorf("results cannot be kept: %w; build the program from its source, or keep none", err)
	}
	digest := sha256.Sum256(fmt.Appendf(nil, "%s\n%+v\n%d\n", library, c, seed))
	f.dir = filepath.Join(dir, fmt.Sprintf("%s_%x", kind, digest[:8]))
	return f, atomicfile.MakeFolder(f.dir)
}

// keptChunk is a file.
type keptChunk[O any] struct {
	Cell     string `json:"cell"`
	Chunk    int    `json:"chunk"`
	Outcomes []O    `json:"outcomes"`
}

func (f chunkFolder[O]) path(cell string, chunk int) string {
	key := sha256.Sum256([]byte(cell))
	return filepath.Join(f.dir, fmt.Sprintf("%x_%03d.json", key[:8], chunk))
}

// load returns what was kept of a chunk of a cell's key; none of a file that is
// damaged.
func (f chunkFolder[O]) load(cell string, chunk int) []O {
	content, err := os.ReadFile(f.path(cell, chunk))
	var kept keptChunk[O]
	if err != nil || json.Unmarshal(content, &kept) != nil || kept.Chunk != chunk {
		return nil
	}
	return kept.Outcomes
}

func (f chunkFolder[O]) save(cell, title string, chunk int, outcomes []O) error {
	content, err := json.MarshalIndent(keptChunk[O]{title, chunk, outcomes}, "", " ")
	if err != nil {
		return err
	}
	return atomicfile.Write(f.path(cell, chunk), append(content, '\n'))
}

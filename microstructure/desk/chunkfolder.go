package desk

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/tickbook/tickbook/microstructure/store"
)

// A ChunkFolder keeps the outcomes of simulated markets, one file per cell and
// chunk of markets, so that a calibration that was interrupted goes on, and so
// that its shards come together by copying their files into one folder. It is
// named by a digest of the configuration and by the program: what either
// changes is computed anew.
type ChunkFolder[C cell, O any] struct{ keptFolder }

// A cell is a kind of simulated markets.
type cell interface {
	Key() string   // tells cells apart by all that they are made of
	Title() string // names the cell
}

// keepChunks makes the folder of a kind of calibration within dir, named by a
// digest of the configuration and of the seed, and by the program. What outcomes
// do not depend on is left out of the configuration.
func keepChunks[C cell, O any](dir, kind string, c any, seed uint64) (*ChunkFolder[C, O], error) {
	if err := store.Check(dir); err != nil {
		return nil, err
	}
	digest := sha256.Sum256(fmt.Appendf(nil, "%+v\n%d\n", c, seed))
	kept, err := keptName{dir: dir, of: kind, digest: fmt.Sprintf("%x", digest[:16])}.folder()
	if err != nil {
		return nil, err
	}
	return &ChunkFolder[C, O]{kept}, store.MakeFolder(kept.own)
}

// Path is the folder.
func (f *ChunkFolder[C, O]) Path() string { return f.own }

// Others are the folders of the same calibration that other builds of the
// program keep, which are not used, where this one has kept nothing yet.
func (f *ChunkFolder[C, O]) Others() []string { return f.unused() }

// keptChunk is a file.
type keptChunk[O any] struct {
	Cell     string `json:"cell"`
	Chunk    int    `json:"chunk"`
	Outcomes []O    `json:"outcomes"`
}

// chunkName is the name of the file of a chunk of a cell.
func chunkName(c cell, chunk int) string {
	key := sha256.Sum256([]byte(c.Key()))
	return fmt.Sprintf("%x_%03d.json", key[:8], chunk)
}

// Load returns what was kept of a chunk; none of a file that is damaged, which
// is computed again. The error is that of a store.
func (f *ChunkFolder[C, O]) Load(c C, chunk int) ([]O, error) {
	return readPart(f.keptFolder, chunkName(c, chunk), func(content []byte) []O {
		var kept keptChunk[O]
		if json.Unmarshal(content, &kept) != nil || kept.Chunk != chunk {
			return nil
		}
		return kept.Outcomes
	})
}

// Save keeps a chunk.
func (f *ChunkFolder[C, O]) Save(c C, chunk int, outcomes []O) error {
	content, err := json.MarshalIndent(keptChunk[O]{c.Title(), chunk, outcomes}, "", " ")
	if err != nil {
		return err
	}
	return store.WriteCache(store.Join(f.own, chunkName(c, chunk)), append(content, '\n'))
}

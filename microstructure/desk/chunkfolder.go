package desk

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/tickbook/tickbook/microstructure/store"
)

// A chunkFolder has a file per cell of a calibration and chunk of its markets.
type chunkFolder[O any] struct{ keptFolder }

// keepChunks makes the folder of a kind of calibration within dir, named by a
// digest of the configuration and of the seed, and by the program. What outcomes
// do not depend on is left out of the configuration.
func keepChunks[O any](dir, kind string, c any, seed uint64) (f chunkFolder[O], err error) {
	if err := store.Check(dir); err != nil {
		return f, err
	}
	digest := sha256.Sum256(fmt.Appendf(nil, "%+v\n%d\n", c, seed))
	if f.keptFolder, err = (keptName{dir: dir, of: kind, digest: fmt.Sprintf("%x", digest[:16])}).folder(); err != nil {
		return f, err
	}
	return f, store.MakeFolder(f.own)
}

// keptChunk is a file.
type keptChunk[O any] struct {
	Cell     string `json:"cell"`
	Chunk    int    `json:"chunk"`
	Outcomes []O    `json:"outcomes"`
}

// chunkPath is the file of a chunk of a cell's key in a folder.
func chunkPath(dir, cell string, chunk int) string {
	key := sha256.Sum256([]byte(cell))
	return store.Join(dir, fmt.Sprintf("%x_%03d.json", key[:8], chunk))
}

// load returns what was kept of a chunk of a cell's key; none of a file that is
// damaged or cannot be read, which is computed again.
func (f chunkFolder[O]) load(cell string, chunk int) []O {
	for _, dir := range f.found {
		content, err := store.ReadFile(chunkPath(dir, cell, chunk), mostPart)
		var kept keptChunk[O]
		if err == nil && json.Unmarshal(content, &kept) == nil && kept.Chunk == chunk {
			return kept.Outcomes
		}
	}
	return nil
}

func (f chunkFolder[O]) save(cell, title string, chunk int, outcomes []O) error {
	content, err := json.MarshalIndent(keptChunk[O]{title, chunk, outcomes}, "", " ")
	if err != nil {
		return err
	}
	return store.WriteCache(chunkPath(f.own, cell, chunk), append(content, '\n'))
}

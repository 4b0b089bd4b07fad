package command

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/internal/chunks"
	"github.com/tickbook/tickbook/microstructure/shard"
)

// A calibrationKeys has the keys of a calibration. One is a chunk of markets of
// a cell, and names the cell and the chunk's first market.
type calibrationKeys[C, O any] struct {
	cells   []C
	name    func(C) string // as the tables have it; of each cell another one
	markets int            // of each cell
	form    string         // what a key looks like
	flags   string         // that say which keys there are
}

func (k calibrationKeys[C, O]) key(cell C, chunk int) string {
	return fmt.Sprintf("%s/%d", k.name(cell), chunk*chunks.Size)
}

// all keys, sorted.
func (k calibrationKeys[C, O]) all() []string {
	var all []string
	for _, cell := range k.cells {
		for chunk := range (k.markets + chunks.Size - 1) / chunks.Size {
			all = append(all, k.key(cell, chunk))
		}
	}
	slices.Sort(all)
	return all
}

// list prints all keys.
func (k calibrationKeys[C, O]) list(w io.Writer) error {
	for _, key := range k.all() {
		if _, err := fmt.Fprintln(w, key); err != nil {
			return err
		}
	}
	return nil
}

// take is this process's part of the keys, sorted.
func (k calibrationKeys[C, O]) take(c *cobra.Command, s *shardFlags) ([]string, error) {
	all := k.all()
	return s.take(c, func(key string) error {
		if _, known := slices.BinarySearch(all, key); !known {
			return fmt.Errorf("%q is no key of %s: write %s, as in %q", key, k.flags, k.form, all[0])
		}
		return nil
	}, func() ([]string, error) { return all, nil })
}

// line is that of a chunk.
func (k calibrationKeys[C, O]) line(r chunks.Chunk[C, O]) (shard.Line, error) {
	content, err := json.Marshal(r.Outcomes)
	line := shard.Line{Key: k.key(r.Cell, r.Chunk), Rows: int64(len(r.Outcomes)), Seconds: shard.Seconds(r.Duration),
		Digest: fmt.Sprintf("sha256:%x", sha256.Sum256(content)), State: shard.Kept}
	if r.Made {
		line.State = shard.Made
	}
	return line, err
}

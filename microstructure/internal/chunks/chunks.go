// Package chunks computes outcomes of many simulated markets of several kinds,
// so that a run that was interrupted goes on, and its shards come together. It
// imports parallel.
package chunks

import (
	"context"
	"fmt"

	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// Size is the number of markets in a chunk, which is kept as one.
const Size = 10

// A Work has cells of markets, each with an outcome.
type Work[O any] struct {
	Cells, Markets int // of each cell
	Workers        int
	// Shard is the part to compute, from 1 to Shards: every Shards-th chunk.
	Shard, Shards int
	Judge         func(cell, market int) (O, error)
	// Load returns what was kept of a cell's chunk, and Save keeps it. Both may
	// be nil.
	Load func(cell, chunk int) []O
	Save func(cell, chunk int, outcomes []O) error
	// Progress counts markets. It may be nil.
	Progress func(done, total int)
}

// Run gives the outcomes by cell, in the order of markets; of other shards only
// those that were kept. When ctx ends it returns an error at the next market.
func (w Work[O]) Run(ctx context.Context) ([][]O, error) {
	chunks := (w.Markets + Size - 1) / Size
	results := make([][]O, w.Cells*chunks)
	newDo := func() parallel.Do {
		return func(ctx context.Context, i int) (err error) {
			results[i], err = w.chunk(ctx, i/chunks, i%chunks, i%w.Shards == w.Shard-1)
			return err
		}
	}
	report := func(_, done, total int) {
		if w.Progress != nil {
			w.Progress(done*w.Markets/chunks, total*w.Markets/chunks)
		}
	}
	if err := parallel.Run(ctx, len(results), w.Workers, newDo, report); err != nil {
		return nil, err
	}
	out := make([][]O, w.Cells)
	for i, outcomes := range results {
		out[i/chunks] = append(out[i/chunks], outcomes...)
	}
	return out, nil
}

// chunk is the outcomes of a chunk: what was kept of them and, if the chunk is
// the shard's own, the rest.
func (w Work[O]) chunk(ctx context.Context, cell, chunk int, own bool) ([]O, error) {
	want := min(Size, w.Markets-chunk*Size)
	var out []O
	if w.Load != nil {
		out = w.Load(cell, chunk)
	}
	if len(out) >= want || !own {
		return out[:min(want, len(out))], nil
	}
	for i := len(out); i < want; i++ {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		o, err := w.Judge(cell, chunk*Size+i)
		if err != nil {
			return nil, fmt.Errorf("market %d: %w", chunk*Size+i, err)
		}
		out = append(out, o)
	}
	if w.Save != nil {
		return out, w.Save(cell, chunk, out)
	}
	return out, nil
}

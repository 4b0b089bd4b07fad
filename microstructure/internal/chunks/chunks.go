// Package chunks computes outcomes of many simulated markets of several kinds,
// so that a run that was interrupted goes on, and its shards come together. It
// imports parallel.
package chunks

import (
	"context"
	"fmt"
	"time"

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
	// Only, unless nil, chooses the chunks to compute, in place of Shard.
	Only  func(cell, chunk int) bool
	Judge func(cell, market int) (O, error)
	// Load returns what was kept of a cell's chunk, and Save keeps it. Both may
	// be nil.
	Load func(cell, chunk int) []O
	Save func(cell, chunk int, outcomes []O) error
	// Finished, unless nil, is given each chunk of the part when it is there,
	// never concurrently.
	Finished func(Chunk[O])
	// Progress counts markets. It may be nil.
	Progress func(done, total int)
}

// A Chunk is the outcomes of some markets of a cell.
type Chunk[O any] struct {
	Cell, Chunk int
	Outcomes    []O
	Made        bool // computed now, in part at least; otherwise all was kept
	Duration    time.Duration
}

// Run gives the outcomes by cell, in the order of markets; of other shards only
// those that were kept. When ctx ends it returns an error at the next market.
func (w Work[O]) Run(ctx context.Context) ([][]O, error) {
	chunks := (w.Markets + Size - 1) / Size
	results := make([]Chunk[O], w.Cells*chunks)
	own := func(i int) bool {
		if w.Only != nil {
			return w.Only(i/chunks, i%chunks)
		}
		return i%w.Shards == w.Shard-1
	}
	newDo := func() parallel.Do {
		return func(ctx context.Context, i int) error {
			start := time.Now()
			r := Chunk[O]{Cell: i / chunks, Chunk: i % chunks}
			err := w.fill(ctx, &r, own(i))
			r.Duration = time.Since(start)
			results[i] = r
			return err
		}
	}
	report := func(i, done, total int) {
		if w.Finished != nil && own(i) {
			w.Finished(results[i])
		}
		if w.Progress != nil {
			w.Progress(done*w.Markets/chunks, total*w.Markets/chunks)
		}
	}
	if err := parallel.Run(ctx, len(results), w.Workers, newDo, report); err != nil {
		return nil, err
	}
	out := make([][]O, w.Cells)
	for _, r := range results {
		out[r.Cell] = append(out[r.Cell], r.Outcomes...)
	}
	return out, nil
}

// fill finds what was kept of a chunk and, if it is the part's own, makes the
// rest.
func (w Work[O]) fill(ctx context.Context, r *Chunk[O], own bool) error {
	first := r.Chunk * Size
	want := min(Size, w.Markets-first)
	if w.Load != nil {
		r.Outcomes = w.Load(r.Cell, r.Chunk)
	}
	if len(r.Outcomes) >= want || !own {
		r.Outcomes = r.Outcomes[:min(want, len(r.Outcomes))]
		return nil
	}
	r.Made = true
	for i := len(r.Outcomes); i < want; i++ {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		o, err := w.Judge(r.Cell, first+i)
		if err != nil {
			return fmt.Errorf("market %d: %w", first+i, err)
		}
		r.Outcomes = append(r.Outcomes, o)
	}
	if w.Save != nil {
		return w.Save(r.Cell, r.Chunk, r.Outcomes)
	}
	return nil
}

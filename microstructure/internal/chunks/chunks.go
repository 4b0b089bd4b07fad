// Package chunks computes outcomes of many simulated markets of several kinds,
// so that a run that was interrupted goes on, and its parts come together. It
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
type Work[C, O any] struct {
	Cells   []C
	Title   func(C) string // names a cell in errors
	Markets int            // of each cell
	Workers int
	Part    Part[C, O]
	Judge   func(c C, market int) (O, error)
	Kept    Keeper[C, O] // nil to keep nothing
	// Progress counts markets. It may be nil.
	Progress func(done, total int)
}

// A Part is some of the chunks. The zero value is all of them.
type Part[C, O any] struct {
	Only func(c C, chunk int) bool // chooses the chunks to compute; nil for all
	// Finished, unless nil, is given each chunk of the part when it is there,
	// never concurrently.
	Finished func(Chunk[C, O])
}

// A Keeper keeps the outcomes of a cell's chunk of markets, so that a run that
// was interrupted goes on.
type Keeper[C, O any] interface {
	// Load returns what was kept, none of what is damaged. The error is that
	// nobody can say what was, as of a store that fails.
	Load(c C, chunk int) ([]O, error)
	Save(c C, chunk int, outcomes []O) error
}

// A Chunk is the outcomes of some markets of a cell.
type Chunk[C, O any] struct {
	Cell     C
	Chunk    int
	Outcomes []O
	Made     bool // computed now, in part at least; otherwise all was kept
	Duration time.Duration
}

// Run gives the outcomes by cell, in the order of markets; of chunks that are
// not of the part only those that were kept. When ctx ends it returns an error at the next market.
func (w Work[C, O]) Run(ctx context.Context) ([][]O, error) {
	chunks := (w.Markets + Size - 1) / Size
	results := make([]Chunk[C, O], len(w.Cells)*chunks)
	own := func(i int) bool {
		return w.Part.Only == nil || w.Part.Only(w.Cells[i/chunks], i%chunks)
	}
	newDo := func() parallel.Do {
		return func(ctx context.Context, i int) error {
			start := time.Now()
			r := Chunk[C, O]{Cell: w.Cells[i/chunks], Chunk: i % chunks}
			err := w.fill(ctx, &r, own(i))
			r.Duration = time.Since(start)
			results[i] = r
			return err
		}
	}
	report := func(i, done, total int) {
		if w.Part.Finished != nil && own(i) {
			w.Part.Finished(results[i])
		}
		if w.Progress != nil {
			w.Progress(done*w.Markets/chunks, total*w.Markets/chunks)
		}
	}
	if err := parallel.Run(ctx, len(results), w.Workers, newDo, report); err != nil {
		return nil, err
	}
	out := make([][]O, len(w.Cells))
	for i, r := range results {
		out[i/chunks] = append(out[i/chunks], r.Outcomes...)
	}
	return out, nil
}

// fill finds what was kept of a chunk and, if it is the part's own, makes the
// rest.
func (w Work[C, O]) fill(ctx context.Context, r *Chunk[C, O], own bool) (err error) {
	first := r.Chunk * Size
	want := min(Size, w.Markets-first)
	if w.Kept != nil {
		if r.Outcomes, err = w.Kept.Load(r.Cell, r.Chunk); err != nil {
			return err
		}
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
			return fmt.Errorf("%s, market %d: %w", w.Title(r.Cell), first+i, err)
		}
		r.Outcomes = append(r.Outcomes, o)
	}
	if w.Kept != nil {
		return w.Kept.Save(r.Cell, r.Chunk, r.Outcomes)
	}
	return nil
}

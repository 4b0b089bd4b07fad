package dataset

import (
	"context"
	"io"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// A worker does one job after the other in the same memory.
type worker struct {
	*build
	reader  TradesReader
	cached  barReader
	builder *microstructure.BarBuilder
}

// dayBars loads or builds a day's bars.
func (w *worker) dayBars(ctx context.Context, j *job) error {
	opened := time.Now()
	input, err := parquetio.Open(j.day.Path, w.reader.buffer, false)
	if err != nil {
		return err
	}
	j.fingerprint = fingerprintOf(input)
	var path, madeFrom string
	if w.cache != nil {
		path, madeFrom = w.cache.path(j.source, j.day), w.cache.madeFrom(j.fingerprint)
		result, ok, err := w.cache.load(path, madeFrom, j.room, &w.cached)
		if err != nil {
			j.warn("the cached bars in %s are damaged and were built again: %v", path, err)
		}
		if ok {
			j.result, j.served = result, true
			w.reader.buffer = input.Buffer()
			return input.Close()
		}
	}
	defer w.reader.Close()
	if err := w.reader.start(input, j.day); err != nil {
		return err
	}
	if err := w.read(ctx, j); err != nil {
		w.builder.Finish()
		return err
	}
	j.result.bars = append(j.room, w.builder.Finish()...)
	j.result.synthetic = input.Value(microstructure.SyntheticKey)
	now, err := j.fingerprint.now(input)
	if err != nil {
		return err
	}
	if w.cache != nil && !w.cache.unwritable.Load() && now == j.fingerprint && now.Settled(opened) {
		if err := w.cache.store(path, madeFrom, &j.result); err != nil && !w.cache.unwritable.Swap(true) {
			j.warn("bars cannot be cached in %s: %v", w.cache.dir, err)
		}
	}
	return nil
}

// read gives the builder all trades of a day.
func (w *worker) read(ctx context.Context, j *job) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		t, err := w.reader.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		j.result.trades += int64(t.Len())
		w.builder.Add(t)
	}
}

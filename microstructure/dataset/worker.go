package dataset

import (
	"errors"
	"fmt"
	"io"

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

// errStopped is why a job that nobody wants any more was given up.
var errStopped = errors.New("stopped")

func (w *worker) do(i int64) {
	j := &w.jobs[i]
	err := w.dayBars(i, j)
	switch {
	case err == nil:
		w.finish(j)
	case err != errStopped:
		j.err = err
		for {
			limit := w.limit.Load()
			if limit <= i || w.limit.CompareAndSwap(limit, i) {
				return
			}
		}
	}
}

// dayBars loads or builds a day's bars.
func (w *worker) dayBars(i int64, j *job) error {
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
			w.warn(fmt.Sprintf("the cached bars in %s are damaged and were built again: %v", path, err))
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
	if err := w.read(i, j); err != nil {
		w.builder.Finish()
		return err
	}
	j.result.bars = append(j.room, w.builder.Finish()...)
	j.result.synthetic = value(input, microstructure.SyntheticKey)
	if err := unchanged(input, j.fingerprint); err != nil {
		return err
	}
	if w.cache != nil && !w.cache.unwritable.Load() {
		if err := w.cache.store(path, madeFrom, &j.result); err != nil && !w.cache.unwritable.Swap(true) {
			w.warn(fmt.Sprintf("bars cannot be cached in %s: %v", w.cache.dir, err))
		}
	}
	return nil
}

// read gives the builder all trades of a day.
func (w *worker) read(i int64, j *job) error {
	for {
		if w.limit.Load() < i || w.ctx.Err() != nil {
			return errStopped
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

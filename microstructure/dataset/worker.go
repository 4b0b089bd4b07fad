package dataset

import (
	"context"
	"time"

	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// A worker runs jobs one at a time and reuses its buffers. In a store there are
// many, most of which wait for an answer: what takes more memory is in a scan.
type worker struct {
	*build
	buffer []byte // a footer's
	cached barReader
}

// dayBars loads or builds a day's bars, with the user's features.
func (w *worker) dayBars(ctx context.Context, j *job) error {
	opened := time.Now()
	input, err := parquetio.Open(j.day.Path, w.buffer, false)
	if err != nil {
		return err
	}
	j.fingerprint = fingerprintOf(input)
	there := w.cache != nil && w.loadBars(j)
	bars := -1
	if there {
		bars = len(j.result.bars)
	}
	missing := w.loadOwn(j, bars)
	if there && len(missing) == 0 {
		j.served, j.kept = true, true
		w.buffer = input.Buffer()
		return input.Close()
	}
	now, err := w.fromTrades(ctx, j, input, there, missing)
	input.Close()
	if err != nil {
		return err
	}
	w.buffer = input.Buffer()
	if w.cache != nil && now == j.fingerprint && now.Settled(opened) {
		w.store(j, there)
	}
	if !j.takers {
		j.result.takers = nil
	}
	return nil
}

// fromTrades reads a day's trades when the turn is on it, and returns the
// fingerprint of the file after that.
func (w *worker) fromTrades(ctx context.Context, j *job, input *parquetio.File, there bool, missing []ownTask) (Fingerprint, error) {
	if err := w.ahead.Fetch(ctx, false, &DayFile{j.day, input}); err != nil {
		return Fingerprint{}, err
	}
	select {
	case <-ctx.Done():
		return Fingerprint{}, context.Cause(ctx)
	case s := <-w.scans:
		defer func() { w.scans <- s }()
		if err := s.day(ctx, j, input, there, missing); err != nil {
			return Fingerprint{}, err
		}
	}
	return j.fingerprint.now(input)
}

// loadBars reports whether the cache has the day's bars.
func (w *worker) loadBars(j *job) bool {
	path := w.cache.path(j.source, j.day)
	result, ok, err := w.cache.load(path, w.cache.madeFrom(j.fingerprint), j.slot, &w.cached)
	if err != nil {
		j.warn("the cached bars in %s are damaged and were built again: %v", path, err)
	}
	if ok && j.takers {
		result.takers, err = w.cache.loadTakers(j, result.bars, &w.cached)
		if err != nil {
			j.warn("the cached prices in %s are damaged and were looked for again: %v", w.cache.takersPath(j), err)
		}
		ok = result.takers != nil
	}
	if !ok {
		result = dayBars{}
	}
	j.result = result
	return ok
}

// store keeps what was computed.
func (w *worker) store(j *job, barsAreThere bool) {
	say := func(err error) {
		if err != nil && w.cache.problem.CompareAndSwap(nil, &err) {
			j.warn("bars cannot be cached in %s: %v", w.cache.dir, err)
		}
	}
	if !barsAreThere && w.cache.unwritable() == nil {
		say(w.cache.store(w.cache.path(j.source, j.day), w.cache.madeFrom(j.fingerprint), &j.result))
		if !w.cache.byActivity() {
			say(w.cache.storeTakers(j))
		}
	}
	for i, f := range w.build.own {
		if d := &j.own[i]; !d.served && w.cache.unwritable() == nil {
			say(w.cache.storeOwn(j, f, d))
		}
	}
	j.kept = w.cache.unwritable() == nil
}

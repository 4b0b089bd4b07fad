package dataset

import (
	"cmp"
	"context"
	"io"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// A worker runs jobs one at a time and reuses its buffers.
type worker struct {
	*build
	reader  TradesReader
	cached  barReader
	builder *microstructure.BarBuilder
	cutter  *microstructure.BarCutter // for days whose bars are cached
	own     ownRunner
	day     *job
}

func newWorker(b *build) *worker {
	w := &worker{build: b, builder: microstructure.NewBarBuilder(b.config.IntervalUS)}
	w.cutter = microstructure.NewBarCutter(b.config.IntervalUS, w.own.bar)
	if b.config.byActivity() {
		w.builder = microstructure.NewActivityBuilder(b.config.Activity)
		w.cutter = microstructure.NewActivityCutter(b.config.Activity, w.own.bar)
	}
	if len(b.own) > 0 {
		w.own = newOwnRunner(&b.config)
		w.builder.Also(w.own.bar)
		if m := w.own.memory; m != nil {
			w.reader.batch = m.Batch
			w.builder.CarryIn(m.Carry)
			w.cutter.CarryIn(m.Carry)
		}
	}
	return w
}

// dayBars loads or builds a day's bars, with the user's features.
func (w *worker) dayBars(ctx context.Context, j *job) error {
	opened := time.Now()
	w.day = j
	input, err := parquetio.Open(j.day.Path, w.reader.buffer, false)
	if err != nil {
		return err
	}
	j.fingerprint = fingerprintOf(input)
	there := w.cache != nil && w.loadBars(j)
	bars := -1
	if there {
		bars = len(j.result.bars)
	}
	w.loadOwn(j, bars)
	if there && len(w.own.features) == 0 {
		j.served, j.kept = true, true
		w.reader.buffer = input.Buffer()
		return input.Close()
	}
	defer w.reader.Close()
	if err := w.reader.start(input, j.day); err != nil {
		return err
	}
	w.builder.WantTakers((j.takers || w.cache != nil) && !w.config.byActivity())
	trades, err := w.read(ctx, there)
	if err != nil {
		return err
	}
	if !there {
		bars := w.builder.Finish()
		if len(bars) <= cap(j.slot) {
			bars = append(j.slot, bars...)
		}
		j.result = dayBars{bars: bars, takers: w.builder.Takers(), ends: w.builder.Ends(), trades: trades, synthetic: input.Value(microstructure.SyntheticKey)}
	}
	w.own.end()
	if err := cmp.Or(w.own.err, j.whole(w.build.own)); err != nil {
		return err
	}
	now, err := j.fingerprint.now(input)
	if err != nil {
		return err
	}
	if w.cache != nil && now == j.fingerprint && now.Settled(opened) {
		w.store(j, there)
	}
	if !j.takers {
		j.result.takers = nil
	}
	return nil
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

// read passes all trades of a day to the builder, or to the cutter if the bars
// are cached, and counts them.
func (w *worker) read(ctx context.Context, barsAreThere bool) (trades int64, err error) {
	add := w.builder.Add
	if barsAreThere {
		add = w.cutter.Add
	}
	defer func() {
		if barsAreThere {
			w.cutter.Finish()
		} else if err != nil {
			w.builder.Finish()
		}
	}()
	for {
		if err := cmp.Or(ctx.Err(), w.own.err, w.checkCount(w.builder.Len())); err != nil {
			return 0, err
		}
		t, err := w.reader.Next()
		if err == io.EOF {
			return trades, nil
		}
		if err != nil {
			return 0, err
		}
		trades += int64(t.Len())
		if err := add(t); err != nil {
			return 0, err
		}
	}
}

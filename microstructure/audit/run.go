package audit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/store"
)

// A dateRecord holds the figures from reading the files of one date.
type dateRecord struct {
	Days []dayRecord // by source
	Lags []lagSums   // by pair, in the order of pairs
}

// storeError is the failure of an object store to deliver a file, which says
// nothing about the file.
func (r *dateRecord) storeError() error {
	for _, d := range r.Days {
		if store.Failed(d.err) {
			return d.err
		}
	}
	return nil
}

// pairs lists the pairs of n sources, each as two indices.
func pairs(n int) (out [][2]int) {
	for i := range n {
		for j := i + 1; j < n; j++ {
			out = append(out, [2]int{i, j})
		}
	}
	return out
}

// A run is one call of Run.
type run struct {
	config  Config
	sources []microstructure.Source
	cache   *cache
	start   int64 // midnight of the first date, in µs
	dates   []string
	files   [][]file // [date][source]
	records []*dateRecord
	rows    int64 // of the dates done so far
}

// Run audits the files of the sources. Each is read once, or not at all if its
// figures are cached and it has not changed. The result does not depend on the
// number of workers.
//
// Accepted findings are listed separately: see Acceptance.
//
// An error is returned if the configuration is invalid, a source has no files
// or one whose name is not a date, the files span more than 50 years, the
// acceptances cannot be read, or ctx ends. Files that cannot be read are
// findings.
func Run(ctx context.Context, data *dataset.Dataset, sources []microstructure.Source, config Config) (*Audit, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	accepted, err := readAcceptances(data, config)
	if err != nil {
		return nil, err
	}
	r := &run{config: config, sources: sources}
	if err := r.plan(ctx, data); err != nil {
		return nil, err
	}
	if !config.NoCache {
		dir := store.Join(data.Dir, data.Symbol)
		if config.CacheDir != "" {
			dir = store.Join(config.CacheDir, data.Symbol)
		}
		r.cache = newCache(store.Join(dir, cacheFolder), sources, config)
		store.Sweep(r.cache.dir)
	}
	err = parallel.Run(ctx, len(r.dates), store.Workers(config.Workers, data.Dir), r.newDo, r.finish)
	if s, ok := errors.AsType[*parallel.Stopped](err); ok {
		return nil, fmt.Errorf("audit stopped after %d of %d days: %w", s.Done, s.Total, s.Cause)
	}
	if err != nil {
		return nil, err
	}
	a := r.audit(data)
	a.Accept(accepted)
	return a, nil
}

// maxSpanUS is the longest span of a symbol's files: 50 years. A file dated in
// another century would cost memory for every day in between.
const maxSpanUS = 50 * 366 * microstructure.DayUS

// plan lists the files, from the first to the last date of all sources.
func (r *run) plan(ctx context.Context, data *dataset.Dataset) error {
	days := make([][]dataset.Day, len(r.sources))
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	var earliest, latest string
	for i, s := range r.sources {
		var err error
		if days[i], err = data.Days(s.Name); err != nil {
			return err
		}
		if d := days[i][0]; d.StartUS < first {
			first, earliest = d.StartUS, d.Path
		}
		if d := days[i][len(days[i])-1]; d.StartUS > last {
			last, latest = d.StartUS, d.Path
		}
	}
	if last-first > maxSpanUS {
		return fmt.Errorf("%s and %s are more than 50 years apart: correct the name of the one whose date is wrong", earliest, latest)
	}
	r.start = first
	for at := first; at <= last; at += microstructure.DayUS {
		r.dates = append(r.dates, time.UnixMicro(at).UTC().Format(time.DateOnly))
		r.files = append(r.files, make([]file, len(r.sources)))
	}
	for i := range days {
		parallel.For(len(days[i]), store.Workers(1, data.Dir), func() func(int) {
			return func(k int) {
				if d := days[i][k]; ctx.Err() == nil {
					r.files[(d.StartUS-first)/microstructure.DayUS][i] = newFile(d)
				}
			}
		})
	}
	if ctx.Err() != nil {
		return fmt.Errorf("audit stopped: %w", context.Cause(ctx))
	}
	r.records = make([]*dateRecord, len(r.dates))
	return nil
}

// newDo returns a function that processes dates with its own buffers.
func (r *run) newDo() parallel.Do {
	scanner := newScanner(r.config)
	prices := make([]secondPrices, len(r.sources))
	return func(ctx context.Context, i int) error {
		record := r.cache.load(r.dates[i], r.files[i])
		if record == nil {
			record = r.read(ctx, i, scanner, prices)
			if err := cmp.Or(ctx.Err(), record.storeError()); err != nil {
				return err
			}
			r.cache.store(r.dates[i], r.files[i], record)
		}
		r.records[i] = record
		return nil
	}
}

// read scans the files of a date, and gives up when ctx ends.
func (r *run) read(ctx context.Context, i int, s *scanner, prices []secondPrices) *dateRecord {
	record := &dateRecord{Days: make([]dayRecord, len(r.sources))}
	for k, f := range r.files[i] {
		record.Days[k].Day.Date = r.dates[i]
		clear(s.seconds)
		if f.day.Path != "" {
			record.Days[k] = *s.scan(f.day, f.fingerprint.Size, func() bool { return ctx.Err() != nil })
		}
		prices[k].set(s.seconds)
		record.Days[k].Returns = prices[k].minuteReturns()
	}
	start := r.start + int64(i)*microstructure.DayUS
	movedTogether(record.Days, prices, microstructure.SourceNames(r.sources), start, &r.config.Thresholds)
	for _, pair := range pairs(len(r.sources)) {
		record.Lags = append(record.Lags, newLagSums(&prices[pair[0]], &prices[pair[1]]))
	}
	return record
}

// finish reports the progress of date i.
func (r *run) finish(i, done, total int) {
	for _, d := range r.records[i].Days {
		r.rows += d.Day.Rows
	}
	if r.config.Progress != nil {
		r.config.Progress(done, total, r.rows)
	}
}

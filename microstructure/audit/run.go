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
	dates   []string
	days    [][]dataset.Day // [date][source]; without a Path where there is no file
	files   [][]file        // likewise
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
	if err := r.list(data); err != nil {
		return nil, err
	}
	if err := r.fingerprint(ctx, data); err != nil {
		return nil, err
	}
	if !config.NoCache {
		r.openCache(data)
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

// list lists the files, from the first to the last date of all sources.
func (r *run) list(data *dataset.Dataset) error {
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
	if len(days) == 0 {
		return nil
	}
	if last-first > maxSpanUS {
		return fmt.Errorf("%s and %s are more than 50 years apart: correct the name of the one whose date is wrong", earliest, latest)
	}
	for at := first; at <= last; at += microstructure.DayUS {
		r.dates = append(r.dates, time.UnixMicro(at).UTC().Format(time.DateOnly))
		r.days = append(r.days, make([]dataset.Day, len(r.sources)))
	}
	for i := range days {
		for _, d := range days[i] {
			r.days[(d.StartUS-first)/microstructure.DayUS][i] = d
		}
	}
	return nil
}

// fingerprint takes the fingerprints of all files.
func (r *run) fingerprint(ctx context.Context, data *dataset.Dataset) error {
	r.files = make([][]file, len(r.dates))
	parallel.For(len(r.dates), store.Workers(1, data.Dir), func() func(int) {
		return func(i int) {
			if ctx.Err() == nil {
				r.files[i] = r.filesOf(i)
			}
		}
	})
	if ctx.Err() != nil {
		return fmt.Errorf("audit stopped: %w", context.Cause(ctx))
	}
	r.records = make([]*dateRecord, len(r.dates))
	return nil
}

// filesOf are the files of date i as they are now.
func (r *run) filesOf(i int) []file {
	files := make([]file, len(r.sources))
	for k, d := range r.days[i] {
		if d.Path != "" {
			files[k] = newFile(d)
		}
	}
	return files
}

// openCache opens the cache in the data directory, or in Config.CacheDir.
func (r *run) openCache(data *dataset.Dataset) {
	dir := store.Join(data.Dir, data.Symbol)
	if r.config.CacheDir != "" {
		dir = store.Join(r.config.CacheDir, data.Symbol)
	}
	r.cache = newCache(store.Join(dir, cacheFolder), r.sources, r.config)
	store.Sweep(r.cache.dir)
}

// newDo returns a function that processes dates with its own buffers.
func (r *run) newDo() parallel.Do {
	reader := r.newReader()
	return func(ctx context.Context, i int) (err error) {
		r.records[i], _, _, err = reader.read(ctx, r.dates[i], r.files[i])
		return err
	}
}

// A reader has the figures of dates, one after the other, and reuses its
// buffers.
type reader struct {
	*run
	scanner *scanner
	prices  []secondPrices
}

func (r *run) newReader() *reader {
	return &reader{r, newScanner(r.config), make([]secondPrices, len(r.sources))}
}

// read returns the record of a date, from the cache if it is there (served),
// and reports whether the cache has it now (kept).
func (r *reader) read(ctx context.Context, date string, files []file) (record *dateRecord, served, kept bool, err error) {
	if record = r.cache.load(date, files); record != nil {
		return record, true, true, nil
	}
	record = r.scan(ctx, date, files)
	if err := cmp.Or(ctx.Err(), record.storeError()); err != nil {
		return nil, false, false, err
	}
	return record, false, r.cache.store(date, files, record), nil
}

// scan reads the files of a date, and gives up when ctx ends.
func (r *reader) scan(ctx context.Context, date string, files []file) *dateRecord {
	record := &dateRecord{Days: make([]dayRecord, len(r.sources))}
	for k, f := range files {
		record.Days[k].Day.Date = date
		clear(r.scanner.seconds)
		if f.day.Path != "" {
			record.Days[k] = *r.scanner.scan(f.day, f.fingerprint.Size, func() bool { return ctx.Err() != nil })
		}
		r.prices[k].set(r.scanner.seconds)
		record.Days[k].Returns = r.prices[k].minuteReturns()
	}
	midnight, _ := time.Parse(time.DateOnly, date) // made by Format
	movedTogether(record.Days, r.prices, microstructure.SourceNames(r.sources), midnight.UnixMicro(), &r.config.Thresholds)
	for _, pair := range pairs(len(r.sources)) {
		record.Lags = append(record.Lags, newLagSums(&r.prices[pair[0]], &r.prices[pair[1]]))
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

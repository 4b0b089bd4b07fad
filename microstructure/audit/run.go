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
	rows    int64        // of the dates done so far
	readers chan *reader // those that read no date now
	ahead   *dataset.Ahead
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
	r.makeReaders(len(r.dates))
	err = parallel.Run(ctx, len(r.dates), r.atOnce(data), func() parallel.Do {
		return func(ctx context.Context, i int) (err error) {
			r.records[i], _, _, err = r.read(ctx, r.dates[i], r.files[i])
			return err
		}
	}, r.finish)
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

// read returns the record of a date, from the cache if it is there (served),
// and reports whether the cache has it now (kept).
func (r *run) read(ctx context.Context, date string, files []file) (record *dateRecord, served, kept bool, err error) {
	if record = r.cache.load(date, files); record != nil {
		return record, true, true, nil
	}
	if record, err = r.scan(ctx, date, files); err != nil {
		return nil, false, false, err
	}
	if err := cmp.Or(ctx.Err(), record.storeError()); err != nil {
		return nil, false, false, err
	}
	return record, false, r.cache.store(date, files, record), nil
}

// scan has the files of a date read when the turn is on them. The error is that
// ctx ends.
func (r *run) scan(ctx context.Context, date string, files []file) (*dateRecord, error) {
	open := make([]*dataset.DayFile, len(files))
	for k, f := range files {
		if f.day.Path != "" && store.IsRemote(f.day.Path) {
			open[k], _ = f.day.Open() // or the scanner reports the error
			defer open[k].Close()
		}
	}
	if err := r.ahead.Fetch(ctx, true, open...); err != nil {
		return nil, err
	}
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case reader := <-r.readers:
		defer func() { r.readers <- reader }()
		return reader.scan(ctx, date, files, open), nil
	}
}

// atOnce is how many dates are worked on at a time. In a store most of them
// wait, with a file per source.
func (r *run) atOnce(data *dataset.Dataset) int {
	return max(r.config.Workers, store.Workers(r.config.Workers, data.Dir)/max(1, len(r.sources)))
}

// A reader reads the files of dates, one after the other, and reuses its
// memory, which is several megabytes.
type reader struct {
	*run
	scanner *scanner
	prices  []secondPrices
}

// makeReaders makes as many readers as there may be at a time.
func (r *run) makeReaders(dates int) {
	r.readers = make(chan *reader, min(r.config.Workers, dates))
	for range cap(r.readers) {
		r.readers <- &reader{r, newScanner(r.config), make([]secondPrices, len(r.sources))}
	}
	r.ahead = dataset.NewAhead(r.config.Workers)
}

// scan reads the files of a date, of which some are open, and gives up when ctx
// ends.
func (r *reader) scan(ctx context.Context, date string, files []file, open []*dataset.DayFile) *dateRecord {
	record := &dateRecord{Days: make([]dayRecord, len(r.sources))}
	for k, f := range files {
		record.Days[k].Day.Date = date
		clear(r.scanner.seconds)
		if f.day.Path != "" {
			record.Days[k] = *r.scanner.scan(f.day, open[k], f.fingerprint.Size, func() bool { return ctx.Err() != nil })
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

package audit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// A dateRecord is what one pass over the files of one date gave.
type dateRecord struct {
	Days []dayRecord // by source
	Lags []lagSums   // by pair, in the order of pairs
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

// A pass is one call of Run.
type pass struct {
	options Options
	sources []microstructure.Source
	cache   *cache
	start   int64 // midnight of the first date, in µs
	dates   []string
	files   [][]file // [date][source]
	records []*dateRecord
	rows    int64 // of the dates done so far
}

// Run audits the files of the sources, each read once, or not at all if it has
// not changed since its figures were kept in the cache. The result does not
// depend on the number of workers.
//
// Findings that were accepted are listed apart: see Acceptance.
//
// An error is returned if the options are unusable, a source has no files or
// one whose name is not a date, files are further apart than days of any
// exchange can be, the acceptances cannot be read, or ctx ends. Files that
// cannot be read are findings.
func Run(ctx context.Context, data *dataset.Dataset, sources []microstructure.Source, options Options) (*Audit, error) {
	if err := options.Validate(); err != nil {
		return nil, err
	}
	accepted, err := readAcceptances(data, options)
	if err != nil {
		return nil, err
	}
	p := &pass{options: options, sources: sources}
	if err := p.plan(ctx, data); err != nil {
		return nil, err
	}
	if !options.NoCache {
		dir := filepath.Join(data.Dir, data.Symbol)
		if options.CacheDir != "" {
			dir = filepath.Join(options.CacheDir, data.Symbol)
		}
		p.cache = newCache(filepath.Join(dir, cacheFolder), sources, options)
		atomicfile.Sweep(p.cache.dir)
	}
	err = parallel.Run(ctx, len(p.dates), options.Workers, p.newDo, p.finish)
	if s, ok := errors.AsType[*parallel.Stopped](err); ok {
		return nil, fmt.Errorf("audit stopped after %d of %d days: %w", s.Done, s.Total, s.Cause)
	}
	if err != nil {
		return nil, err
	}
	a := p.audit(data)
	a.Accept(accepted)
	return a, nil
}

// maxSpanUS is the longest span that is taken for a symbol's: 50 years. A file
// named for another century would cost memory for every day in between.
const maxSpanUS = 50 * 366 * microstructure.DayUS

// plan lists the files, from the first to the last date of all sources.
func (p *pass) plan(ctx context.Context, data *dataset.Dataset) error {
	days := make([][]dataset.Day, len(p.sources))
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	var earliest, latest string
	for i, s := range p.sources {
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
	p.start = first
	for at := first; at <= last; at += microstructure.DayUS {
		p.dates = append(p.dates, time.UnixMicro(at).UTC().Format(time.DateOnly))
		p.files = append(p.files, make([]file, len(p.sources)))
	}
	for i := range days {
		for _, d := range days[i] {
			if ctx.Err() != nil {
				return fmt.Errorf("audit stopped: %w", context.Cause(ctx))
			}
			p.files[(d.StartUS-first)/microstructure.DayUS][i] = newFile(d)
		}
	}
	p.records = make([]*dateRecord, len(p.dates))
	return nil
}

// newDo makes what does one date after the other.
func (p *pass) newDo() parallel.Do {
	scanner := newScanner(p.options)
	prices := make([]secondPrices, len(p.sources))
	return func(ctx context.Context, i int) error {
		record := p.cache.load(p.dates[i], p.files[i])
		if record == nil {
			record = p.read(ctx, i, scanner, prices)
			if err := ctx.Err(); err != nil {
				return err
			}
			p.cache.store(p.dates[i], p.files[i], record)
		}
		p.records[i] = record
		return nil
	}
}

// read scans the files of a date, and gives up when ctx ends.
func (p *pass) read(ctx context.Context, i int, s *scanner, prices []secondPrices) *dateRecord {
	r := &dateRecord{Days: make([]dayRecord, len(p.sources))}
	for k, f := range p.files[i] {
		r.Days[k].Day.Date = p.dates[i]
		clear(s.seconds)
		if f.day.Path != "" {
			r.Days[k] = *s.scan(f.day, f.fingerprint.Size, func() bool { return ctx.Err() != nil })
		}
		prices[k].set(s.seconds)
		r.Days[k].Returns = prices[k].minuteReturns()
	}
	start := p.start + int64(i)*microstructure.DayUS
	movedTogether(r.Days, prices, microstructure.SourceNames(p.sources), start, &p.options.Thresholds)
	for _, pair := range pairs(len(p.sources)) {
		r.Lags = append(r.Lags, newLagSums(&prices[pair[0]], &prices[pair[1]]))
	}
	return r
}

// finish tells the caller that date i is done.
func (p *pass) finish(i, done, total int) {
	for _, d := range p.records[i].Days {
		p.rows += d.Day.Rows
	}
	if p.options.Progress != nil {
		p.options.Progress(done, total, p.rows)
	}
}

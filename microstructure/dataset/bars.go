package dataset

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
)

// BuildOptions say how Bars works.
type BuildOptions struct {
	IntervalUS int64          // length of a bar in µs, above 0
	Workers    int            // days at a time, above 0
	CacheDir   string         // bars are kept in CacheDir/SYMBOL/SOURCE; "" is DIR/SYMBOL/bars/SOURCE
	NoCache    bool           // build all, write nothing
	Progress   func(Progress) // called after each day, never twice at a time; or nil
}

// DefaultBuildOptions are five-minute bars, a worker per processor, and the
// cache in the data directory.
func DefaultBuildOptions() BuildOptions {
	return BuildOptions{IntervalUS: microstructure.IntervalUS, Workers: runtime.GOMAXPROCS(0)}
}

// Validate reports every bad field.
func (o *BuildOptions) Validate() error {
	var errs []error
	if o.IntervalUS <= 0 {
		errs = append(errs, fmt.Errorf("field IntervalUS is %d; it must be above 0", o.IntervalUS))
	}
	if o.Workers <= 0 {
		errs = append(errs, fmt.Errorf("field Workers is %d; it must be above 0", o.Workers))
	}
	return errors.Join(errs...)
}

// A job is one day of one source.
type job struct {
	source      string
	sourceIndex int
	day         Day
	room        []microstructure.Bar // empty: where its bars go if they fit

	result      dayBars
	fingerprint Fingerprint
	served      bool
	done        bool
	err         error
}

// A build is one call of Bars.
type build struct {
	ctx     context.Context
	options BuildOptions
	cache   *barCache // or nil
	jobs    []job
	rooms   [][]microstructure.Bar // by source: the rooms of its jobs, one behind the other
	start   time.Time
	next    atomic.Int64 // job to begin
	limit   atomic.Int64 // jobs from here on are not wanted: this one failed

	mu          sync.Mutex // guards what follows
	warnings    []string
	done        int
	sourceDone  []int
	sourceDays  []int
	tradesBuilt int64
}

// Bars gives the bars of all days of the sources, in order of time. Each day's
// bars are built from that day's file alone, and are kept in the cache, from
// where they come as long as the file and the definitions are the same. The
// number of workers changes no bit of the result.
//
// Where a file is bad, the error is the *FileError of the first one in the
// order of sources and days. When ctx ends, the error says what is done and
// wraps the context's; no partial file is left, and days done stay in the
// cache. The report is of what was done in any case.
func (d *Dataset) Bars(ctx context.Context, sources []microstructure.Source, options BuildOptions) ([]microstructure.SourceBars, BuildReport, error) {
	if err := options.Validate(); err != nil {
		return nil, BuildReport{}, err
	}
	b := &build{ctx: ctx, options: options, start: time.Now()}
	for i, s := range sources {
		days, err := d.Days(s.Name)
		if err != nil {
			return nil, BuildReport{}, err
		}
		for _, day := range days {
			b.jobs = append(b.jobs, job{source: s.Name, sourceIndex: i, day: day})
		}
		b.sourceDays = append(b.sourceDays, len(days))
	}
	b.sourceDone = make([]int, len(sources))
	b.makeRooms()
	if !options.NoCache {
		b.cache = &barCache{dir: filepath.Join(d.Dir, d.Symbol, barsFolder), intervalUS: options.IntervalUS}
		if options.CacheDir != "" {
			b.cache.dir = filepath.Join(options.CacheDir, d.Symbol)
		}
		for _, s := range sources {
			atomicfile.Sweep(b.cache.folder(s.Name))
		}
	}
	err := b.run()
	report := newReport(b.jobs, b.start, b.warnings)
	if err != nil {
		return nil, report, err
	}
	return b.collect(sources), report, nil
}

func (b *build) run() error {
	b.limit.Store(int64(len(b.jobs)))
	var wg sync.WaitGroup
	for range min(b.options.Workers, len(b.jobs)) {
		wg.Go(func() {
			w := &worker{build: b, builder: microstructure.NewBarBuilder(b.options.IntervalUS)}
			for {
				i := b.next.Add(1) - 1
				if i >= b.limit.Load() || b.ctx.Err() != nil {
					return
				}
				w.do(i)
			}
		})
	}
	wg.Wait()
	if i := b.limit.Load(); i < int64(len(b.jobs)) {
		return b.jobs[i].err
	}
	if b.ctx.Err() != nil && b.done < len(b.jobs) {
		return b.interrupted()
	}
	return nil
}

func (b *build) interrupted() error {
	kept := "nothing is kept without the cache"
	if b.cache != nil {
		kept = "they are in the cache, and the next run goes on from there"
	}
	return fmt.Errorf("stopped after %d of %d days of trades; %s: %w", b.done, len(b.jobs), kept, context.Cause(b.ctx))
}

func (b *build) warn(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.warnings = append(b.warnings, text)
}

// finish records a job that succeeded and tells the caller.
func (b *build) finish(j *job) {
	b.mu.Lock()
	defer b.mu.Unlock()
	j.done = true
	b.done++
	if j.result.trades == 0 {
		b.warnings = append(b.warnings, j.day.Path+": no trades")
	}
	b.sourceDone[j.sourceIndex]++
	if !j.served {
		b.tradesBuilt += j.result.trades
	}
	if b.options.Progress != nil {
		b.options.Progress(Progress{
			Source: j.source, Date: j.day.Date,
			SourceDone: b.sourceDone[j.sourceIndex], SourceDays: b.sourceDays[j.sourceIndex],
			Done: b.done, Days: len(b.jobs), Bars: len(j.result.bars), Trades: j.result.trades, Served: j.served,
			TradesBuilt: b.tradesBuilt, Elapsed: time.Since(b.start),
		})
	}
}

package dataset

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/store"
)

// A Config says how Bars builds bars.
type Config struct {
	IntervalUS int64 // length of a bar in µs; see microstructure.NewInterval
	// Activity ends bars instead of their length, unless it is zero. IntervalUS
	// is not used then, and LeaderTakers must not be asked for.
	Activity microstructure.Activity
	Workers  int    // days processed at a time, above 0
	CacheDir string // bars are kept in CacheDir/SYMBOL/SOURCE; "" is DIR/SYMBOL/bars/SOURCE
	NoCache  bool   // build all, write nothing
	// LeaderTakers has the Takers of the first source's bars, at whose
	// prices fills pay the spread, returned as well. They are cached for
	// all sources, each of which may lead another time.
	LeaderTakers bool
	// Features are computed for each bar by functions of the user. Their values
	// are cached as the bars are, in a folder "own" beside them.
	Features []microstructure.TickFeature
	Progress func(Progress) // called after each day, never concurrently; or nil
}

// DefaultConfig has five-minute bars, a worker per processor, and the cache in
// the data directory.
func DefaultConfig() Config {
	return Config{IntervalUS: microstructure.IntervalUS, Workers: runtime.GOMAXPROCS(0)}
}

// Validate reports every bad field.
func (c Config) Validate() error {
	var bad field.Check
	if c.byActivity() {
		bad.Also(c.Activity.Validate())
		bad.That(!c.LeaderTakers, "LeaderTakers", true, "false: orders are filled at the prices of bars of a length of time")
	} else {
		_, err := microstructure.NewInterval(c.IntervalUS)
		bad.That(err == nil, "IntervalUS", c.IntervalUS, "a divisor of a day in µs, of 1000000 or more")
	}
	bad.AtLeast("Workers", c.Workers, 1)
	bad.Also(microstructure.CheckTicks(c.Features))
	return bad.Err()
}

// byActivity reports whether bars end by activity.
func (c *Config) byActivity() bool { return c.Activity != (microstructure.Activity{}) }

// MaxActivityBars is the largest number of bars by activity per day, which
// bounds memory: as many as there are of a second.
const MaxActivityBars = 86_400

// A job is one day of one source.
type job struct {
	source      string
	sourceIndex int
	day         Day
	slot        []microstructure.Bar // empty, preallocated for its bars
	takers      bool                 // its bars shall have them

	result      dayBars
	own         []ownDay // by feature
	fingerprint Fingerprint
	served      bool // nothing was read
	kept        bool // the cache has all of it
	done        bool
	warnings    []string
}

func (j *job) warn(format string, args ...any) {
	j.warnings = append(j.warnings, fmt.Sprintf(format, args...))
}

// A build is one call of Bars.
type build struct {
	ctx     context.Context
	config  Config
	workers int
	cache   *barCache // or nil
	own     []ownFeature
	jobs    []job
	slots   [][]microstructure.Bar // by source: backing array of its jobs' slots
	start   time.Time
	scans   chan *scan // those that read no day now
	ahead   *Ahead

	sourceDays  []int // by source
	sourceDone  []int // of these
	tradesBuilt int64
}

// Bars returns the bars of all days of the sources, in time order. Each day's
// bars are built from that day's file alone, and are served from the cache as
// long as the file and the definitions are unchanged. The result is the same to
// the bit for any number of workers.
//
// If files are bad, the error is the *FileError of the first one in the order
// of sources and days. When ctx ends, the error says what is done and wraps the
// context's; no partial file is left, and finished days stay in the cache. The
// report covers what was done in any case.
func (d *Dataset) Bars(ctx context.Context, sources []microstructure.Source, config Config) ([]microstructure.SourceBars, BuildReport, error) {
	if err := config.Validate(); err != nil {
		return nil, BuildReport{}, err
	}
	b := &build{ctx: ctx, config: config, workers: store.Workers(config.Workers, d.Dir), start: time.Now()}
	var err error
	if b.own, err = ownFeatures(config.Features, !config.NoCache); err != nil {
		return nil, BuildReport{}, err
	}
	days, err := d.daysOf(sources)
	if err != nil {
		return nil, BuildReport{}, err
	}
	for i, s := range sources {
		for _, day := range days[i] {
			b.jobs = append(b.jobs, job{source: s.Name, sourceIndex: i, day: day, takers: i == 0 && config.LeaderTakers})
		}
		b.sourceDays = append(b.sourceDays, len(days[i]))
	}
	b.sourceDone = make([]int, len(sources))
	b.makeSlots()
	if !config.NoCache {
		b.cache = d.barCache(&config)
		for _, s := range sources {
			b.sweep(s.Name)
		}
	}
	err = b.run()
	report := newReport(b.jobs, b.own, b.start)
	if err != nil {
		return nil, report, err
	}
	return b.collect(sources), report, nil
}

// barCache is the cache of a configuration's bars.
func (d *Dataset) barCache(c *Config) *barCache {
	dir := store.Join(d.Dir, d.Symbol, barsFolder)
	if c.CacheDir != "" {
		dir = store.Join(c.CacheDir, d.Symbol)
	}
	return &barCache{dir: dir, intervalUS: c.IntervalUS, activity: c.Activity}
}

// sweep removes what dead processes left in the folders of a source.
func (b *build) sweep(source string) {
	store.Sweep(b.cache.folder(source))
	store.Sweep(b.cache.takersFolder(source))
	for _, f := range b.own {
		store.Sweep(b.cache.ownFolder(source, f.Name()))
	}
}

func (b *build) run() error {
	b.makeScans()
	err := parallel.Run(b.ctx, len(b.jobs), b.workers, func() parallel.Do {
		w := &worker{build: b}
		return func(ctx context.Context, i int) error { return w.dayBars(ctx, &b.jobs[i]) }
	}, b.finish)
	var lent []lentTrades
	for range cap(b.scans) {
		s := <-b.scans
		lent = append(lent, s.own.lent...)
		s.own.close()
	}
	if kept := b.kept(lent); err == nil {
		err = kept
	}
	if stopped, ok := errors.AsType[*parallel.Stopped](err); ok {
		return b.interrupted(stopped)
	}
	return err
}

// makeScans makes as many scans as there may be at a time.
func (b *build) makeScans() {
	b.scans = make(chan *scan, min(b.config.Workers, len(b.jobs)))
	for range cap(b.scans) {
		b.scans <- newScan(b)
	}
	b.ahead = NewAhead(b.config.Workers)
}

func (b *build) interrupted(s *parallel.Stopped) error {
	kept := "nothing is kept without the cache"
	if b.cache != nil {
		kept = "they are in the cache, and the next run goes on from there"
	}
	return fmt.Errorf("stopped after %d of %d days of trades; %s: %w", s.Done, s.Total, kept, s.Cause)
}

// finish records that job i has succeeded and reports progress.
func (b *build) finish(i, done, total int) {
	j := &b.jobs[i]
	j.done = true
	if j.result.trades == 0 {
		j.warn("%s: no trades", j.day.Path)
	}
	b.sourceDone[j.sourceIndex]++
	if !j.served {
		b.tradesBuilt += j.result.trades
	}
	if b.config.Progress != nil {
		b.config.Progress(Progress{
			Source: j.source, Date: j.day.Date,
			SourceDone: b.sourceDone[j.sourceIndex], SourceDays: b.sourceDays[j.sourceIndex],
			Done: done, Days: total, Bars: len(j.result.bars), Trades: j.result.trades, Served: j.served,
			TradesBuilt: b.tradesBuilt, Elapsed: time.Since(b.start),
		})
	}
}

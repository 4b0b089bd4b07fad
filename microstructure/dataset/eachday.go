package dataset

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/store"
)

// A DayBuild is what became of a day's bars.
type DayBuild struct {
	Source, Date string
	Trades, Bars int64
	Served       bool // the bars were in the cache
	Kept         bool // the bars are in the cache
	// Digest is a SHA-256, in hexadecimal, over the values of the bars. It does
	// not depend on where the trades are and when they were written.
	Digest   string
	Duration time.Duration
	Warnings []string
	Err      error // why there are no bars; only Source and Date are set then
}

// EachDay builds the bars of single days and keeps them in the cache, where
// Bars finds them. each is called as soon as a day is done, never concurrently.
// A day that cannot be built does not stop the others unless each returns an
// error, which EachDay then returns. It also stops when the cache cannot be
// written, and when ctx ends; finished days stay in the cache.
func (d *Dataset) EachDay(ctx context.Context, days []SourceDay, config Config, each func(DayBuild) error) error {
	if err := config.Validate(); err != nil {
		return err
	}
	if config.NoCache || len(config.Features) > 0 {
		return errors.New("days are built one by one for the cache, which must be there, and without features of one's own")
	}
	b := &build{ctx: ctx, config: config, start: time.Now(), cache: d.barCache(&config)}
	swept := map[string]bool{}
	for _, s := range days {
		if !swept[s.Source] {
			swept[s.Source] = true
			b.sweep(s.Source)
		}
		b.jobs = append(b.jobs, job{source: s.Source, day: s.Day, takers: !config.byActivity()})
	}
	results := make([]DayBuild, len(days))
	b.makeScans()
	newDo := func() parallel.Do {
		w := &worker{build: b}
		return func(ctx context.Context, i int) error {
			j := &b.jobs[i]
			defer func() { j.result = dayBars{} }()
			start := time.Now()
			err := w.dayBars(ctx, j)
			if ctx.Err() != nil && err != nil {
				return err
			}
			results[i] = j.outcome(err)
			results[i].Duration = time.Since(start)
			if err := b.cache.unwritable(); err != nil {
				return fmt.Errorf("bars cannot be kept in %s: %w", b.cache.dir, err)
			}
			return nil
		}
	}
	var stop error
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	err := parallel.Run(ctx, len(days), store.Workers(config.Workers, d.Dir), newDo, func(i, _, _ int) {
		if stop == nil {
			if stop = each(results[i]); stop != nil {
				cancel()
			}
		}
		results[i] = DayBuild{}
	})
	if stop != nil {
		return stop
	}
	if s, ok := errors.AsType[*parallel.Stopped](err); ok {
		return b.interrupted(s)
	}
	return err
}

// A SourceDay is a day of a source.
type SourceDay struct {
	Source string
	Day
}

func (j *job) outcome(err error) DayBuild {
	if err != nil {
		return DayBuild{Source: j.source, Date: j.day.Date, Err: err}
	}
	return DayBuild{
		Source: j.source, Date: j.day.Date, Trades: j.result.trades, Bars: int64(len(j.result.bars)),
		Served: j.served, Kept: j.kept, Digest: j.result.digest(), Warnings: j.warnings,
	}
}

// digest is that of DayBuild.
func (d *dayBars) digest() string {
	h := sha256.New()
	var row []byte
	for i := range d.bars {
		bar := &d.bars[i]
		row = binary.LittleEndian.AppendUint64(row[:0], uint64(bar.TimestampUS))
		row = binary.LittleEndian.AppendUint64(row, uint64(bar.TradeCount))
		for _, c := range barColumns {
			row = binary.LittleEndian.AppendUint64(row, math.Float64bits(*c.At(bar)))
		}
		if i < len(d.ends) {
			row = binary.LittleEndian.AppendUint64(row, uint64(d.ends[i].CloseUS))
		}
		h.Write(row)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

package dataset

import (
	"cmp"
	"context"
	"io"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// A scan reads the trades of days, one at a time, and reuses its memory, which
// is several megabytes.
type scan struct {
	*build
	reader  TradesReader
	builder *microstructure.BarBuilder
	cutter  *microstructure.BarCutter // for days whose bars are cached
	own     ownRunner
}

func newScan(b *build) *scan {
	s := &scan{build: b, builder: microstructure.NewBarBuilder(b.config.IntervalUS)}
	s.cutter = microstructure.NewBarCutter(b.config.IntervalUS, s.own.bar)
	if b.config.byActivity() {
		s.builder = microstructure.NewActivityBuilder(b.config.Activity)
		s.cutter = microstructure.NewActivityCutter(b.config.Activity, s.own.bar)
	}
	if len(b.own) > 0 {
		s.own = newOwnRunner(&b.config)
		s.builder.Also(s.own.bar)
		if m := s.own.memory; m != nil {
			s.reader.batch = m.Batch
			s.builder.CarryIn(m.Carry)
			s.cutter.CarryIn(m.Carry)
		}
	}
	return s
}

// day builds a day's bars from an open file, unless they are there, and the
// features that are missing.
func (s *scan) day(ctx context.Context, j *job, input *parquetio.File, there bool, missing []ownTask) error {
	s.own.begin(j.source, missing)
	if err := s.reader.start(input, j.day); err != nil {
		return err
	}
	s.builder.WantTakers((j.takers || s.cache != nil) && !s.config.byActivity())
	trades, err := s.read(ctx, j, there)
	if err != nil {
		return err
	}
	if !there {
		bars := s.builder.Finish()
		if len(bars) <= cap(j.slot) {
			bars = append(j.slot, bars...)
		}
		j.result = dayBars{bars: bars, takers: s.builder.Takers(), ends: s.builder.Ends(), trades: trades, synthetic: input.Value(microstructure.SyntheticKey)}
	}
	s.own.end()
	return cmp.Or(s.own.err, j.whole(s.build.own))
}

// read passes all trades of a day to the builder, or to the cutter if the bars
// are cached, and counts them.
func (s *scan) read(ctx context.Context, j *job, barsAreThere bool) (trades int64, err error) {
	add := s.builder.Add
	if barsAreThere {
		add = s.cutter.Add
	}
	defer func() {
		if barsAreThere {
			s.cutter.Finish()
		} else if err != nil {
			s.builder.Finish()
		}
	}()
	for {
		if err := cmp.Or(ctx.Err(), s.own.err, s.checkCount(j, s.builder.Len())); err != nil {
			return 0, err
		}
		t, err := s.reader.Next()
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

package dataset

import (
	"cmp"
	"fmt"
	"math"
	"runtime/debug"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/guard"
)

// repeatedBars: of so many bars of a day, the first is computed twice, and some
// of its trades are lent before.
const repeatedBars = 256

// An ownTask is a feature to be computed, and where its values go.
type ownTask struct {
	*ownFeature
	day *ownDay
}

// An ownRunner computes features of the bars of a day. Functions see trades at
// addresses where they can only be read; trades that are elsewhere are compared
// with a copy.
type ownRunner struct {
	intervalUS int64 // 1 for bars by activity, which open with a trade
	source     string
	features   []ownTask
	bars       int
	out, again []float64
	memory     *guard.Memory         // of the reader and of the cutter, or nil
	before     microstructure.Trades // a copy
	first      microstructure.Trades // of the day, lendable
	lent       []lentTrades
	err        error // the first
}

func newOwnRunner(c *Config) ownRunner {
	r := ownRunner{intervalUS: c.IntervalUS, memory: guard.Get()}
	if c.byActivity() {
		r.intervalUS = 1
	}
	return r
}

func (r *ownRunner) begin(source string, features []ownTask) {
	r.source, r.features, r.bars, r.err = source, features, 0, nil
	r.first.Reset()
}

// close gives up the memory.
func (r *ownRunner) close() {
	r.memory.Put()
}

// bar computes the next bar.
func (r *ownRunner) bar(t microstructure.Trades) {
	if r.err != nil || len(r.features) == 0 {
		return
	}
	lent, readOnly := r.memory.ReadOnly(t)
	r.before.Reset()
	if !readOnly {
		lent = clip(t)
		r.before.Append(t)
	}
	if r.bars == 0 {
		r.first.Reset()
		r.first.Append(t.Slice(0, lendable))
	}
	for i := range r.features {
		f := &r.features[i]
		if err := r.compute(f, lent, readOnly); err != nil {
			r.err = r.failure(f, barUS(&t, r.intervalUS), err)
			break
		}
	}
	r.bars++
}

// compute adds a bar's values to those of a day.
func (r *ownRunner) compute(f *ownTask, t microstructure.Trades, readOnly bool) error {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	repeated := r.bars%repeatedBars == 0
	if repeated {
		r.lend(f, &t)
	}
	run := func(out []float64) error {
		if err := f.Compute(t, out); err != nil || readOnly || equal(&r.before, &t) {
			return err
		}
		return fmt.Errorf("%w; let it work on a copy, as of slices.Clone", microstructure.ErrTradesChanged)
	}
	r.out = places(r.out, f)
	if err := run(r.out); err != nil {
		return err
	}
	for c, v := range r.out {
		f.day.values[c] = append(f.day.values[c], v)
	}
	if !repeated {
		return nil
	}
	r.again = places(r.again, f)
	return cmp.Or(run(r.again), f.repeats(r.out, r.again))
}

// end lends trades once more, so that none but these are the last that a
// function got.
func (r *ownRunner) end() {
	for i := range r.features {
		if r.err == nil && r.first.Len() > 0 {
			r.lend(&r.features[i], &r.first)
		}
	}
}

func places(values []float64, f *ownTask) []float64 {
	return slices.Grow(values[:0], len(f.columns))[:len(f.columns)]
}

// repeats returns an error if the values of a bar, computed again, are not
// those that they were: a function that remembers what it was called with, or
// is random, would give others tomorrow.
func (f *ownTask) repeats(was, again []float64) error {
	for c, v := range again {
		if was := was[c]; math.Float64bits(v) != math.Float64bits(was) && !(math.IsNaN(v) && math.IsNaN(was)) {
			return fmt.Errorf("its function does not repeat itself: %s is %v, and %v when computed again from the same trades; let it depend on nothing else", f.columns[c], was, v)
		}
	}
	return nil
}

func (r *ownRunner) failure(f *ownTask, barUS int64, cause error) error {
	return &FeatureError{Feature: f.Name(), Source: r.source, BarUS: barUS, Cause: cause}
}

func barUS(t *microstructure.Trades, intervalUS int64) int64 {
	return t.TimestampUS[0] - t.TimestampUS[0]%intervalUS
}

// clip gives trades whose columns cannot be appended to in place.
func clip(t microstructure.Trades) microstructure.Trades {
	return microstructure.Trades{
		TimestampUS: slices.Clip(t.TimestampUS), Price: slices.Clip(t.Price), Quantity: slices.Clip(t.Quantity),
		QuoteQuantity: slices.Clip(t.QuoteQuantity), Side: slices.Clip(t.Side),
	}
}

func equal(a, b *microstructure.Trades) bool {
	return slices.Equal(a.TimestampUS, b.TimestampUS) && slices.Equal(a.Price, b.Price) && slices.Equal(a.Quantity, b.Quantity) &&
		slices.Equal(a.QuoteQuantity, b.QuoteQuantity) && slices.Equal(a.Side, b.Side)
}

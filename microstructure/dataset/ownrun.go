package dataset

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// checkedBars: of so many bars, the trades of one are compared whole before and
// after each function, and those of the others at three places. To compare them
// all would cost more than most functions do.
const checkedBars = 64

// repeatedBars: of so many bars, one is computed twice.
const repeatedBars = 256

var errChanged = errors.New("its function changed the trades that it was given; let it work on a copy, as of slices.Clone")

// An ownTask is a feature to be computed, and where its values go.
type ownTask struct {
	*ownFeature
	day *ownDay
}

// An ownRunner computes features of the bars of a day.
type ownRunner struct {
	intervalUS int64
	source     string
	features   []ownTask
	bars       int
	out        []float64
	before     microstructure.Trades // a copy
	err        error                 // the first
}

func (r *ownRunner) begin(source string) {
	r.source, r.features, r.bars, r.err = source, r.features[:0], 0, nil
}

// bar computes the next bar.
func (r *ownRunner) bar(t microstructure.Trades) {
	if r.err != nil || len(r.features) == 0 {
		return
	}
	t = clip(t)
	whole := r.bars%checkedBars == 0
	r.bars++
	r.before.Reset()
	if whole {
		r.before.Append(t)
	}
	places := samplesOf(&t)
	for _, f := range r.features {
		r.out = slices.Grow(r.out[:0], len(f.columns))[:len(f.columns)]
		err := f.Compute(t, r.out)
		if places != samplesOf(&t) || whole && !equal(&r.before, &t) {
			err = errChanged
		}
		if err != nil {
			r.err = &FeatureError{Feature: f.Name(), Source: r.source, BarUS: t.TimestampUS[0] - t.TimestampUS[0]%r.intervalUS, Cause: err}
			return
		}
		for c, v := range r.out {
			f.day.values[c] = append(f.day.values[c], v)
		}
		if (r.bars-1)%repeatedBars == 0 {
			r.repeat(t, f)
		}
	}
}

// repeat computes a bar again, which has to give the same values: a function
// that remembers what it was called with, or is random, would give others
// tomorrow.
func (r *ownRunner) repeat(t microstructure.Trades, f ownTask) {
	err := f.Compute(t, r.out)
	for c, v := range r.out {
		values := f.day.values[c]
		if was := values[len(values)-1]; err == nil && math.Float64bits(v) != math.Float64bits(was) && !(math.IsNaN(v) && math.IsNaN(was)) {
			err = fmt.Errorf("its function does not repeat itself: %s is %v, and %v when computed again from the same trades; let it depend on nothing else", f.columns[c], was, v)
		}
	}
	if err != nil && r.err == nil {
		r.err = &FeatureError{Feature: f.Name(), Source: r.source, BarUS: t.TimestampUS[0] - t.TimestampUS[0]%r.intervalUS, Cause: err}
	}
}

// clip gives trades whose columns cannot be appended to in place.
func clip(t microstructure.Trades) microstructure.Trades {
	return microstructure.Trades{
		TimestampUS: slices.Clip(t.TimestampUS), Price: slices.Clip(t.Price), Quantity: slices.Clip(t.Quantity),
		QuoteQuantity: slices.Clip(t.QuoteQuantity), Side: slices.Clip(t.Side),
	}
}

// samplesOf are the bits of the first trade, the one in the middle and the
// last.
func samplesOf(t *microstructure.Trades) (s [3][5]uint64) {
	n := t.Len()
	for k, i := range [...]int{0, n / 2, n - 1} {
		s[k] = [5]uint64{uint64(t.TimestampUS[i]), math.Float64bits(t.Price[i]), math.Float64bits(t.Quantity[i]), math.Float64bits(t.QuoteQuantity[i]), uint64(t.Side[i])}
	}
	return s
}

func equal(a, b *microstructure.Trades) bool {
	return slices.Equal(a.TimestampUS, b.TimestampUS) && slices.Equal(a.Price, b.Price) && slices.Equal(a.Quantity, b.Quantity) &&
		slices.Equal(a.QuoteQuantity, b.QuoteQuantity) && slices.Equal(a.Side, b.Side)
}

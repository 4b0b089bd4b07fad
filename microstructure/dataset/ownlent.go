package dataset

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"weak"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/store"
)

// lentTrades are trades of a bar in memory of their own, which no one but the
// function that got them can refer to.
type lentTrades struct {
	feature *ownFeature
	source  string
	barUS   int64
	columns references
}

// references do not keep what they refer to.
type references struct {
	times  weak.Pointer[int64]
	floats [3]weak.Pointer[float64]
	sides  weak.Pointer[microstructure.Side]
}

// lendable is how many trades of a bar are lent, at most. The memory of each of
// their columns is an allocation of its own, as the runtime makes it from 16
// bytes on.
const lendable = 256

// lend calls a function with trades that nothing else refers to. What it makes
// of them does not matter.
func (r *ownRunner) lend(f *ownTask, t *microstructure.Trades) {
	lent := microstructure.Trades{
		TimestampUS: make([]int64, 0, lendable), Price: make([]float64, 0, lendable), Quantity: make([]float64, 0, lendable),
		QuoteQuantity: make([]float64, 0, lendable), Side: make([]microstructure.Side, 0, lendable),
	}
	lent.Append(t.Slice(0, lendable))
	lent = clip(lent)
	r.lent = append(r.lent, lentTrades{f.ownFeature, r.source, barUS(t, r.intervalUS), refer(&lent)})
	r.again = places(r.again, f)
	_ = f.Compute(lent, r.again)
}

func refer(t *microstructure.Trades) references {
	return references{
		times:  weak.Make(&t.TimestampUS[0]),
		floats: [...]weak.Pointer[float64]{weak.Make(&t.Price[0]), weak.Make(&t.Quantity[0]), weak.Make(&t.QuoteQuantity[0])},
		sides:  weak.Make(&t.Side[0]),
	}
}

func (r *references) alive() bool {
	return r.times.Value() != nil || r.sides.Value() != nil || slices.ContainsFunc(r.floats[:], func(p weak.Pointer[float64]) bool { return p.Value() != nil })
}

// kept returns an error if a function keeps trades that it was lent, and then
// removes what this build has cached of its values.
func (b *build) kept(lent []lentTrades) error {
	if len(lent) == 0 {
		return nil
	}
	runtime.GC()
	lent = slices.DeleteFunc(lent, func(l lentTrades) bool { return !l.columns.alive() })
	if len(lent) == 0 {
		return nil
	}
	for k := range b.jobs {
		j := &b.jobs[k]
		for i := range b.own {
			f := &b.own[i]
			if b.cache != nil && j.own != nil && !j.own[i].served && slices.ContainsFunc(lent, func(l lentTrades) bool { return l.feature == f }) {
				_ = store.Remove(b.cache.ownPath(j, f))
			}
		}
	}
	first := slices.MinFunc(lent, func(a, b lentTrades) int {
		return cmp.Or(cmp.Compare(a.feature.Name(), b.feature.Name()), cmp.Compare(a.source, b.source), cmp.Compare(a.barUS, b.barUS))
	})
	return &FeatureError{Feature: first.feature.Name(), Source: first.source, BarUS: first.barUS, Cause: fmt.Errorf("%w; let it keep a copy, as of slices.Clone", microstructure.ErrTradesKept)}
}

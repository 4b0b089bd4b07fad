package evidence

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// causality tests every signal that was not made elsewhere, and every rule on
// the first signal in the first filter.
func (s Search) causality(c *Calendar, markets []*Market, rule CausalityRule) []Causality {
	var tests []func() Causality
	for _, signal := range s.Signals {
		switch of := signal.(type) {
		case GivenSignal:
		case BarSignal:
			tests = append(tests, func() Causality { return of.causality(rule) })
		default:
			tests = append(tests, func() Causality {
				return c.causality("signal "+of.String(), rule, func(c *Calendar) ([]float64, error) { return signalValues(of, c) })
			})
		}
	}
	rows := viewRows(markets[0])
	for _, r := range s.Rules {
		tests = append(tests, func() Causality { return ruleCausality(r, markets[0], rows, s.Filters[0].Regimes, rule) })
	}
	out := make([]Causality, len(tests))
	parallel.For(len(tests), runtime.GOMAXPROCS(0), func() func(int) { return func(i int) { out[i] = tests[i]() } })
	return out
}

// A viewRow is a row of a View.
type viewRow struct {
	signal, close float64
	regime        microstructure.Regime
}

func viewRows(m *Market) []viewRow {
	out := make([]viewRow, m.Len())
	for i := range out {
		out[i] = viewRow{m.Signal[i], m.mark[i], m.Regime[i]}
	}
	return out
}

func ruleCausality(r Rule, m *Market, rows []viewRow, entries microstructure.RegimeSet, rule CausalityRule) Causality {
	out := Causality{Name: "rule " + r.String(), Cuts: rule.Cuts}
	if rule.Cuts == 0 {
		return out
	}
	times := make([]int64, len(rows))
	for i := range times {
		times[i] = m.TimestampUS(i)
	}
	check := CausalityCheck[viewRow]{Cuts: rule.Cuts, Seed: rule.Seed, TimestampUS: times, Piece: causalityDays * m.PerDay(),
		Perturb: func(rng *rand.Rand, v viewRow) viewRow {
			v.signal, v.close, v.regime = PerturbNumber(rng, v.signal), v.close*(0.9+float64(0.2*rng.Float64())), (v.regime+1+microstructure.Regime(rng.IntN(3)))%4
			if math.IsNaN(v.signal) {
				v.signal = 4 * rng.NormFloat64()
			}
			return v
		},
		Missing: func(v viewRow) viewRow { return viewRow{nan, nan, microstructure.Warmup} },
	}
	out.Leak, out.Err = check.run(rows, func(rows []viewRow) ([]float64, error) {
		v := View{StartUS: m.StartUS, Interval: m.Interval, Entries: entries}
		for _, row := range rows {
			v.Signal, v.Close, v.Regime = append(v.Signal, row.signal), append(v.Close, row.close), append(v.Regime, row.regime)
		}
		p, err := positions(r, v)
		return slices.Clone(p), err
	})
	return out
}

// rowTime is the opening time of a view's row.
func rowTime(v View, row int) string {
	return microstructure.FormatTime(v.StartUS + int64(row)*v.Interval.US())
}

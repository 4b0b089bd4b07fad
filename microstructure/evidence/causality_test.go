package evidence

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/rolling"
	"github.com/tickbook/tickbook/microstructure/reference"
)

func labelsOf(labels []microstructure.Regime) []float64 {
	out := make([]float64, len(labels))
	for i, r := range labels {
		out[i] = float64(r)
	}
	return out
}

func number(cuts int) CausalityCheck[float64] {
	return CausalityCheck[float64]{Cuts: cuts, Seed: 1, Perturb: PerturbNumber}
}

func walkNumbers(n int) []float64 {
	rng := newRand(9, 9)
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.NormFloat64()
		if i > 0 {
			x[i] += 0.5 * x[i-1]
		}
	}
	for range n / 200 {
		x[rng.IntN(n)] = math.NaN()
	}
	return x
}

// withZeros fills holes: the reference's volatility knows none.
func withZeros(x []float64) []float64 {
	out := slices.Clone(x)
	for i, v := range out {
		if math.IsNaN(v) {
			out[i] = 0
		}
	}
	return out
}

func TestCausalFunctions(t *testing.T) {
	short := DefaultRegimeRule()
	short.WindowBars, short.WindowMin = 600, 200
	roll := func(f func(dst, x []float64, window, minPeriods int)) func([]float64) []float64 {
		return func(x []float64) []float64 {
			dst := make([]float64, len(x))
			f(dst, x, 100, 20)
			return dst
		}
	}
	for name, f := range map[string]func([]float64) []float64{
		"rolling rank":      roll(rolling.Rank),
		"rolling mean":      roll(rolling.Mean),
		"rolling deviation": roll(rolling.Std),
		"past returns":      func(x []float64) []float64 { return microstructure.PctChange(x, 3) },
		"rolling signal":    microstructure.RollingSignal,
		"signal":            func(x []float64) []float64 { return newSignal([][]float64{x}, microstructure.Interval{}).Value },
		"trailing regimes":  func(x []float64) []float64 { return labelsOf(must(short.Label(x)).Labels) },
		"trailing deciles":  func(x []float64) []float64 { return trailingDecile(x, 500, 100) },
		"volatility ratio": func(x []float64) []float64 {
			return reference.NewVolatility(withZeros(x), microstructure.Interval{}).Ratio
		},
		"rolling quantiles": roll(func(dst, x []float64, window, minPeriods int) {
			rolling.Quantiles([][]float64{dst}, x, window, minPeriods, 0.3)
		}),
	} {
		leak, err := number(12).Run(walkNumbers(1500), f)
		if err != nil || leak != nil {
			t.Errorf("%s: %v, error %v", name, leak, err)
		}
	}
}

// The reference's cuts on the full sample look ahead, and so do labels.
func TestLookingAheadIsFound(t *testing.T) {
	times := make([]int64, 1500)
	for i := range times {
		times[i] = testStartUS + int64(i)*microstructure.IntervalUS
	}
	check := number(12)
	check.TimestampUS = times
	for name, f := range map[string]func([]float64) []float64{
		"full-sample regimes": func(x []float64) []float64 {
			ratio := reference.NewVolatility(withZeros(x), microstructure.Interval{}).Ratio
			cuts, err := reference.FullSampleRegimeCuts(ratio)
			if err != nil {
				return labelsOf(make([]microstructure.Regime, len(x)))
			}
			return labelsOf(cuts.Label(ratio))
		},
		"full-sample deciles": func(x []float64) []float64 {
			out := make([]float64, len(x))
			if d, err := reference.FullSampleDeciles(x); err == nil {
				for i, v := range d.Of {
					out[i] = float64(v)
				}
			}
			return out
		},
		"forward returns": func(x []float64) []float64 { return microstructure.ForwardReturns(x, 3) },
	} {
		leak, err := check.Run(walkNumbers(1500), f)
		if err != nil || leak == nil {
			t.Errorf("%s is found causal, error %v", name, err)
			continue
		}
		if leak.TimestampUS != times[leak.Row] || leak.Row >= leak.Cut || leak.String() == "" {
			t.Errorf("%s: %+v", name, leak)
		}
	}
}

// A function that looks one row ahead in one place is named by that place.
func TestTheFirstPlaceIsNamed(t *testing.T) {
	x := walkNumbers(50)
	leak, err := number(49).Run(x, func(x []float64) []float64 {
		y := slices.Clone(x)
		for i := range y {
			if i+1 < len(x) && i >= 20 {
				y[i] = x[i+1]
			}
		}
		return y
	})
	if err != nil || leak == nil || leak.Row != 20 || leak.Cut != 21 {
		t.Errorf("%+v, error %v", leak, err)
	}
}

func TestCausalityOfBars(t *testing.T) {
	bars := gridBars("a", 4).Bars
	check := CausalityCheck[microstructure.Bar]{Cuts: 6, Seed: 2, Perturb: PerturbBar}
	for _, f := range microstructure.BarColumns() {
		leak, err := check.Run(bars, func(bars []microstructure.Bar) []float64 {
			out := make([]float64, len(bars))
			for i := range bars {
				out[i] = f.Of(&bars[i])
			}
			return out
		})
		if err != nil || leak != nil {
			t.Errorf("%s: %v, error %v", f.Name, leak, err)
		}
	}
	leak, err := check.Run(bars, func(bars []microstructure.Bar) []float64 {
		out := make([]float64, len(bars))
		for i := range bars {
			out[i] = bars[min(i+1, len(bars)-1)].Close
		}
		return out
	})
	if err != nil || leak == nil || leak.How == "" {
		t.Errorf("the next close passes: error %v", err)
	}
}

// Positions decided before a moment do not depend on what comes after it.
func TestDecisionsAreCausal(t *testing.T) {
	type row struct{ open, signal float64 }
	rng := newRand(4, 4)
	rows := make([]row, 4*RowsPerDay)
	for i := range rows {
		rows[i] = row{100 + rng.Float64(), rng.NormFloat64()}
	}
	check := CausalityCheck[row]{Cuts: 8, Seed: 3, Perturb: func(rng *rand.Rand, r row) row {
		return row{r.open * 1.1, -r.signal + rng.NormFloat64()}
	}}
	leak, err := check.Run(rows, func(rows []row) []float64 {
		days := (len(rows) + RowsPerDay - 1) / RowsPerDay
		m := flatMarket(days)
		for i, r := range rows {
			m.Open[i], m.Signal[i] = r.open, r.signal
		}
		out := make([]float64, len(rows))
		for i, v := range must(m.Backtest(configuration(1, 5), DefaultFill(), Standard())).Bars.Decided[:len(rows)] {
			out[i] = float64(v)
		}
		return out
	})
	if err != nil || leak != nil {
		t.Errorf("%v, error %v", leak, err)
	}
}

func TestCausalityRefuses(t *testing.T) {
	identity := func(x []float64) []float64 { return x }
	if _, err := number(0).Run(walkNumbers(9), identity); !errors.Is(err, ErrCausality) {
		t.Error(err)
	}
	if _, err := number(2).Run(walkNumbers(1), identity); !errors.Is(err, ErrCausality) {
		t.Error(err)
	}
	if _, err := number(2).Run(walkNumbers(9), func(x []float64) []float64 { return x[1:] }); !errors.Is(err, ErrCausality) {
		t.Error(err)
	}
}

package evidence

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
	"github.com/tickbook/tickbook/microstructure/internal/rolling"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// A RegimeRule labels rows by the volatility of the last hour relative to the
// last day, cut at quantiles of the values known by then. All windows are spans
// of time; the minimum is the number of values they must hold.
type RegimeRule struct {
	HourBars, HourMin int // short volatility
	DayBars, DayMin   int // long volatility
	WindowBars        int // of ratios, the current one included
	WindowMin         int
	Low, High         float64 // quantiles: LowVol up to and including the first, Normal up to the second
}

// DefaultRegimeRule has the reference's hour, day and cuts (30 % and 70 %), and
// cuts at the quantiles of the last 30 days, at least two. A quarter of an
// hour's or a day's returns may be missing.
func DefaultRegimeRule() RegimeRule {
	return regimeRule(microstructure.Interval{})
}

// regimeRule is the default of bars of a length: an hour has four of them at
// least, a day 24.
func regimeRule(i microstructure.Interval) RegimeRule {
	w := i.Windows()
	return RegimeRule{w.Hour, w.Hour * 3 / 4, w.Day, w.Day * 3 / 4, 30 * w.Day, 2 * w.Day, 0.3, 0.7}
}

// Validate reports every field that makes no sense, as ErrConfig.
func (r RegimeRule) Validate() error {
	var c field.Check
	c.AtLeast("HourBars", r.HourBars, 1)
	c.AtLeast("HourMin", r.HourMin, 1)
	c.AtLeast("DayBars", r.DayBars, 1)
	c.AtLeast("DayMin", r.DayMin, 1)
	c.AtLeast("WindowBars", r.WindowBars, 1)
	c.AtLeast("WindowMin", r.WindowMin, 1)
	c.Share("Low", r.Low)
	c.That(r.High > r.Low && r.High < 1, "High", r.High, fmt.Sprintf("a number between Low, %v, and 1", r.Low))
	return c.As(ErrConfig)
}

// Regimes are labels by row.
type Regimes struct {
	Ratio  []float64 // short over long volatility, the latter at least 1e-10
	Labels []microstructure.Regime
	// Labelled counts the rows that are not Warmup; Changed those of them that
	// the quantiles of the full sample, which look ahead, would label
	// otherwise. Changed is -1 when there are no such quantiles.
	Labelled, Changed int
}

// Label labels the rows of returns per bar. Causal, but for the count Changed.
// An invalid rule is an error.
func (r RegimeRule) Label(returns []float64) (Regimes, error) {
	if err := r.Validate(); err != nil {
		return Regimes{}, err
	}
	n := len(returns)
	short, long := make([]float64, n), make([]float64, n)
	rolling.Std(short, returns, r.HourBars, r.HourMin)
	rolling.Std(long, returns, r.DayBars, r.DayMin)
	out := Regimes{Ratio: make([]float64, n), Labels: make([]microstructure.Regime, n), Changed: -1}
	for i := range out.Ratio {
		out.Ratio[i] = short[i] / max(long[i], 1e-10)
	}
	low, high := make([]float64, n), make([]float64, n)
	rolling.Quantiles([][]float64{low, high}, out.Ratio, r.WindowBars, r.WindowMin, r.Low, r.High)
	for i, v := range out.Ratio {
		switch {
		case math.IsNaN(v) || math.IsNaN(low[i]):
			out.Labels[i] = microstructure.Warmup
			continue
		case v <= low[i]:
			out.Labels[i] = microstructure.LowVol
		case v <= high[i]:
			out.Labels[i] = microstructure.Normal
		default:
			out.Labels[i] = microstructure.HighVol
		}
		out.Labelled++
	}
	cuts, err := reference.FullSampleRegimeCuts(out.Ratio)
	if err != nil {
		return out, nil
	}
	out.Changed = 0
	for i, label := range cuts.Label(out.Ratio) {
		if out.Labels[i] != microstructure.Warmup && out.Labels[i] != label {
			out.Changed++
		}
	}
	return out, nil
}

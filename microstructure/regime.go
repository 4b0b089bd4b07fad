package microstructure

import (
	"fmt"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/rolling"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// Volatility is realised volatility in rows of a panel: standard deviations
// (n - 1) of returns, per bar, and not annualised.
type Volatility struct {
	Hour  []float64 // over 12 rows
	Day   []float64 // over 288 rows
	Ratio []float64 // Hour / max(Day, 1e-10); NaN in the first 288 rows
}

// NewVolatility measures the volatility of per-bar returns.
func NewVolatility(returns []float64) Volatility {
	n := len(returns)
	v := Volatility{make([]float64, n), make([]float64, n), make([]float64, n)}
	rolling.Std(v.Hour, returns, 12, 12)
	rolling.Std(v.Day, returns, 288, 288)
	for i := range v.Ratio {
		v.Ratio[i] = v.Hour[i] / max(v.Day[i], guard)
	}
	return v
}

// A Regime labels a row by its volatility ratio.
type Regime uint8

// The regimes, calm to wild. Warmup rows have no volatility ratio yet.
const (
	LowVol Regime = iota
	Normal
	HighVol
	Warmup
)

var regimeNames = [...]string{"low_vol", "normal", "high_vol", "warmup"}

func (r Regime) String() string { return regimeNames[r] }

// A RegimeSet is a set of regimes in which a strategy may enter.
type RegimeSet uint8

// NewRegimeSet makes a set.
func NewRegimeSet(regimes ...Regime) RegimeSet {
	var s RegimeSet
	for _, r := range regimes {
		s |= 1 << r
	}
	return s
}

// AllRegimes has every regime, warmup included.
const AllRegimes RegimeSet = 1<<LowVol | 1<<Normal | 1<<HighVol | 1<<Warmup

// Has reports whether r is in the set.
func (s RegimeSet) Has(r Regime) bool { return s>>r&1 == 1 }

// RegimeCuts are the volatility ratios at which regimes change: low_vol up to
// and including Low, normal up to and including High.
type RegimeCuts struct{ Low, High float64 }

// FullSampleRegimeCuts are the 30 % and 70 % quantiles of the ratios of the
// whole sample, as in the reference. They look ahead: a row's label depends on
// rows after it.
func FullSampleRegimeCuts(ratio []float64) (RegimeCuts, error) {
	sorted := vector.WithoutNaN(ratio)
	if len(sorted) == 0 {
		return RegimeCuts{}, fmt.Errorf("%w: no row has a volatility ratio, which takes 289 bars", ErrTooFewBars)
	}
	slices.Sort(sorted)
	cuts := RegimeCuts{Quantile(sorted, 0.3), Quantile(sorted, 0.7)}
	if sorted[0] == cuts.Low || cuts.Low == cuts.High || cuts.High == sorted[len(sorted)-1] {
		reason := ""
		if cuts.Low == 0 {
			reason = "; it is 0 where the price stands still for an hour"
		}
		return cuts, fmt.Errorf("%w: the volatility ratio has smallest value %.3g, 30 %% quantile %.3g, 70 %% quantile %.3g and largest value %.3g%s",
			ErrConstant, sorted[0], cuts.Low, cuts.High, sorted[len(sorted)-1], reason)
	}
	return cuts, nil
}

// Label gives each row its regime; NaN is Warmup.
func (c RegimeCuts) Label(ratio []float64) []Regime {
	out := make([]Regime, len(ratio))
	for i, r := range ratio {
		switch {
		case math.IsNaN(r):
			out[i] = Warmup
		case r <= c.Low:
			out[i] = LowVol
		case r <= c.High:
			out[i] = Normal
		default:
			out[i] = HighVol
		}
	}
	return out
}

// CountRegimes counts labels; the index is the Regime.
func CountRegimes(labels []Regime) [4]int {
	var n [4]int
	for _, r := range labels {
		n[r]++
	}
	return n
}

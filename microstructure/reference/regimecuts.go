package reference

import (
	"fmt"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// RegimeCuts are the volatility ratios at which regimes change: low_vol up to
// and including Low, normal up to and including High.
type RegimeCuts struct{ Low, High float64 }

// FullSampleRegimeCuts are the 30 % and 70 % quantiles of the ratios of the
// whole sample, as in the reference. They look ahead: a row's label depends on
// rows after it.
func FullSampleRegimeCuts(ratio []float64) (RegimeCuts, error) {
	sorted := vector.WithoutNaN(ratio)
	if len(sorted) == 0 {
		return RegimeCuts{}, fmt.Errorf("%w: no row has a volatility ratio", ErrTooFewBars)
	}
	slices.Sort(sorted)
	cuts := RegimeCuts{microstructure.Quantile(sorted, 0.3), microstructure.Quantile(sorted, 0.7)}
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
func (c RegimeCuts) Label(ratio []float64) []microstructure.Regime {
	out := make([]microstructure.Regime, len(ratio))
	for i, r := range ratio {
		switch {
		case math.IsNaN(r):
			out[i] = microstructure.Warmup
		case r <= c.Low:
			out[i] = microstructure.LowVol
		case r <= c.High:
			out[i] = microstructure.Normal
		default:
			out[i] = microstructure.HighVol
		}
	}
	return out
}

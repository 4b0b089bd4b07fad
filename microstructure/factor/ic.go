package factor

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
)

// An IC is a feature's rank correlation with the returns that follow, with its
// error by days beside those of the procedures that are usual.
type IC struct {
	Feature string
	Horizon string
	Estimate
	SENaive, PNaive float64 // as if rows were independent
	SEHAC, PHAC     float64 // Newey–West
	EffectiveN      float64 // independent rows of the same precision, by HAC
}

// newIC has the usual procedures' errors.
func newIC(feature string, x, forward []float64, h microstructure.Horizon, e Estimate) (IC, error) {
	out := IC{Feature: feature, Horizon: h.Name, Estimate: e}
	naive, err := inference.Spearman(x, forward)
	if err != nil {
		return out, err
	}
	hac, err := inference.ICHAC(x, forward, h.Bars, max(24, 2*h.Bars), inference.GapNaN)
	if err != nil {
		return out, err
	}
	out.SENaive, out.PNaive = 1/math.Sqrt(float64(naive.N)), naive.P
	out.SEHAC, out.PHAC, out.EffectiveN = hac.ProductMean.Corrected.SE, hac.ProductMean.Corrected.PT, hac.EffectiveN
	return out, nil
}

// AllContrarian tests, at one horizon, whether every one of some features is
// followed by opposite returns. All have to be shown: the p-value is the
// largest of the one-sided ones, so that a level needs no adjustment.
//
// Source: Berger 1982, Technometrics 24(4), 295-300.
type AllContrarian struct {
	Horizon  string
	Features int
	Negative int     // features with an estimate below 0
	Shown    int     // of them at 5 %, each by itself
	Weakest  string  // feature with the largest p-value
	P        float64 // NaN without a feature
}

func allContrarian(ics []IC, contrarian map[string]bool, horizon string) AllContrarian {
	out := AllContrarian{Horizon: horizon, P: math.NaN()}
	for _, ic := range ics {
		if ic.Horizon != horizon || !contrarian[ic.Feature] || !ic.Known() {
			continue
		}
		p := ic.OneSided(-1)
		out.Features++
		if ic.Value < 0 {
			out.Negative++
		}
		if p <= 0.05 {
			out.Shown++
		}
		if !(out.P > p) {
			out.P, out.Weakest = p, ic.Feature
		}
	}
	return out
}

package evidence

import (
	"math"
	"runtime"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
)

// A RobustIC is the rank correlation of signal and forward return with p-values
// that allow for overlapping returns, beside the one that does not. All
// p-values are two-sided. Prefer PBootstrap: a slow signal still fools PHAC.
type RobustIC struct {
	Horizon    microstructure.Horizon
	N          int // rows with both
	IC         float64
	SENaive    float64 // 1/sqrt(N), as if rows were independent
	SEHAC      float64
	SEBoot     float64
	PNaive     float64
	PHAC       float64 // Newey–West, lag HACLag, product form
	PBootstrap float64 // stationary bootstrap, Politis–White blocks of at least the horizon
	HACLag     int     // in rows: time, not valid values
	MeanBlock  float64 // rows
	EffectiveN float64 // independent pairs of the same precision
}

// NewRobustIC correlates over rows where both have a value.
func NewRobustIC(signal, closes []float64, h microstructure.Horizon, r inference.Resampling) (RobustIC, error) {
	forward := microstructure.ForwardReturns(closes, h.Bars)
	out := RobustIC{Horizon: h, HACLag: max(24, 2*h.Bars)}
	naive, err := inference.Spearman(signal, forward)
	if err != nil {
		return out, err
	}
	hac, err := inference.ICHAC(signal, forward, h.Bars, out.HACLag, inference.GapNaN)
	if err != nil {
		return out, err
	}
	boot, err := inference.ICBootstrap(signal, forward, h.Bars, r)
	if err != nil {
		return out, err
	}
	out.N, out.IC, out.PNaive, out.SENaive = naive.N, naive.Rho, naive.P, 1/math.Sqrt(float64(naive.N))
	out.SEHAC, out.PHAC, out.EffectiveN = hac.ProductMean.Corrected.SE, hac.ProductMean.Corrected.PT, hac.EffectiveN
	out.SEBoot, out.PBootstrap, out.MeanBlock = boot.SE, boot.P, boot.MeanBlock
	return out, nil
}

// A FeatureIC is a feature measured against returns.
type FeatureIC struct {
	Feature microstructure.Feature
	IC      []RobustIC // by horizon
}

// MeasureIC correlates each feature, the mean of the sources, with the leading
// source's forward returns at the configuration's horizons.
func (c *Calendar) MeasureIC(features []microstructure.Feature, config Config) ([]FeatureIC, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if err := c.Lacks(features); err != nil {
		return nil, err
	}
	closes, horizons := c.Prices().Close, config.Horizons
	out := make([]FeatureIC, len(features))
	for i, f := range features {
		out[i] = FeatureIC{f, make([]RobustIC, len(horizons))}
	}
	r := inference.Resampling{Reps: config.ICReps, Seed: config.Resampling.Seed, Workers: 1}
	return out, inParallel(len(features)*len(horizons), runtime.GOMAXPROCS(0), nil, func(i int) (err error) {
		f, h := i/len(horizons), i%len(horizons)
		out[f].IC[h], err = NewRobustIC(c.Consensus(features[f]), closes, horizons[h], r)
		return err
	})
}

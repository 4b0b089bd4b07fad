package microstructure

import "github.com/tickbook/tickbook/microstructure/internal/rolling"

// RankWindow and RankMinPeriods are the rows, three days and one, over which
// features are ranked and the composite is standardised.
const (
	RankWindow     = 864
	RankMinPeriods = 288
)

// SignalBars is the number of bars without a gap up to the first signal:
// RankMinPeriods for a first rank, and as many ranks.
const SignalBars = 2*RankMinPeriods - 1

// SignalFeatures are the six features of the composite.
func SignalFeatures() []Feature {
	return featuresNamed("vol_imbalance", "dollar_imbalance", "large_imbalance", "count_imbalance", "close_vs_vwap", "vol_profile_skew")
}

// RollingSignal standardises a score by the mean and standard deviation, at
// least 1e-10, of the last RankWindow rows. Causal; NaN before RankMinPeriods
// scores.
func RollingSignal(score []float64) []float64 {
	n := len(score)
	m, sd := make([]float64, n), make([]float64, n)
	rolling.Mean(m, score, RankWindow, RankMinPeriods)
	rolling.Std(sd, score, RankWindow, RankMinPeriods)
	out := make([]float64, n)
	for i := range out {
		out[i] = (score[i] - m[i]) / max(sd[i], guard)
	}
	return out
}

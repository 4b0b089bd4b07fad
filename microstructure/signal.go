package microstructure

import "github.com/tickbook/tickbook/microstructure/internal/rolling"

// RankMinPeriods is the number of five-minute rows, a day, from which on a
// feature is ranked and the composite standardised; see Interval.Windows for
// the windows, and for bars of other lengths.
const RankMinPeriods = 288

// SignalBars is the number of five-minute bars without a gap up to the first
// signal: RankMinPeriods for a first rank, and as many ranks.
const SignalBars = 2*RankMinPeriods - 1

// SignalFeatures are the six features of the composite.
func SignalFeatures() []Feature {
	return featuresNamed("vol_imbalance", "dollar_imbalance", "large_imbalance", "count_imbalance", "close_vs_vwap", "vol_profile_skew")
}

// RollingSignal is Interval.RollingSignal of five-minute bars.
func RollingSignal(score []float64) []float64 { return Interval{}.RollingSignal(score) }

// RollingSignal standardises a score by the mean and standard deviation, at
// least 1e-10, of the last Windows.Rank rows. Causal; NaN before
// Windows.RankMin scores.
func (i Interval) RollingSignal(score []float64) []float64 {
	w, out := i.Windows(), make([]float64, len(score))
	rolling.ZScore(out, score, w.Rank, w.RankMin)
	return out
}

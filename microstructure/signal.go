package microstructure

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

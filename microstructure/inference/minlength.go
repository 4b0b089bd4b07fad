package inference

import "math"

// MinTrackRecord is the number of observations after which the probabilistic
// Sharpe ratio against benchmark would reach confidence, if ratio and moments
// stayed as they are:
//
//	MinTRL = 1 + [1 - skew SR + (kurtosis-1)/4 SR^2] (Phi^-1(confidence)/(SR - benchmark))^2
//
// Benchmark is per observation; whole observations are the ceiling. SR <=
// benchmark: +Inf. A confidence outside (0.5, 1), a NaN or a bracket that is
// not positive: NaN.
//
// Source: Bailey and Lopez de Prado 2012, Journal of Risk 15(2), 3-44.
func (s Sharpe) MinTrackRecord(benchmark, confidence float64) float64 {
	spread := s.spread()
	switch {
	case !(spread > 0) || !(confidence > 0.5 && confidence < 1):
		return math.NaN()
	case s.Ratio <= benchmark:
		return math.Inf(1)
	}
	z := NormalQuantile(confidence) / (s.Ratio - benchmark)
	return 1 + float64(spread*z*z)
}

// MinBacktestLength is the number of years below which the best of nTrials
// without skill is expected to show an annual Sharpe ratio of targetAnnual, and
// its upper bound:
//
//	MinBTL = (ExpectedMaximum(N)/target)^2 <= 2 ln N / target^2
//
// One trial: 0. Fewer than 1, a target that is not positive or a NaN: NaN.
//
// Source: Bailey, Borwein, Lopez de Prado and Zhu 2014, Notices of the AMS
// 61(5), 458-471.
func MinBacktestLength(nTrials, targetAnnual float64) (years, upperBound float64) {
	z, _ := ExpectedMaximum(nTrials)
	if !(targetAnnual > 0) || math.IsNaN(z) {
		return math.NaN(), math.NaN()
	}
	return z / targetAnnual * (z / targetAnnual), 2 * math.Log(nTrials) / (targetAnnual * targetAnnual)
}

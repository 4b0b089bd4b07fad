package inference

import "math"

const eulerGamma = 0.5772156649015329

// ExpectedMaximum approximates the expected largest of nTrials independent
// standard normal variables:
//
//	z = max(0, raw),    raw = (1-g) Phi^-1(1 - 1/N) + g Phi^-1(1 - 1/(N e)),    g = 0.5772156649015329
//
// nTrials may be fractional. For 1 trial z is 0 and raw -Inf; raw is negative
// below about 1.284 trials. Fewer than 1 trial, NaN or an infinity: NaN. The
// approximation is off by -7.9 % at 2 trials, +2.5 % at 5, +0.9 % at 100.
//
// Source: Bailey and Lopez de Prado 2014, Journal of Portfolio Management
// 40(5), 94-107.
func ExpectedMaximum(nTrials float64) (z, raw float64) {
	switch {
	case !(nTrials >= 1) || math.IsInf(nTrials, 1):
		return math.NaN(), math.NaN()
	case nTrials == 1:
		return 0, math.Inf(-1)
	}
	// Phi^-1(1 - 1/N) as -Phi^-1(1/N) keeps its digits for large N.
	raw = float64(-(1-eulerGamma)*NormalQuantile(1/nTrials)) - float64(eulerGamma*NormalQuantile(1/(nTrials*math.E)))
	return math.Max(0, raw), raw
}

// ExpectedMaxSharpe is the Sharpe ratio that the best of nTrials without skill
// is expected to show: the square root of the variance of the trials' ratios
// times ExpectedMaximum. One trial: 0 whatever the variance. A negative or NaN
// variance or fewer than 1 trial: NaN.
func ExpectedMaxSharpe(nTrials, varTrialSharpe float64) float64 {
	z, _ := ExpectedMaximum(nTrials)
	switch {
	case nTrials == 1:
		return 0
	case !(varTrialSharpe >= 0):
		return math.NaN()
	}
	return math.Sqrt(varTrialSharpe) * z
}

// DeflatedSharpe is the evidence that the best of many trials has a Sharpe
// ratio above what luck would give it.
type DeflatedSharpe struct {
	Benchmark           float64 // SR0, the expected maximum without skill
	ProbabilisticSharpe         // against Benchmark; PSR is the deflated Sharpe ratio
}

// DSR gives the deflated Sharpe ratio PSR(SR0), SR0 =
// ExpectedMaxSharpe(nTrials, varTrialSharpe), for s the best of nTrials. Trials
// says which variance and number to give.
//
// Source: Bailey and Lopez de Prado 2014, Journal of Portfolio Management
// 40(5), 94-107.
func (s Sharpe) DSR(nTrials, varTrialSharpe float64) DeflatedSharpe {
	benchmark := ExpectedMaxSharpe(nTrials, varTrialSharpe)
	return DeflatedSharpe{Benchmark: benchmark, ProbabilisticSharpe: s.PSR(benchmark)}
}

package inference

import (
	"fmt"
	"math"
)

// EffectiveTrials says how many independent trials a set of correlated ones
// amounts to. None of these belongs in the deflated Sharpe ratio: the variance
// of correlated trials is small already, and shrinking N as well lets luck
// pass.
type EffectiveTrials struct {
	Used          int     // trials that vary
	MeanRho       float64 // mean correlation of two different trials; NaN for fewer than two
	Participation float64 // (sum lambda)^2 / sum lambda^2 of the correlation matrix = N^2 / sum_ij rho_ij^2
	MeanRhoRaw    float64 // 1 + (N-1)(1-MeanRho)
	MeanRhoN      float64 // MeanRhoRaw clipped to [1, N]
}

// EffectiveNumber gives the effective numbers of trials from the Pearson
// correlations of those that vary. One that varies: 1. None, fewer than 3
// periods or values that are not finite: NaN. Trials that differ in length:
// ErrLengths.
func EffectiveNumber(trials [][]float64) (EffectiveTrials, error) {
	nan := math.NaN()
	r := EffectiveTrials{MeanRho: nan, Participation: nan, MeanRhoRaw: nan, MeanRhoN: nan}
	periods, err := checkTrials(trials)
	if err != nil || periods < 3 || !allFinite(trials) {
		return r, err
	}
	var unit [][]float64
	for _, trial := range trials {
		if constant(trial) {
			continue
		}
		e := centred(trial)
		length := math.Sqrt(dot(e, e))
		for t := range e {
			e[t] /= length
		}
		unit = append(unit, e)
	}
	r.Used = len(unit)
	n := float64(r.Used)
	switch r.Used {
	case 0:
		return r, nil
	case 1:
		r.Participation, r.MeanRhoRaw, r.MeanRhoN = 1, 1, 1
		return r, nil
	}
	var sum, squares float64
	for i := range unit {
		for j := range i {
			rho := math.Max(-1, math.Min(1, dot(unit[i], unit[j])))
			sum += float64(2 * rho)
			squares += float64(2 * rho * rho)
		}
	}
	r.MeanRho = sum / (n * (n - 1))
	r.Participation = n * n / (n + squares)
	r.MeanRhoRaw = 1 + float64((n-1)*(1-r.MeanRho))
	r.MeanRhoN = math.Max(1, math.Min(n, r.MeanRhoRaw))
	return r, nil
}

// checkTrials gives the common length of the trials, 0 when there are none.
func checkTrials(trials [][]float64) (periods int, err error) {
	for k, trial := range trials {
		if len(trial) != len(trials[0]) {
			return 0, fmt.Errorf("%w: trial %d has %d periods, trial 0 has %d", ErrLengths, k, len(trial), len(trials[0]))
		}
	}
	if len(trials) == 0 {
		return 0, nil
	}
	return len(trials[0]), nil
}

func allFinite(trials [][]float64) bool {
	for _, trial := range trials {
		if !finite(trial) {
			return false
		}
	}
	return true
}

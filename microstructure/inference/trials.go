package inference

import "math"

// Trials describes a set of trials for the deflated Sharpe ratio.
type Trials struct {
	Sharpes []Sharpe // of each trial; NaN for one that never varies
	N       int      // trials with a Sharpe ratio
	Best    int      // the trial with the largest ratio, the first of equals; -1 when there is none
	// VarTextbook is the sample variance (n-1) of the trials' ratios; 0 for one
	// trial. It holds differences of skill, of fees for one, as well as luck:
	// trials that are dragged down by fees hide the good ones.
	VarTextbook float64
	// VarNoSkill is the variance of the ratios had no trial any skill,
	// (1-MeanRho)/(T-1), MeanRho taken as at least 0, and as 0 when it is
	// undefined. Prefer it, with the number of trials ever made.
	VarNoSkill float64
	EffectiveTrials
}

// DescribeTrials gives the Sharpe ratios of the trials, trials[k][t] being the
// profit of trial k in period t, with the best of them and the variances that
// DSR needs. Trials that differ in length: ErrLengths. No trial that varies:
// NaN.
func DescribeTrials(trials [][]float64) (Trials, error) {
	r := Trials{Sharpes: make([]Sharpe, len(trials)), Best: -1, VarTextbook: math.NaN(), VarNoSkill: math.NaN()}
	var err error
	if r.EffectiveTrials, err = EffectiveNumber(trials); err != nil {
		return r, err
	}
	var ratios []float64
	for k, trial := range trials {
		r.Sharpes[k] = SharpeOf(trial)
		ratio := r.Sharpes[k].Ratio
		if math.IsNaN(ratio) {
			continue
		}
		if r.Best < 0 || ratio > r.Sharpes[r.Best].Ratio {
			r.Best = k
		}
		ratios = append(ratios, ratio)
	}
	r.N = len(ratios)
	if r.N == 0 {
		return r, nil
	}
	r.VarTextbook = 0
	if r.N > 1 {
		e := centred(ratios)
		r.VarTextbook = dot(e, e) / float64(r.N-1)
	}
	rho := r.MeanRho
	if !(rho > 0) {
		rho = 0
	}
	r.VarNoSkill = math.Max(0, 1-rho) / float64(len(trials[0])-1)
	return r, nil
}

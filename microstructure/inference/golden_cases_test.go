package inference

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"strconv"
	"testing"
)

type tree = map[string]any

func goldenSpecial(t *testing.T, c goldenCase) any {
	switch c.Name {
	case "norm_ppf", "norm_ppf_limit":
		return tree{"value": NormalQuantile(c.in("p"))}
	case "norm_tails":
		z := c.in("z")
		return tree{"cdf": NormalCDF(z), "sf": NormalSF(z), "two_sided": NormalTwoSidedP(z)}
	}
	return tree{"p": StudentTwoSidedP(c.in("t"), c.in("df"))}
}

func goldenSpearman(t *testing.T, c goldenCase) any {
	x, y := numbers(c.Input["x"]), numbers(c.Input["y"])
	r := must[RankCorrelation](t)(Spearman(x, y))
	vx, vy, _ := validPairs(x, y)
	return tree{"n_pairs": r.N, "rho": r.Rho, "t_stat": r.T, "p_value": r.P, "ranks_x": AverageRanks(vx), "ranks_y": AverageRanks(vy)}
}

func hacTree(h HACTests) tree {
	one := func(h HACTest) tree {
		return tree{"var": h.Var, "se": h.SE, "t_stat": h.T, "p_norm": h.PNormal, "p_t": h.PT}
	}
	return tree{"no_correction": one(h.Plain), "correction": one(h.Corrected)}
}

func goldenNeweyWest(t *testing.T, c goldenCase) any {
	var out []any
	for _, lag := range integers(c.Params["lags"]) {
		r := must[NeweyWest](t)(NeweyWestMean(numbers(c.Input["x"]), lag, c.policy()))
		entry := hacTree(r.HACTests)
		entry["lag"], entry["n"], entry["mean"] = lag, r.N, r.Mean
		out = append(out, entry)
	}
	return out
}

func goldenICHAC(t *testing.T, c goldenCase) any {
	x, y, horizon := numbers(c.Input["x"]), numbers(c.Input["y"]), int(c.param("horizon"))
	if horizon > 1 {
		if _, err := ICHAC(x, y, horizon, horizon-2, c.policy()); !errors.Is(err, ErrLag) {
			t.Errorf("%s: a lag of %d for a horizon of %d: %v, want ErrLag", c.Name, horizon-2, horizon, err)
		}
	}
	var out []any
	for _, lag := range integers(c.Params["lags"]) {
		r := must[ICResult](t)(ICHAC(x, y, horizon, lag, c.policy()))
		out = append(out, tree{"lag": lag, "n_pairs": r.N, "rho": r.Rho, "product_mean": hacTree(r.ProductMean), "slope": hacTree(r.Slope)})
	}
	return out
}

func goldenBlockLength(t *testing.T, c goldenCase) any {
	b := BlockLength(numbers(c.Input["x"]))
	last := float64(b.LastLag)
	if b.LastLag < 0 {
		last = math.NaN()
	}
	return tree{"stationary": b.Stationary, "circular": b.Circular, "kn": b.QuietRun, "m_max": b.MaxBandwidth, "critical_value": b.CriticalValue,
		"m_hat": last, "m": b.Bandwidth, "g": b.G, "long_run_var": b.LongRunVar, "b_max": b.MaxLength}
}

func goldenBootstrap(t *testing.T, c goldenCase) any {
	block := c.param("mean_block")
	switch c.Kind {
	case "index_rule":
		return tree{"indices": stationaryIndices(integers(c.Input["starts"]), numbers(c.Input["uniforms"]), c.param("p"))}
	case "given_indices":
		b := bootstrapMeanFromIndices(numbers(c.Input["x"]), resamples(c.Input["indices"]))
		out := bootstrapTree(b)
		out["reps"] = b.Reps
		return out
	case "exact_variance":
		x := numbers(c.Input["x"])
		v := ExactVariance(x, block)
		b := must[MeanBootstrap](t)(BootstrapMean(x, block, Resampling{Reps: 5000, Seed: 7, Workers: 2}))
		_, sd, _ := MeanStd(b.Means)
		if off := sd*sd*float64(len(x)) - v.NVarMean; math.Abs(off) > 6*v.NVarMean*math.Sqrt(2.0/5000) {
			t.Errorf("%s: the sampler's variance is off by %g of %g", c.Name, off, v.NVarMean)
		}
		return tree{"n_var_mean": v.NVarMean, "se_mean": v.SEMean}
	}
	b := must[MeanBootstrap](t)(BootstrapMean(numbers(c.Input["x"]), block, DefaultResampling()))
	lower, upper := b.Percentile(0.9)
	return tree{"p_recentred": b.PRecentred, "p_percentile": b.PPercentile, "ci_lower": lower, "ci_upper": upper}
}

func bootstrapTree(b MeanBootstrap) tree {
	var intervals []any
	for _, level := range []float64{0.90, 0.95} {
		pl, pu := b.Percentile(level)
		bl, bu := b.Basic(level)
		intervals = append(intervals, tree{"level": level, "percentile": []float64{pl, pu}, "basic": []float64{bl, bu}})
	}
	return tree{"mean": b.Mean, "means": b.Means, "ci": intervals,
		"count_recentred_ge": b.CountRecentred, "p_recentred": b.PRecentred, "p_recentred_plus1": b.PRecentredPlus1,
		"count_mean_le_0": b.CountNotPositive, "p_percentile": b.PPercentile, "p_percentile_plus1": b.PPercentilePlus1}
}

// mcReps is the number of resamples in Monte Carlo cases.
const mcReps = 10000

func checkMonteCarlo(t *testing.T, name string, p, want, reference float64) {
	t.Helper()
	limit := 5 * math.Sqrt(math.Max(want*(1-want), 1.0/mcReps)*(1/reference+1.0/mcReps))
	if !(math.Abs(p-want) <= limit) {
		t.Errorf("%s: p = %v, want %v within %g", name, p, want, limit)
	}
}

func goldenBootstrapMonteCarlo(t *testing.T, c goldenCase) any {
	x, block := numbers(c.Input["x"]), c.param("mean_block")
	b := must[MeanBootstrap](t)(BootstrapMean(x, block, Resampling{Reps: mcReps, Seed: 20240229, Workers: runtime.GOMAXPROCS(0)}))
	want := c.Expected.(tree)
	reference := number(want["reps_ref"])
	checkMonteCarlo(t, c.Name+".p_recentred", b.PRecentred, number(want["p_recentred"]), reference)
	checkMonteCarlo(t, c.Name+".p_percentile", b.PPercentile, number(want["p_percentile"]), reference)
	for _, entry := range want["ci"].([]any) {
		entry := entry.(tree)
		unit := numbers(entry["ci_se_unit"])
		pl, pu := b.Percentile(number(entry["level"]))
		bl, bu := b.Basic(number(entry["level"]))
		// The basic interval is the percentile one reflected, so the errors of
		// its ends change places.
		for _, side := range []struct{ got, want, unit float64 }{
			{pl, numbers(entry["percentile"])[0], unit[0]}, {pu, numbers(entry["percentile"])[1], unit[1]},
			{bl, numbers(entry["basic"])[0], unit[1]}, {bu, numbers(entry["basic"])[1], unit[0]},
		} {
			if limit := 5 * side.unit * math.Sqrt(1/reference+1.0/mcReps); !(math.Abs(side.got-side.want) <= limit) {
				t.Errorf("%s: interval end %v, want %v within %g", c.Name, side.got, side.want, limit)
			}
		}
	}
	out := bootstrapTree(b)
	out["n_var_mean_exact"], out["reps_ref"] = ExactVariance(x, block).NVarMean, want["reps_ref"]
	return out
}

func spaTree(s SPA) tree {
	value := func(v SPAValue) tree { return tree{"count": v.Count, "p": v.P, "p_plus1": v.PPlus1} }
	family := func(f SPAFamily) tree {
		return tree{"statistic": f.Statistic, "lower": value(f.Lower), "consistent": value(f.Consistent), "upper": value(f.Upper)}
	}
	reality := value(s.RealityCheck())
	reality["statistic"] = s.Unstudentised.Statistic
	return tree{"mean": s.Mean, "omega": s.Omega, "consistent_threshold": s.Threshold, "recentred_in_consistent": s.Recentred, "best": s.Best,
		"reps": s.Reps, "columns_used": s.Used, "studentised": family(s.Studentised), "unstudentised": family(s.Unstudentised), "reality_check": reality}
}

func goldenSPA(t *testing.T, c goldenCase) any {
	if c.Kind == "given_indices" {
		return spaTree(must[SPA](t)(spaTestFromIndices(trialsOf(c), c.param("mean_block"), resamples(c.Input["indices"]))))
	}
	return spaTree(must[SPA](t)(SPATest(trialsOf(c), c.param("mean_block"), DefaultResampling())))
}

func goldenSPAMonteCarlo(t *testing.T, c goldenCase) any {
	s := must[SPA](t)(SPATest(trialsOf(c), c.param("mean_block"), Resampling{Reps: mcReps, Seed: 5, Workers: runtime.GOMAXPROCS(0)}))
	want := c.Expected.(tree)
	reference := number(want["reps_ref"])
	for family, got := range map[string]SPAFamily{"studentised": s.Studentised, "unstudentised": s.Unstudentised} {
		for name, value := range map[string]SPAValue{"lower": got.Lower, "consistent": got.Consistent, "upper": got.Upper} {
			p := number(want[family].(tree)[name].(tree)["p"])
			checkMonteCarlo(t, c.Name+"."+family+"."+name, value.P, p, reference)
		}
	}
	checkMonteCarlo(t, c.Name+".reality_check", s.RealityCheck().P, number(want["reality_check"].(tree)["p"]), reference)
	out := spaTree(s)
	out["reps_ref"] = want["reps_ref"]
	return out
}

// goldenStepM compares means, as arch does.
func goldenStepM(t *testing.T, c goldenCase) any {
	spa, rows, err := prepareSPA(trialsOf(c), c.param("mean_block"))
	if err != nil {
		t.Fatal(err)
	}
	s := newSteps(&spa, len(rows), false)
	sums := make([]float64, len(spa.Used))
	drawn := resamples(c.Input["indices"])
	for _, indices := range drawn {
		sumRows(rows, indices, sums)
		s.count(sums, s.counts)
	}
	return tree{"superior": append([]int{}, s.result(len(drawn)).Survivors(c.param("size"))...)}
}

func goldenLine(t *testing.T, c goldenCase) any {
	l := must[Line](t)(NeweyWestLine(numbers(c.Input["y"]), numbers(c.Input["x"]), int(c.param("lag"))))
	out := tree{"alpha": l.Alpha, "beta": l.Beta}
	for of, tests := range map[string]HACTests{"alpha": l.AlphaHAC, "beta": l.BetaHAC} {
		for form, test := range map[string]HACTest{"plain": tests.Plain, "corrected": tests.Corrected} {
			out[of+"_se_"+form], out[of+"_t_"+form], out[of+"_p_"+form] = test.SE, test.T, test.PT
		}
	}
	return out
}

func goldenPSR(t *testing.T, c goldenCase) any {
	if c.Kind == "scalar" {
		r := c.sharpe().PSR(c.in("benchmark"))
		return tree{"z": r.Z, "psr": r.PSR, "p_value": r.P}
	}
	s := SharpeOf(numbers(c.Input["returns"]))
	out := tree{"n": s.N, "sharpe": s.Ratio, "skew": s.Skew, "kurtosis": s.Kurtosis}
	for _, benchmark := range numbers(c.Params["benchmarks"]) {
		tag := strconv.FormatFloat(benchmark, 'g', -1, 64)
		r := s.PSR(benchmark)
		out["z_"+tag], out["psr_"+tag] = r.Z, r.PSR
	}
	return out
}

func goldenDSR(t *testing.T, c goldenCase) any {
	switch c.Kind {
	case "expected_max":
		z, raw := ExpectedMaximum(c.in("n_trials"))
		return tree{"z": z, "z_raw": raw}
	case "scalar":
		r := c.sharpe().DSR(c.in("n_trials"), c.in("var_trial_sharpe"))
		return tree{"sr0": r.Benchmark, "z": r.Z, "dsr": r.PSR, "p_value": r.P}
	}
	r := must[Trials](t)(DescribeTrials(trialsOf(c)))
	ratios := make([]float64, len(r.Sharpes))
	for k, s := range r.Sharpes {
		ratios[k] = s.Ratio
	}
	out := tree{"trial_sharpes": ratios, "n_trials": r.N, "var_trial_sharpe": r.VarTextbook, "best": r.Best}
	if r.Best < 0 {
		return out
	}
	best := r.Sharpes[r.Best]
	out["skew"], out["kurtosis"] = best.Skew, best.Kurtosis
	for name, n := range map[string]float64{"raw_n": float64(r.N), "n_eff_participation": r.Participation, "n_eff_mean_rho": r.MeanRhoN} {
		d := best.DSR(n, r.VarTextbook)
		out[name] = tree{"n_trials": n, "sr0": d.Benchmark, "dsr": d.PSR}
	}
	return out
}

func goldenMinLengths(t *testing.T, c goldenCase) any {
	if c.Kind == "min_trl" {
		n := c.sharpe().MinTrackRecord(c.in("benchmark"), c.in("confidence"))
		return tree{"min_trl": n, "min_trl_observations": math.Ceil(n)}
	}
	years, bound := MinBacktestLength(c.in("n_trials"), c.in("target_sharpe_annual"))
	return tree{"years": years, "upper_bound_years": bound}
}

func goldenNEff(t *testing.T, c goldenCase) any {
	r := must[EffectiveTrials](t)(EffectiveNumber(trialsOf(c)))
	return tree{"n_used": r.Used, "mean_rho": r.MeanRho, "participation": r.Participation, "mean_rho_n_eff_raw": r.MeanRhoRaw, "mean_rho_n_eff": r.MeanRhoN}
}

func goldenPBO(t *testing.T, c goldenCase) any {
	blocks := int(c.param("S"))
	r, err := CSCV(trialsOf(c), blocks)
	if blocks%2 != 0 {
		if !errors.Is(err, ErrBlocks) {
			t.Errorf("%s: %v, want ErrBlocks", c.Name, err)
		}
	} else if err != nil {
		t.Fatal(c.Name, err)
	}
	counts := tree{}
	for _, rc := range r.RankCounts {
		counts[fmt.Sprintf("%g", rc.Rank)] = rc.Count
	}
	if want, ok := c.Expected.(tree)["oos_rank_counts"].(tree); ok && len(want) != len(counts) {
		t.Errorf("%s: ranks %v, want %v", c.Name, counts, want)
	}
	return tree{"n_combinations": r.Combinations, "rows_used": r.RowsUsed, "pbo": r.PBO, "pbo_strict": r.Strict, "count_logit_zero": r.ZeroLogits,
		"median_logit": r.MedianLogit, "slope": r.Slope, "intercept": r.Intercept, "prob_loss": r.ProbLoss, "oos_rank_counts": counts,
		"per_combination": tree{"selected": r.Selected, "oos_rank": r.Rank, "logit": r.Logit, "is_sharpe": r.InSample, "oos_sharpe": r.OutSample}}
}

func goldenStdCorr(t *testing.T, c goldenCase) any {
	x := numbers(c.Input["x"])
	if c.Kind == "corr" {
		return tree{"r": must[float64](t)(Correlation(x, numbers(c.Input["y"])))}
	}
	mean, population, sample := MeanStd(x)
	return tree{"mean": mean, "std_population": population, "std_sample": sample}
}

// goldenKnown recomputes figures printed in papers. The cases of quantiles,
// bins and rolling ranks belong elsewhere.
func goldenKnown(t *testing.T, c goldenCase) any {
	switch c.Name {
	case "dsr_sr0":
		return ExpectedMaxSharpe(c.in("n_trials"), c.in("var_trial_sharpe"))
	case "dsr_100", "dsr_46", "dsr_88_normal":
		return c.sharpe().DSR(c.in("n_trials"), c.in("var_trial_sharpe")).PSR
	case "psr_nonnormal", "psr_normal":
		return c.sharpe().PSR(c.in("benchmark")).PSR
	case "emax_10":
		z, _ := ExpectedMaximum(c.in("n_trials"))
		return z
	case "expected_max_exact":
		var out []float64
		for _, n := range numbers(c.Input["n_trials"]) {
			z, _ := ExpectedMaximum(n)
			out = append(out, z)
		}
		return out
	case "min_btl_45":
		var out []float64
		for _, n := range numbers(c.Input["n_trials"]) {
			years, _ := MinBacktestLength(n, c.in("target_sharpe_annual"))
			out = append(out, years)
		}
		return out
	case "cscv_counts":
		var out []int
		for _, blocks := range integers(c.Input["S"]) {
			out = append(out, must[PBO](t)(CSCV(noise(1, 2, 40), blocks)).Combinations)
		}
		return out
	case "spearman_doc":
		r := must[RankCorrelation](t)(Spearman(numbers(c.Input["x"]), numbers(c.Input["y"])))
		return []float64{r.Rho, r.P}
	case "newey_west_by_hand":
		return must[NeweyWest](t)(NeweyWestMean(numbers(c.Input["x"]), int(c.in("lag")), DropNaN)).Plain.Var
	case "equicorrelated_n_eff":
		r := must[EffectiveTrials](t)(EffectiveNumber(equicorrelated(int(c.in("n")))))
		return []float64{r.Participation, r.MeanRhoN}
	}
	if firstWord(c.Name) == "min" {
		return c.sharpe().MinTrackRecord(c.in("benchmark"), c.in("confidence")) / c.in("periods_per_year")
	}
	return nil
}

// equicorrelated gives n series with correlations of exactly 1/2: a shared one
// and one each, all orthogonal.
func equicorrelated(n int) [][]float64 {
	trials := make([][]float64, n)
	for k := range trials {
		trials[k] = make([]float64, 2*(n+1))
		for _, place := range []int{0, k + 1} {
			trials[k][2*place], trials[k][2*place+1] = 1, -1
		}
	}
	return trials
}

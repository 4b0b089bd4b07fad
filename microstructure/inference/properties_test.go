package inference

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

func near(t *testing.T, what string, got, want, rel float64) {
	t.Helper()
	if !(math.Abs(got-want) <= rel*math.Max(math.Abs(want), 1e-300)) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func scaled(x []float64, factor, shift float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = v*factor + shift
	}
	return out
}

func scaledAll(trials [][]float64, factor float64) [][]float64 {
	out := make([][]float64, len(trials))
	for k := range trials {
		out[k] = scaled(trials[k], factor, 0)
	}
	return out
}

func TestSameResultAtAnyNumberOfWorkers(t *testing.T) {
	trials := noise(3, 6, 120)
	x := trials[0]
	type results struct {
		Mean MeanBootstrap
		SPA  SPA
		Int  Interval
		IC   ICBoot
	}
	at := func(workers int) results {
		r := Resampling{Reps: 333, Seed: 42, Workers: workers}
		return results{
			must[MeanBootstrap](t)(BootstrapMean(x, 4, r)), must[SPA](t)(SPATest(trials, 4, r)),
			must[Interval](t)(MeanInterval(x, 0.9, r)), must[ICBoot](t)(ICBootstrap(x, trials[1], 3, r)),
		}
	}
	want := at(1)
	for _, workers := range []int{2, 3, 16} {
		if got := at(workers); !reflect.DeepEqual(got, want) {
			t.Errorf("%d workers give another result than 1", workers)
		}
	}
	if other := must[MeanBootstrap](t)(BootstrapMean(x, 4, Resampling{Reps: 333, Seed: 43, Workers: 1})); slices.Equal(other.Means, want.Mean.Means) {
		t.Error("another seed gives the same resamples")
	}
}

// The recursive filters against the double sum of the formula.
func TestExactVarianceIsTheFormula(t *testing.T) {
	for _, n := range []int{2, 3, 7, 60, 501} {
		for _, block := range []float64{0.3, 1, 1.5, 4, 25, 300} {
			x := noise(uint64(n), 1, n)[0]
			e, p := centred(x), 1/math.Max(1, block)
			want := dot(e, e) / float64(n)
			for i := 1; i < n; i++ {
				share := float64(i) / float64(n)
				weight := (1-share)*math.Pow(1-p, float64(i)) + share*math.Pow(1-p, float64(n-i))
				want += 2 * weight * dot(e[i:], e[:n-i]) / float64(n)
			}
			if got := ExactVariance(x, block).NVarMean; math.Abs(got-want) > 1e-9*want+1e-14 {
				t.Errorf("n %d, block %v: %v, want %v", n, block, got, want)
			}
		}
	}
}

func TestScaleAndShift(t *testing.T) {
	x := scaled(noise(11, 1, 200)[0], 1, 0.1)
	b, big := BlockLength(x), BlockLength(scaled(x, 1e6, 5))
	near(t, "block length", big.Stationary, b.Stationary, 1e-7)
	s := SharpeOf(x)
	for _, factor := range []float64{1e-120, 1e-9, 3, 1e60} {
		other := SharpeOf(scaled(x, factor, 0))
		near(t, "Sharpe", other.Ratio, s.Ratio, 1e-12)
		near(t, "skew", other.Skew, s.Skew, 1e-10)
		near(t, "kurtosis", other.Kurtosis, s.Kurtosis, 1e-12)
	}
	near(t, "mirrored Sharpe", SharpeOf(scaled(x, -1, 0)).Ratio, -s.Ratio, 1e-12)
	r := Resampling{Reps: 400, Seed: 9, Workers: 2}
	i, j := must[Interval](t)(MeanInterval(x, 0.9, r)), must[Interval](t)(MeanInterval(scaled(x, 10, 3), 0.9, r))
	near(t, "interval's lower end", j.Lower, 10*i.Lower+3, 1e-9)
	near(t, "interval's upper end", j.Upper, 10*i.Upper+3, 1e-9)
	hac := must[NeweyWest](t)(NeweyWestMean(x, 4, DropNaN))
	near(t, "HAC t", must[NeweyWest](t)(NeweyWestMean(scaled(x, 1e-8, 0), 4, DropNaN)).Plain.T, hac.Plain.T, 1e-10)
}

func TestRankStatisticsNeedRanksOnly(t *testing.T) {
	pair := noise(5, 2, 150)
	x, y := pair[0], pair[1]
	cubed := make([]float64, len(x))
	for i, v := range x {
		cubed[i] = v * v * v
	}
	a, b := must[ICResult](t)(ICHAC(x, y, 3, 5, DropNaN)), must[ICResult](t)(ICHAC(cubed, y, 3, 5, DropNaN))
	if a != b {
		t.Error("a monotone change of the signal changes its IC")
	}
	s, swapped := must[RankCorrelation](t)(Spearman(x, y)), must[RankCorrelation](t)(Spearman(y, x))
	near(t, "swapped sides", swapped.Rho, s.Rho, 1e-12)
	near(t, "mean of products", a.Rho, s.Rho, 1e-10)
	near(t, "effective number at lag 0", must[ICResult](t)(ICHAC(x, y, 1, 0, DropNaN)).EffectiveN, 150, 1e-12)
}

func TestGapKeepsTime(t *testing.T) {
	x := noise(8, 1, 60)[0]
	full := must[NeweyWest](t)(NeweyWestMean(x, 3, DropNaN))
	if gap := must[NeweyWest](t)(NeweyWestMean(x, 3, GapNaN)); gap != full {
		t.Error("without NaN the policies differ")
	}
	padded := append([]float64{nan, nan}, append(slices.Clone(x), nan)...)
	if gap := must[NeweyWest](t)(NeweyWestMean(padded, 3, GapNaN)); gap.N != 60 || math.Abs(gap.Plain.Var/full.Plain.Var-1) > 1e-12 {
		t.Error("NaN at the ends changes the variance")
	}
}

func TestSPAProperties(t *testing.T) {
	trials := noise(21, 5, 150)
	trials[2] = scaled(trials[2], 1, 0.25)
	r := Resampling{Reps: 600, Seed: 4, Workers: 2}
	s := must[SPA](t)(SPATest(trials, 3, r))
	if st := s.Studentised; st.Lower.P > st.Consistent.P || st.Consistent.P > st.Upper.P {
		t.Errorf("p-values out of order: %+v", st)
	}
	if s.Used[s.Best] != 2 || s.Studentised.Consistent.P > 0.05 {
		t.Errorf("the trial with an edge was not found: %+v", s.Studentised)
	}
	order := []int{4, 2, 0, 3, 1}
	shuffled := make([][]float64, 5)
	for i, k := range order {
		shuffled[i] = trials[k]
	}
	shuffled = append(shuffled, make([]float64, 150)) // an idle trial changes nothing
	p := must[SPA](t)(SPATest(shuffled, 3, r))
	if p.Studentised != s.Studentised || p.Unstudentised != s.Unstudentised {
		t.Error("the order of the trials, or an idle one, matters")
	}
	// One trial's scale matters to the Reality Check, not to the studentised
	// test.
	rescaled := slices.Clone(trials)
	rescaled[0] = scaled(trials[0], 64, 0)
	if q := must[SPA](t)(SPATest(rescaled, 3, r)); q.Studentised != s.Studentised || q.RealityCheck().P <= s.RealityCheck().P {
		t.Error("a rescaled loser should change the Reality Check alone")
	}
	losers := must[SPA](t)(SPATest([][]float64{scaled(trials[0], 1, -1), scaled(trials[1], 1, -1)}, 3, r))
	if losers.Studentised.Statistic != 0 || losers.Studentised.Lower.P != 1 || losers.Studentised.Consistent.P != 1 {
		t.Errorf("all lose: %+v, want statistic 0 and p 1", losers.Studentised)
	}
}

// CSCV by its definition: rows gathered, Sharpe ratios in two passes, ranks by
// counting.
func naiveCSCV(trials [][]float64, blocks int) (low, combinations int) {
	rows := len(trials[0]) / blocks
	drop := len(trials[0]) % blocks
	for set := range 1 << blocks {
		var in, out []float64
		size := 0
		for b := range blocks {
			size += set >> b & 1
		}
		if size != blocks/2 {
			continue
		}
		for _, trial := range trials {
			var halves [2][]float64
			for b := range blocks {
				side := set >> b & 1
				halves[side] = append(halves[side], trial[drop+b*rows:drop+(b+1)*rows]...)
			}
			ratio := func(x []float64) float64 {
				if constant(x) {
					return 0
				}
				mean, _, sample := MeanStd(x)
				return mean / sample
			}
			in, out = append(in, ratio(halves[1])), append(out, ratio(halves[0]))
		}
		star := slices.Index(in, slices.Max(in))
		below, equal := 0, 0
		for _, v := range out {
			if v < out[star] {
				below++
			} else if v == out[star] {
				equal++
			}
		}
		if 2*below+equal+1 <= len(trials)+1 {
			low++
		}
		combinations++
	}
	return low, combinations
}

func TestCSCVIsTheDefinition(t *testing.T) {
	for seed := range uint64(12) {
		trials := noise(seed, 5+int(seed%3), 83)
		trials[1] = scaled(trials[0], 4, 0)
		clear(trials[2][:50])
		low, combinations := naiveCSCV(trials, 8)
		r := must[PBO](t)(CSCV(trials, 8))
		if r.Combinations != combinations || math.Round(r.PBO*float64(combinations)) != float64(low) {
			t.Errorf("seed %d: %v of %d, want %d of %d", seed, r.PBO, r.Combinations, low, combinations)
		}
	}
}

func TestCSCVTiesAndScale(t *testing.T) {
	trials := noise(2, 7, 96)
	trials[4] = scaled(trials[1], 3, 0) // equal Sharpe ratios up to rounding
	trials[6] = scaled(trials[1], 1.0/7, 0)
	want := must[PBO](t)(CSCV(trials, 8))
	if slices.Contains(want.Selected, 4) || slices.Contains(want.Selected, 6) {
		t.Error("of tied trials the first must be selected")
	}
	for i, star := range want.Selected {
		if star == 1 && math.Mod(want.Rank[i], 1) != 0 {
			t.Fatalf("combination %d: rank %v, want the middle of three tied", i, want.Rank[i])
		}
	}
	for _, factor := range []float64{1e-9, 0.3, 1e7} {
		if got := must[PBO](t)(CSCV(scaledAll(trials, factor), 8)); got.PBO != want.PBO || !slices.Equal(got.Rank, want.Rank) || !slices.Equal(got.Selected, want.Selected) {
			t.Errorf("profits times %v change the result", factor)
		}
	}
	total := 0
	for _, rc := range want.RankCounts {
		total += rc.Count
	}
	if total != want.Combinations {
		t.Errorf("rank counts sum to %d, want %d", total, want.Combinations)
	}
}

// An ever-growing number of trials raises the bar, and less correlated trials
// have more variance without skill.
func TestDeflation(t *testing.T) {
	s := Sharpe{N: 250, Ratio: 0.15, Kurtosis: 3}
	last := 1.0
	for _, n := range []float64{1, 2, 10, 100, 1e4, 1e9} {
		d := s.DSR(n, 1.0/249).PSR
		if d > last {
			t.Errorf("%v trials: %v, above that of fewer trials, %v", n, d, last)
		}
		last = d
	}
	independent := noise(1, 10, 300)
	shared := make([][]float64, 10)
	for k := range shared {
		shared[k] = make([]float64, 300)
		for i := range shared[k] {
			shared[k][i] = 3*independent[0][i] + independent[k][i]
		}
	}
	a, b := must[Trials](t)(DescribeTrials(independent)), must[Trials](t)(DescribeTrials(shared))
	if a.VarNoSkill <= b.VarNoSkill || a.VarNoSkill > 1.0/299 {
		t.Errorf("variance without skill: %v independent, %v shared", a.VarNoSkill, b.VarNoSkill)
	}
	near(t, "(1-rho)/(T-1)", b.VarNoSkill, (1-b.MeanRho)/299, 1e-12)
}

// The moments of independent draws: seldom significant when there is nothing,
// always when there is much.
func TestICBootstrapLevelAndPower(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	rejected, found := 0, 0
	const runs = 60
	for seed := range uint64(runs) {
		signal, shock := ar1(rng, 150, 0.8), ar1(rng, 156, 0)
		returns, strong := make([]float64, 150), make([]float64, 150)
		for i := range returns {
			for h := range 6 {
				returns[i] += shock[i+h]
			}
			strong[i] = returns[i] + 2*signal[i]
		}
		r := Resampling{Reps: 199, Seed: seed, Workers: 2}
		if must[ICBoot](t)(ICBootstrap(signal, returns, 6, r)).P <= 0.05 {
			rejected++
		}
		if must[ICBoot](t)(ICBootstrap(signal, strong, 6, r)).P <= 0.05 {
			found++
		}
	}
	if rejected > 10 || found < 55 { // 3 expected, 10 has a probability of 0.0005
		t.Errorf("%d of %d rejected without a relation, %d with a strong one", rejected, runs, found)
	}
}

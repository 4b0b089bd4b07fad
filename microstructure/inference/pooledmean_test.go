package inference

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
)

// together gives series of mean 0 and standard deviation 1 with a correlation,
// each moved by a value of its own with the standard deviation apart.
func together(rng *rand.Rand, series, periods int, rho, apart float64) [][]float64 {
	out := make([][]float64, series)
	for s := range out {
		out[s] = make([]float64, periods)
		move := apart * rng.NormFloat64()
		for t := range out[s] {
			out[s][t] = move
		}
	}
	for t := range periods {
		common := rng.NormFloat64()
		for s := range out {
			out[s][t] += math.Sqrt(rho)*common + math.Sqrt(1-rho)*rng.NormFloat64()
		}
	}
	return out
}

// The covariance is that of resampled means: the variance of any weighted mean
// is the exact variance of the weighted series.
func TestJointMeansAreResampledJointly(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	x := together(rng, 3, 70, 0.6, 1)
	j, err := NewJointMeans(x)
	if err != nil {
		t.Fatal(err)
	}
	w := []float64{0.5, 0.2, 0.3}
	weighted := make([]float64, 70)
	variance, mean := 0.0, 0.0
	for a := range w {
		mean += w[a] * j.Means[a]
		for i := range weighted {
			weighted[i] += w[a] * x[a][i]
		}
		for b := range w {
			variance += w[a] * w[b] * j.Cov[a][b]
		}
	}
	se := correctedSE(weighted, j.MeanBlock)
	if math.Abs(variance/(se*se)-1) > 1e-9 || math.Abs(mean-meanOf(weighted)) > 1e-12 {
		t.Errorf("variance %v, want %v", variance, se*se)
	}
	if rho := j.Cov[0][1] / math.Sqrt(j.Cov[0][0]*j.Cov[1][1]); math.Abs(rho-0.6) > 0.25 {
		t.Errorf("correlation %v", rho)
	}
	if _, err := NewJointMeans([][]float64{{1, 2}, {1}}); !errors.Is(err, ErrLengths) {
		t.Error(err)
	}
	constant, err := NewJointMeans([][]float64{x[0], make([]float64, 70)})
	if err != nil || constant.Cov[1][1] != 0 || math.Abs(constant.Cov[0][1]) > 1e-12 {
		t.Errorf("%v, %v", constant, err)
	}
}

// Without covariances tau is where Q is n - 1, by a search of the test's own.
func TestPauleMandelAlone(t *testing.T) {
	y, v := []float64{4.1, 1.2, 2.7, 9.3}, []float64{1.4, 0.8, 2.2, 1.1}
	cov := diagonal(v)
	r, err := PauleMandel(y, cov)
	if err != nil {
		t.Fatal(err)
	}
	q := func(tau2 float64) float64 {
		var a, ay, sum float64
		for i := range y {
			a += 1 / (v[i] + tau2)
			ay += y[i] / (v[i] + tau2)
		}
		for i := range y {
			sum += (y[i] - ay/a) * (y[i] - ay/a) / (v[i] + tau2)
		}
		return sum
	}
	if got := q(r.Tau * r.Tau); math.Abs(got-3) > 1e-9 || math.Abs(r.Q-q(0)) > 1e-9 || math.Abs(r.I2-(1-3/r.Q)) > 1e-12 {
		t.Errorf("Q is %v at tau %v: %+v", got, r.Tau, r)
	}
	var a float64
	for i := range v {
		a += 1 / (v[i] + r.Tau*r.Tau)
	}
	if math.Abs(r.SE()-math.Sqrt(1/a)) > 1e-12 {
		t.Errorf("standard error %v, want %v", r.SE(), math.Sqrt(1/a))
	}
	same, err := PauleMandel([]float64{2, 2, 2.1, 2}, cov)
	if err != nil || same.Tau != 0 || same.I2 != 0 || !math.IsInf(same.DF(), 1) {
		t.Errorf("equal effects: %+v, %v", same, err)
	}
	if one, _ := PauleMandel(y[:1], diagonal(v[:1])); one.Mean != y[0] || one.Tau != 0 || math.Abs(one.SE()-math.Sqrt(v[0])) > 1e-12 {
		t.Errorf("one effect: %+v", one)
	}
	for _, bad := range [][][]float64{diagonal([]float64{1, 0, 1, 1}), diagonal([]float64{1, math.NaN(), 1, 1})} {
		if r, err := PauleMandel(y, bad); err != nil || !math.IsNaN(r.Mean) || r.Weights != nil {
			t.Errorf("%+v, %v", r, err)
		}
	}
	if _, err := PauleMandel(y, cov[:3]); !errors.Is(err, ErrLengths) {
		t.Error(err)
	}
}

// On average over draws tau squared is what the effects were drawn with, whether
// or not their errors move together.
func TestPauleMandelWithCovariance(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	const n, tau, rho = 12, 2.0, 0.8
	cov := make([][]float64, n)
	for i := range cov {
		cov[i] = make([]float64, n)
		for j := range cov[i] {
			cov[i][j] = rho
		}
		cov[i][i] = 1
	}
	with, without := 0.0, 0.0
	const runs = 400
	for range runs {
		common := math.Sqrt(rho) * rng.NormFloat64()
		y := make([]float64, n)
		for i := range y {
			y[i] = common + math.Sqrt(1-rho)*rng.NormFloat64() + tau*rng.NormFloat64()
		}
		r, _ := PauleMandel(y, cov)
		with += r.Tau * r.Tau / runs
		r, _ = PauleMandel(y, diagonal(slices.Repeat([]float64{1}, n)))
		without += r.Tau * r.Tau / runs
	}
	if math.Abs(with/(tau*tau)-1) > 0.08 || without > with-0.6 {
		t.Errorf("tau squared is %v with covariances, %v without, want %v", with, without, tau*tau)
	}
}

func diagonal(v []float64) [][]float64 {
	out := make([][]float64, len(v))
	for i := range v {
		out[i] = make([]float64, len(v))
		out[i][i] = v[i]
	}
	return out
}

func TestEffectiveSeries(t *testing.T) {
	for _, x := range []struct {
		n         int
		rho, want float64
	}{{3, 0, 3}, {3, 1, 1}, {3, 0.5, 1.5}, {10, -0.05, 10}, {1, 0.7, 1}} {
		if got := EffectiveSeries(x.n, x.rho); math.Abs(got-x.want) > 1e-12 {
			t.Errorf("%d at %v: %v, want %v", x.n, x.rho, got, x.want)
		}
	}
	if !math.IsNaN(EffectiveSeries(0, 0)) || !math.IsNaN(EffectiveSeries(2, math.NaN())) {
		t.Error("none, or an unknown correlation, has a number")
	}
}

// The pooled standard error is what the effective number of series predicts.
func TestPooledMeanOfCorrelatedSeries(t *testing.T) {
	r := Resampling{Reps: 99, Seed: 1, Workers: runtime.GOMAXPROCS(0)}
	for _, rho := range []float64{0, 0.3, 0.8} {
		ratio, runs := 0.0, 40
		for run := range runs {
			x := together(rand.New(rand.NewPCG(uint64(run), 7)), 5, 90, rho, 0)
			p, err := PooledMeanInterval(x, 0.9, r)
			if err != nil {
				t.Fatal(err)
			}
			e, err := EffectiveNumber(x)
			if err != nil {
				t.Fatal(err)
			}
			single := 0.0
			for s := range x {
				single += correctedSE(x[s], 1) / 5
			}
			ratio += p.SamplingSE / (single / math.Sqrt(EffectiveSeries(5, e.MeanRho))) / float64(runs)
		}
		if math.Abs(ratio-1) > 0.1 {
			t.Errorf("correlation %v: the pooled standard error is %v of what the effective number predicts", rho, ratio)
		}
	}
}

func TestPooledMeanOfOddSeries(t *testing.T) {
	r := Resampling{Reps: 99, Seed: 1, Workers: 1}
	x := together(rand.New(rand.NewPCG(1, 7)), 2, 40, 0, 0)
	one, err := PooledMeanInterval(x[:1], 0.9, r)
	if alone, _ := MeanInterval(x[0], 0.9, r); err != nil || one.Interval != alone || one.Effects.Tau != 0 {
		t.Errorf("of one series %+v, not %+v, %v", one.Interval, alone, err)
	}
	for name, series := range map[string][][]float64{"none": nil, "empty": {{}}, "one period": {{1}, {2}}, "two periods": {{1, 2}, {2, 1}}, "constant": {x[0], make([]float64, 40)}} {
		if p, err := PooledMeanInterval(series, 0.9, r); err != nil || !math.IsNaN(p.Lower) || !math.IsNaN(p.SE) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	if _, err := PooledMeanInterval(x, 1, r); !errors.Is(err, ErrLevel) {
		t.Error(err)
	}
	if _, err := PooledMeanInterval(nil, 0.9, Resampling{}); !errors.Is(err, ErrResampling) {
		t.Error(err)
	}
	if q := studentQuantile(0.95, 2); math.Abs(q-2.919985580353726) > 1e-9 {
		t.Errorf("the quantile of t with 2 degrees of freedom is %v", q)
	}
}

// coveringPooled counts the 90 % intervals that hold the mean of which the
// series were drawn.
func coveringPooled(series int, rho, apart float64, runs, reps int) (covered int) {
	const periods = 62
	var mu sync.Mutex
	var group sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() {
			for run := w; run < runs; run += workers {
				x := together(Resampling{Seed: uint64(run)}.generator(uint64(series)), series, periods, rho, apart/math.Sqrt(periods))
				p, err := PooledMeanInterval(x, 0.90, Resampling{Reps: reps, Seed: uint64(run), Workers: 1})
				if err != nil {
					panic(err)
				}
				mu.Lock()
				if p.Lower <= 0 && p.Upper >= 0 {
					covered++
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return covered
}

// A 90 % interval must cover the mean in 85 to 95 % of cases, at any
// correlation, whether or not the series differ. With 300 runs the binomial
// standard error is 1.7 points. TICKBOOK_COVERAGE_RUNS prints the table of
// PooledMeanInterval with as many runs.
func TestPooledMeanCoverage(t *testing.T) {
	runs, reps := 300, 199
	long, _ := strconv.Atoi(os.Getenv("TICKBOOK_COVERAGE_RUNS"))
	if long > 0 {
		runs, reps = long, 499
	}
	for _, series := range []int{3, 10} {
		for _, apart := range []float64{0, 1, 3} {
			line := fmt.Sprintf("%2d series, tau %v  ", series, apart)
			for _, rho := range []float64{0, 0.3, 0.8} {
				share := float64(coveringPooled(series, rho, apart, runs, reps)) / float64(runs)
				line += fmt.Sprintf("  %5.1f", 100*share)
				if tolerance := 3 * math.Sqrt(0.13/float64(runs)); share < 0.85-tolerance || share > 0.95+tolerance {
					t.Errorf("%d series, tau %v, correlation %v: covers %.3f", series, apart, rho, share)
				}
			}
			if long > 0 {
				fmt.Println(line)
			}
		}
	}
}

package inference

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestAdjustedPValuesEdges(t *testing.T) {
	for name, adjust := range map[string]func([]float64) []float64{"BH": BenjaminiHochberg, "BY": BenjaminiYekutieli, "Holm": Holm} {
		if got := adjust(nil); len(got) != 0 {
			t.Errorf("%s of none: %v", name, got)
		}
		// What is no p-value does not count: the others are adjusted for two.
		got := adjust([]float64{nan, 0.04, -0.1, 0.01, 1.5, math.Inf(1)})
		want := adjust([]float64{0.04, 0.01})
		for i, v := range got {
			if i != 1 && i != 3 && !math.IsNaN(v) {
				t.Errorf("%s: place %d is %v, want NaN", name, i, v)
			}
		}
		if got[1] != want[0] || got[3] != want[1] || got[3] < 0.02 {
			t.Errorf("%s: %v, want those of %v", name, got, want)
		}
	}
}

// Series that are equal are one hypothesis; more series make no p smaller.
func TestRomanoWolfOfCopies(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	x := ar1(rng, 60, 0.3)
	for i := range x {
		x[i] += 0.4
	}
	r := Resampling{Reps: 499, Seed: 3, Workers: 1}
	one := must[StepDown](t)(RomanoWolf([][]float64{x}, 2, r))
	three := must[StepDown](t)(RomanoWolf([][]float64{x, x, make([]float64, 60), x}, 2, r))
	if !slices.Equal(three.Used, []int{0, 1, 3}) || three.P[0] != one.P[0] || three.P[2] != one.P[0] || !math.IsNaN(three.PValue(2)) || three.PValue(3) != one.P[0] {
		t.Errorf("one series has %v, three copies %v of %v", one.P, three.P, three.Used)
	}
	more := must[StepDown](t)(RomanoWolf([][]float64{x, ar1(rng, 60, 0.3), ar1(rng, 60, 0)}, 2, r))
	if more.P[0] < one.P[0] {
		t.Errorf("beside others p is %v, alone %v", more.P[0], one.P[0])
	}
	r.Workers = 4
	if again := must[StepDown](t)(RomanoWolf([][]float64{x}, 2, r)); again.P[0] != one.P[0] {
		t.Errorf("four workers: %v, one: %v", again.P[0], one.P[0])
	}
}

// The p-values hold their level over families: 30 series of 60 days without a
// mean, dependent in time and on each other. The tolerance is three standard
// errors of 300 simulations.
func TestRomanoWolfLevel(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates 300 families")
	}
	rng := rand.New(rand.NewPCG(7, 8))
	found := 0
	for range 300 {
		common := ar1(rng, 60, 0.2)
		family := make([][]float64, 30)
		for k := range family {
			family[k] = ar1(rng, 60, 0.2)
			for i := range family[k] {
				family[k][i] += 0.7 * common[i]
			}
		}
		s := must[StepDown](t)(RomanoWolf(family, 2, Resampling{Reps: 199, Seed: rng.Uint64(), Workers: 2}))
		if slices.Min(s.P) <= 0.05 {
			found++
		}
	}
	if found > 26 {
		t.Errorf("%d of 300 families have a finding, 15 expected", found)
	}
}

func TestRomanoWolfEdges(t *testing.T) {
	r := Resampling{Reps: 40, Seed: 1, Workers: 2}
	for name, series := range map[string][][]float64{
		"none": nil, "no values": {{}}, "one": {{1}}, "two": {{1, 2}}, "seven": {{1, 2, 3, 4, 5, 6, 7}},
		"constant": {slices.Repeat([]float64{0.1}, 20)}, "NaN": {{1, 2, nan, 4, 5, 6, 7, 8, 9}}, "infinite": {{1, 2, math.Inf(1), 4, 5, 6, 7, 8, 9}},
	} {
		if s, err := RomanoWolf(series, 1, r); err != nil || len(s.P) != 0 || !math.IsNaN(s.PValue(0)) || s.Of(0) != -1 {
			t.Errorf("%s: %+v, error %v", name, s, err)
		}
	}
	if s, err := RomanoWolf([][]float64{{1, 2, 3, 4, 5, 6, 7, 8.5}}, 4.5, r); err != nil || len(s.P) != 0 {
		t.Errorf("blocks as long as the series: %+v, error %v", s, err)
	}
	if _, err := RomanoWolf([][]float64{{1, 2}, {1}}, 1, r); !errors.Is(err, ErrLengths) {
		t.Error(err)
	}
	if _, err := RomanoWolf(nil, nan, r); !errors.Is(err, ErrResampling) {
		t.Error(err)
	}
}

// A signal compared with itself differs by nothing; the difference of a good
// and a noisy one is found, and its sign is the first's less the second's.
func TestCompareICs(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	x, noisy, y := make([]float64, 500), make([]float64, 500), make([]float64, 500)
	for i := range x {
		x[i] = rng.NormFloat64()
		noisy[i] = x[i] + 3*rng.NormFloat64()
		y[i] = 0.5*x[i] + rng.NormFloat64()
	}
	x[7], y[9] = nan, nan
	r := Resampling{Reps: 200, Seed: 1, Workers: 2}
	d := must[ICDifference](t)(CompareICs(ICPair{x, y}, ICPair{noisy, y}, 1, 0.95, r))
	first := must[RankCorrelation](t)(Spearman(x, y))
	if d.N != 498 || math.Abs(d.First-first.Rho) > 1e-12 || math.Abs(d.Mean-(d.First-d.Second)) > 1e-12 || !(d.Lower > 0.1) || d.PTwoSided > 0.01 {
		t.Errorf("%+v, first alone %v", d, first.Rho)
	}
	back := must[ICDifference](t)(CompareICs(ICPair{noisy, y}, ICPair{x, y}, 1, 0.95, r))
	if back.Mean != -d.Mean || back.PTwoSided > 0.01 {
		t.Errorf("the other way round: %+v", back)
	}
	if same := must[ICDifference](t)(CompareICs(ICPair{x, y}, ICPair{x, y}, 1, 0.95, r)); !math.IsNaN(same.P) || same.First != same.Second {
		t.Errorf("with itself: %+v", same)
	}
	for n := range 9 {
		e, err := CompareICs(ICPair{x[:n], y[:n]}, ICPair{x[:n], y[:n]}, 1, 0.95, r)
		if err != nil || n < 8 && !math.IsNaN(e.First) {
			t.Errorf("%d rows: %+v, error %v", n, e, err)
		}
	}
	if _, err := CompareICs(ICPair{x, y}, ICPair{x, y[1:]}, 1, 0.95, r); !errors.Is(err, ErrLengths) {
		t.Error(err)
	}
	if _, err := CompareICs(ICPair{x, y}, ICPair{x, y}, 0, 0.95, r); !errors.Is(err, ErrLag) {
		t.Error(err)
	}
	if _, err := CompareICs(ICPair{x, y}, ICPair{x, y}, 1, 1, r); !errors.Is(err, ErrLevel) {
		t.Error(err)
	}
}

// Blocks widen the test's errors for groups that move slowly, by what the
// bootstrap's variance of a difference says.
func TestEqualMeansInBlocks(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	a, b := ar1(rng, 80, 0.6), ar1(rng, 80, 0.6)
	difference := make([]float64, 80)
	for i := range a {
		difference[i] = b[i] - a[i]
	}
	for _, block := range []float64{1, 3.5} {
		e := must[Equality](t)(EqualMeans([][]float64{a, make([]float64, 80), b}, block))
		ratio := meanOf(difference) / correctedSE(difference, block)
		if !slices.Equal(e.Used, []int{0, 2}) || math.Abs(e.Wald-ratio*ratio) > 1e-9*e.Wald || math.Abs(e.P-StudentTwoSidedP(ratio, 79)) > 1e-9 {
			t.Errorf("blocks of %v: %+v, want a ratio of %v", block, e, ratio)
		}
	}
}

func TestEqualMeansEdges(t *testing.T) {
	for name, groups := range map[string][][]float64{
		"none": nil, "no values": {{}, {}}, "one value": {{1}, {2}}, "one group": {{1, 2, 3}}, "constant": {{1, 1, 1}, {2, 2, 2}},
		"copies": {{1, 2, 3, 4}, {1, 2, 3, 4}}, "more groups than periods": {{1, 2, 3}, {2, 1, 3}, {3, 1, 2}, {1, 3, 2}}, "NaN": {{1, nan, 3}, {1, 2, 4}},
	} {
		if e, err := EqualMeans(groups, 1); err != nil || !math.IsNaN(e.P) || !math.IsNaN(e.Wald) {
			t.Errorf("%s: %+v, error %v", name, e, err)
		}
	}
	if e := must[Equality](t)(EqualMeans([][]float64{{1, 2}, {3, 1}}, 1)); math.IsNaN(e.P) {
		t.Errorf("two periods: %+v", e)
	}
	if _, err := EqualMeans([][]float64{{1, 2}, {1}}, 1); !errors.Is(err, ErrLengths) {
		t.Error(err)
	}
	if _, err := EqualMeans(nil, nan); !errors.Is(err, ErrResampling) {
		t.Error(err)
	}
}

func TestAverageLinkageEdges(t *testing.T) {
	for n := range 2 {
		l := must[Linkage](t)(AverageLinkage(make([][]float64, 0, n)))
		if len(l.Merges) != 0 || len(l.Order()) != 0 || len(l.Clusters(1)) != 0 {
			t.Errorf("of none: %+v", l)
		}
	}
	one := must[Linkage](t)(AverageLinkage([][]float64{{1}}))
	if !slices.Equal(one.Order(), []int{0}) || !slices.Equal(one.Clusters(0), []int{0}) {
		t.Errorf("of one: %+v", one)
	}
	// An opposite is the same; what has no correlation is alone.
	l := must[Linkage](t)(AverageLinkage([][]float64{{1, nan, -0.99}, {nan, nan, nan}, {-0.99, nan, 1}}))
	if of := l.Clusters(0.1); of[0] != of[2] || of[0] == of[1] {
		t.Errorf("clusters %v of %+v", of, l)
	}
	if _, err := AverageLinkage([][]float64{{1, 0}, {1}}); !errors.Is(err, ErrLengths) {
		t.Error(err)
	}
}

func TestCalibrationSlopeEdges(t *testing.T) {
	for _, x := range [][]float64{nil, {1}, {1, 2}, {nan, nan, nan, nan}} {
		if s, err := NewCalibrationSlope(x, x, 0); err != nil || !math.IsNaN(s.Beta) || !math.IsNaN(s.AgainstOne.PT) {
			t.Errorf("%v: %+v, error %v", x, s, err)
		}
	}
	flat := must[CalibrationSlope](t)(NewCalibrationSlope([]float64{2, 2, 2, 2}, []float64{1, 3, 2, 4}, 0))
	if flat.Beta != 0 || !math.IsNaN(flat.AgainstOne.PT) {
		t.Errorf("constant forecasts: %+v", flat)
	}
	if _, err := NewCalibrationSlope([]float64{1}, nil, 0); !errors.Is(err, ErrLengths) {
		t.Error(err)
	}
	if _, err := NewCalibrationSlope(nil, nil, -1); !errors.Is(err, ErrLag) {
		t.Error(err)
	}
}

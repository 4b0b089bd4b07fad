package inference

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// StepM as the procedure reads: at a level, reject what is above the critical
// value of those left, until nothing is.
func rejectStepwise(s *SPA, resampled [][]float64, level float64) (out []int) {
	left := make([]int, len(s.Used))
	for j := range left {
		left[j] = j
	}
	size := float64(len(resampled) + 1)
	for len(left) > 0 {
		var rejected []int
		for _, j := range left {
			count := 1.0
			for _, z := range resampled {
				largest := math.Inf(-1)
				for _, l := range left {
					largest = max(largest, (z[l]-centreOf(s, l))/s.Omega[l])
				}
				if largest >= s.Mean[j]/s.Omega[j] {
					count++
				}
			}
			if s.Mean[j] > 0 && count/size <= level {
				rejected = append(rejected, j)
			}
		}
		if len(rejected) == 0 {
			break
		}
		for _, j := range rejected {
			out = append(out, s.Used[j])
			left = slices.DeleteFunc(left, func(l int) bool { return l == j })
		}
	}
	slices.Sort(out)
	return out
}

func centreOf(s *SPA, j int) float64 {
	if s.Recentred[j] {
		return s.Mean[j]
	}
	return 0
}

func TestStepMIsTheProcedure(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	several := 0
	for run := range 60 {
		n, k := 20+rng.IntN(30), 1+rng.IntN(7)
		trials := make([][]float64, k)
		for j := range trials {
			trials[j] = make([]float64, n)
			mean := 1.1 * rng.NormFloat64()
			for i := range trials[j] {
				trials[j][i] = mean + rng.NormFloat64()
			}
		}
		if run%10 == 0 {
			clear(trials[0])
		}
		s, rows, err := prepareSPA(trials, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Used) == 0 {
			continue
		}
		var drawn [][]float64
		steps := newSteps(&s, n, true)
		indices, sums := make([]int, n), make([]float64, len(s.Used))
		for range 99 {
			drawStationary(rng, 0.5, indices)
			sumRows(rows, indices, sums)
			steps.count(sums, steps.counts)
			means := make([]float64, len(sums))
			for j := range sums {
				means[j] = sums[j] / float64(n)
			}
			drawn = append(drawn, means)
		}
		got := steps.result(99)
		for _, level := range []float64{0.01, 0.05, 0.1, 0.3} {
			want := rejectStepwise(&s, drawn, level)
			if survivors := got.Survivors(level); !slices.Equal(survivors, want) {
				t.Fatalf("run %d at %v: %v survive, want %v (p %v)", run, level, survivors, want, got.P)
			}
			if len(want) > 1 && len(want) < len(s.Used) {
				several++
			}
		}
	}
	if several < 10 {
		t.Errorf("only %d sets of some", several)
	}
}

// The first step is SPA's test, and a set is the same with any workers.
func TestStepMBeginsWithSPA(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	trials := make([][]float64, 12)
	for j := range trials {
		trials[j] = make([]float64, 60)
		for i := range trials[j] {
			trials[j][i] = 0.05*float64(j) - 0.1 + rng.NormFloat64()
		}
	}
	r := Resampling{Reps: 999, Seed: 2, Workers: 1}
	spa, err := SPATest(trials, 3, r)
	if err != nil {
		t.Fatal(err)
	}
	one, err := StepMTest(trials, 3, r)
	if err != nil || slices.Min(one.P) != spa.Studentised.Consistent.PPlus1 || one.P[spa.Best] != slices.Min(one.P) {
		t.Errorf("smallest p %v of %v, SPA has %v, error %v", slices.Min(one.P), one.P, spa.Studentised.Consistent.PPlus1, err)
	}
	r.Workers = 3
	if several, err := StepMTest(trials, 3, r); err != nil || !slices.Equal(one.P, several.P) {
		t.Errorf("three workers: %v, one: %v, error %v", several.P, one.P, err)
	}
}

func TestStepMEdges(t *testing.T) {
	r := Resampling{Reps: 99, Seed: 1, Workers: 1}
	for _, trials := range [][][]float64{nil, {{}}, {{1, 2}}, {{1, 1, 1}}, {{1, math.NaN(), 2, 3}}} {
		if s, err := StepMTest(trials, 2, r); err != nil || len(s.P) != 0 || s.Survivors(1) != nil || !math.IsNaN(s.PValue(0)) {
			t.Errorf("%v: %+v, error %v", trials, s, err)
		}
	}
	losing, err := StepMTest([][]float64{{-1, -2, -1, -3}, {0, 0, 0, 0}, {9, 8, 9, 10}}, 1, r)
	if err != nil || !slices.Equal(losing.Used, []int{0, 2}) || losing.P[0] != 1 || losing.P[1] > 0.1 || !slices.Equal(losing.Survivors(0.1), []int{2}) ||
		losing.PValue(0) != 1 || !math.IsNaN(losing.PValue(1)) || losing.PValue(2) != losing.P[1] {
		t.Errorf("%+v, error %v", losing, err)
	}
	if _, err := StepMTest([][]float64{{1, 2, 3}, {1, 2}}, 1, r); !errors.Is(err, ErrLengths) {
		t.Error(err)
	}
	if _, err := StepMTest(nil, math.NaN(), r); !errors.Is(err, ErrResampling) {
		t.Error(err)
	}
}

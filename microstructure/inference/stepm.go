package inference

import (
	"cmp"
	"math"
	"slices"
)

// StepM says which of many trials have a positive mean profit. P bounds the
// probability that any trial without one has as small a value, over all of
// them together.
type StepM struct {
	Reps int
	Used []int // trials that vary, in ascending order; P follows it
	// P are p-values adjusted for the number of trials, (1+count)/(Reps+1); 1
	// for a trial that loses. The smallest is SPATest's, studentised and
	// consistent.
	P []float64
}

// PValue is the adjusted p-value of a trial, NaN for one that does not vary.
func (s StepM) PValue(trial int) float64 {
	if j, used := slices.BinarySearch(s.Used, trial); used && j < len(s.P) {
		return s.P[j]
	}
	return math.NaN()
}

// Survivors are the places of the trials whose adjusted p-value is at most
// level, in ascending order.
func (s StepM) Survivors(level float64) []int {
	var out []int
	for j, k := range s.Used {
		if j < len(s.P) && s.P[j] <= level {
			out = append(out, k)
		}
	}
	return out
}

// StepMTest tests each trial by the stepwise form of SPATest, on the same
// resamples: the best trial is compared with the largest of all resampled
// trials, the second with the largest of all but the first, and so on, as long
// as they are significant. With z_(1) >= z_(2) >= … the studentised statistics
// and z*_(i) - c_(i) the resampled ones, recentred as Consistent is,
//
//	p_(j) = max_{i<=j} P(max_{l>=i} z*_(l) - c_(l) >= z_(i))
//
// Undefined where SPATest is; the errors are its own.
//
// Source: Romano and Wolf 2005, Econometrica 73(4), 1237-1282; with the
// recentring of Hsu, Hsu and Kuan 2010, Journal of Empirical Finance 17(3),
// 471-484.
func StepMTest(trials [][]float64, meanBlock float64, r Resampling) (StepM, error) {
	_, s, err := SPAStepMTest(trials, meanBlock, r)
	return s, err
}

// steps are the statistics of the trials in the order of their steps.
type steps struct {
	spa    *SPA
	size   float64   // periods
	order  []int     // places in Used, the largest statistic first
	z      []float64 // statistics, by place in Used
	scale  []float64 // of a resampled mean's excess
	centre []float64
	counts []int // resamples at least as large, by step
}

// newSteps has studentised statistics, or else means.
func newSteps(s *SPA, periods int, studentise bool) *steps {
	out := &steps{spa: s, size: float64(periods), counts: make([]int, len(s.Used))}
	for j := range s.Used {
		scale := math.Sqrt(out.size)
		if studentise {
			scale /= s.Omega[j]
		}
		centre := 0.0
		if s.Recentred[j] {
			centre = s.Mean[j]
		}
		out.order = append(out.order, j)
		out.z, out.scale, out.centre = append(out.z, scale*s.Mean[j]), append(out.scale, scale), append(out.centre, centre)
	}
	slices.SortStableFunc(out.order, func(a, b int) int { return cmp.Compare(out.z[b], out.z[a]) })
	return out
}

// count adds a resample, given the sums of its trials.
func (s *steps) count(sums []float64, counts []int) {
	largest := math.Inf(-1)
	for step := len(s.order) - 1; step >= 0; step-- {
		j := s.order[step]
		if largest = max(largest, s.scale[j]*(sums[j]/s.size-s.centre[j])); largest >= s.z[j] {
			counts[step]++
		}
	}
}

func (s *steps) result(reps int) StepM {
	out := StepM{Reps: reps, Used: s.spa.Used, P: make([]float64, len(s.order))}
	largest := 0.0
	for step, j := range s.order {
		_, p := shares(s.counts[step], float64(reps))
		if !(s.z[j] > 0) {
			p = 1
		}
		largest = max(largest, p)
		out.P[j] = largest
	}
	return out
}

package inference

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
)

// StepDown says which of many means differ from 0. P bounds the probability
// that any that does not has as small a value, over all of them together.
type StepDown struct {
	Reps int
	Used []int // series that vary, in ascending order; the lists below follow it
	// SE is the standard error as in MeanInterval, T = Mean/SE.
	Mean, SE, T []float64
	P           []float64 // two-sided, adjusted for the number of series
}

// Of is the place of a series in Used, or -1.
func (s StepDown) Of(series int) int {
	if j, used := slices.BinarySearch(s.Used, series); used && j < len(s.P) {
		return j
	}
	return -1
}

// PValue is the adjusted p-value of a series, NaN for one that does not vary.
func (s StepDown) PValue(series int) float64 {
	if j := s.Of(series); j >= 0 {
		return s.P[j]
	}
	return math.NaN()
}

// RomanoWolf tests each of many series for a mean of 0 by the step-down method
// of Romano and Wolf, two-sided and studentised. All series are resampled
// together, by stationary-bootstrap blocks with the mean length given, so that
// their dependence on each other is kept. With |t_(1)| >= |t_(2)| >= … and t*
// as in MeanInterval,
//
//	p_(j) = max_{i<=j} (1 + count(max_{l>=i} |t*_(l)| >= |t_(i)|)) / (Reps + 1)
//
// The first is the test of the largest, and no series counts in the step of one
// that is more significant. Constant series are left out. Fewer than 8 values
// or values that are not finite: none is used. Series that differ in length:
// ErrLengths; unfit parameters: ErrResampling.
//
// Source: Romano and Wolf 2005, JASA 100(469), 94-108; 2016, Statistics &
// Probability Letters 113, 38-40.
func RomanoWolf(series [][]float64, meanBlock float64, r Resampling) (StepDown, error) {
	if err := r.check(meanBlock); err != nil {
		return StepDown{}, err
	}
	d, err := prepareStepDown(series, meanBlock)
	if err != nil || len(d.result.Used) == 0 {
		return StepDown{}, err
	}
	var merge sync.Mutex
	r.inChunks(func() func(*rand.Rand, int, int) {
		indices, values := make([]int, d.periods), make([]float64, d.periods)
		return func(rng *rand.Rand, from, to int) {
			counts := make([]int, len(d.order))
			for range to - from {
				drawStationary(rng, d.restart, indices)
				d.count(indices, values, counts)
			}
			merge.Lock()
			defer merge.Unlock()
			for j, n := range counts {
				d.counts[j] += n
			}
		}
	})
	return d.done(r.Reps), nil
}

// stepDown are the series in the order of their steps.
type stepDown struct {
	result  StepDown
	periods int
	restart float64
	e       [][]float64 // deviations from the mean, by place in Used
	order   []int       // places in Used, the largest |t| first
	counts  []int       // resamples at least as large, by step
}

func prepareStepDown(series [][]float64, meanBlock float64) (stepDown, error) {
	periods, err := checkTrials(series)
	d := stepDown{periods: periods, restart: restart(meanBlock)}
	if err != nil || periods < 8 || !allFinite(series) {
		return d, err
	}
	r := &d.result
	for k, x := range series {
		if constant(x) {
			continue
		}
		se := correctedSE(x, math.Max(1, meanBlock))
		if !(se > 0) || math.IsInf(se, 1) { // no more than two blocks, or rounding has eaten the variance
			continue
		}
		mean := meanOf(x)
		r.Used, r.Mean, r.SE, r.T = append(r.Used, k), append(r.Mean, mean), append(r.SE, se), append(r.T, mean/se)
		d.order, d.e = append(d.order, len(d.e)), append(d.e, centred(x))
	}
	slices.SortStableFunc(d.order, func(a, b int) int { return cmp.Compare(math.Abs(r.T[b]), math.Abs(r.T[a])) })
	d.counts = make([]int, len(d.order))
	return d, nil
}

// count adds a resample.
func (d *stepDown) count(indices []int, values []float64, counts []int) {
	largest := math.Inf(-1)
	for step := len(d.order) - 1; step >= 0; step-- {
		j := d.order[step]
		largest = max(largest, math.Abs(studentisedAt(d.e[j], indices, values, d.restart)))
		if largest >= math.Abs(d.result.T[j]) {
			counts[step]++
		}
	}
}

func (d *stepDown) done(reps int) StepDown {
	out := d.result
	out.Reps, out.P = reps, make([]float64, len(d.order))
	largest := 0.0
	for step, j := range d.order {
		_, p := shares(d.counts[step], float64(reps))
		largest = max(largest, p)
		out.P[j] = largest
	}
	return out
}

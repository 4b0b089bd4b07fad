package inference

import (
	"math"
	"math/rand/v2"
	"sync"
)

// SPAValue is a p-value with its count.
type SPAValue struct {
	Count  int     // resamples at least as large as the statistic
	P      float64 // Count/Reps
	PPlus1 float64 // (1+Count)/(Reps+1), the one to report
}

// SPAFamily is a statistic with its p-values under three null hypotheses: Upper
// takes every true mean as 0, Lower takes a losing trial's as the loss it
// shows, Consistent as 0 unless the loss is significant.
type SPAFamily struct {
	Statistic  float64
	Lower      SPAValue
	Consistent SPAValue
	Upper      SPAValue
}

// SPA is the test of superior predictive ability: could the best of many trials
// be due to luck?
type SPA struct {
	Reps int
	Used []int // trials that vary; the lists below follow it
	// Mean is each trial's mean profit; Omega the square root of its long-run
	// variance; Threshold the mean below which Consistent takes a loss for
	// real; Recentred whether the mean is at or above it.
	Mean, Omega, Threshold []float64
	Recentred              []bool
	Best                   int // index in Used of the largest mean/omega, the first of equals; -1 when there is none
	// Studentised divides by Omega and floors at 0: Hansen's test, the one to
	// use.
	Studentised SPAFamily
	// Unstudentised compares means; noisy losers make it blind. Its Upper is
	// White's Reality Check.
	Unstudentised SPAFamily
}

// RealityCheck is White's test (2000, Econometrica 68(5), 1097-1126): means,
// every true mean taken as 0.
func (s SPA) RealityCheck() SPAValue { return s.Unstudentised.Upper }

// SPATest tests the hypothesis that no trial has a positive mean profit.
// trials[k][t] is the net profit of trial k in period t, gain positive; all
// trials are resampled together, in stationary-bootstrap blocks with the mean
// length given. With d_k the mean, omega_k^2 as in ExactVariance and T periods,
//
//	studentised    max(0, max_k sqrt(T) d_k/omega_k)   against   max(0, max_k sqrt(T) (d*_k - c_k)/omega_k)
//	unstudentised  max_k sqrt(T) d_k                   against   max_k sqrt(T) (d*_k - c_k)
//	c_k            Lower max(d_k, 0);  Upper d_k
//	               Consistent d_k if d_k >= -(omega_k/sqrt T) sqrt(2 ln ln T), else 0
//	p              share of resamples >= the statistic; 1 when every studentised trial loses
//
// Constant trials are left out. Values that are not finite, T < 3 or no trial
// that varies: NaN. Trials that differ in length: ErrLengths; unfit parameters:
// ErrResampling.
//
// Source: Hansen 2005, Journal of Business & Economic Statistics 23(4),
// 365-380.
func SPATest(trials [][]float64, meanBlock float64, r Resampling) (SPA, error) {
	s, _, err := SPAStepMTest(trials, meanBlock, r)
	return s, err
}

// SPAStepMTest is SPATest and StepMTest on the same resamples, each drawn once.
func SPAStepMTest(trials [][]float64, meanBlock float64, r Resampling) (SPA, StepM, error) {
	if err := r.check(meanBlock); err != nil {
		return undefinedSPA(), StepM{}, err
	}
	s, rows, err := prepareSPA(trials, meanBlock)
	if err != nil || len(s.Used) == 0 {
		return s, StepM{}, err
	}
	s.Reps = r.Reps
	maxima := make([]spaMaxima, r.Reps)
	steps := newSteps(&s, len(rows), true)
	p := restart(meanBlock)
	var merge sync.Mutex
	r.inChunks(func() func(*rand.Rand, int, int) {
		indices, sums := make([]int, len(rows)), make([]float64, len(s.Used))
		return func(rng *rand.Rand, from, to int) {
			counts := make([]int, len(s.Used))
			for rep := from; rep < to; rep++ {
				drawStationary(rng, p, indices)
				sumRows(rows, indices, sums)
				maxima[rep] = s.resample(len(rows), sums)
				steps.count(sums, counts)
			}
			merge.Lock()
			defer merge.Unlock()
			for j, n := range counts {
				steps.counts[j] += n
			}
		}
	})
	s.count(maxima)
	return s, steps.result(r.Reps), nil
}

// prepareSPA computes all that needs no resample, and lays the used trials out
// row by row.
func prepareSPA(trials [][]float64, meanBlock float64) (SPA, [][]float64, error) {
	s := undefinedSPA()
	periods, err := checkTrials(trials)
	if err != nil || periods < 3 || !allFinite(trials) {
		return s, nil, err
	}
	size := float64(periods)
	studentised, plain := 0.0, math.Inf(-1)
	best := math.Inf(-1)
	for k, trial := range trials {
		if constant(trial) {
			continue
		}
		mean := meanOf(trial)
		omega := math.Sqrt(ExactVariance(trial, meanBlock).NVarMean)
		if omega == 0 { // only when rounding has eaten the variance
			continue
		}
		threshold := -omega / math.Sqrt(size) * math.Sqrt(2*math.Log(math.Log(size)))
		s.Used = append(s.Used, k)
		s.Mean, s.Omega, s.Threshold = append(s.Mean, mean), append(s.Omega, omega), append(s.Threshold, threshold)
		s.Recentred = append(s.Recentred, mean >= threshold)
		z := math.Sqrt(size) * mean / omega
		if z > best {
			best, s.Best = z, len(s.Used)-1
		}
		studentised, plain = math.Max(studentised, z), math.Max(plain, math.Sqrt(size)*mean)
	}
	if len(s.Used) == 0 {
		return s, nil, nil
	}
	s.Studentised.Statistic, s.Unstudentised.Statistic = studentised, plain
	rows := make([][]float64, periods)
	for t := range rows {
		rows[t] = make([]float64, len(s.Used))
		for j, k := range s.Used {
			rows[t][j] = trials[k][t]
		}
	}
	return s, rows, nil
}

// spaMaxima are a resample's statistics: lower, consistent, upper.
type spaMaxima struct{ studentised, plain [3]float64 }

// resample is the statistics of a resample of so many periods, given the sums
// of its trials.
func (s *SPA) resample(periods int, sums []float64) spaMaxima {
	size := float64(periods)
	root := math.Sqrt(size)
	m := spaMaxima{plain: [3]float64{math.Inf(-1), math.Inf(-1), math.Inf(-1)}}
	for j, sum := range sums {
		centres := [3]float64{max(s.Mean[j], 0), 0, s.Mean[j]}
		if s.Recentred[j] {
			centres[1] = s.Mean[j]
		}
		for c, centre := range centres {
			excess := root * (sum/size - centre)
			m.plain[c] = max(m.plain[c], excess)
			m.studentised[c] = max(m.studentised[c], excess/s.Omega[j])
		}
	}
	return m
}

// sumRows fills sums with each trial's sum over the rows drawn.
func sumRows(rows [][]float64, indices []int, sums []float64) {
	clear(sums)
	for _, i := range indices {
		for j, v := range rows[i] {
			sums[j] += v
		}
	}
}

func (s *SPA) count(maxima []spaMaxima) {
	var studentised, plain [3]int
	for _, m := range maxima {
		for c := range studentised {
			if m.studentised[c] >= s.Studentised.Statistic {
				studentised[c]++
			}
			if m.plain[c] >= s.Unstudentised.Statistic {
				plain[c]++
			}
		}
	}
	s.Studentised.set(studentised, s.Reps)
	s.Unstudentised.set(plain, s.Reps)
}

func (f *SPAFamily) set(counts [3]int, reps int) {
	for c, value := range []*SPAValue{&f.Lower, &f.Consistent, &f.Upper} {
		value.Count = counts[c]
		value.P, value.PPlus1 = shares(counts[c], float64(reps))
	}
}

func undefinedSPA() SPA {
	value := SPAValue{P: math.NaN(), PPlus1: math.NaN()}
	family := SPAFamily{Statistic: math.NaN(), Lower: value, Consistent: value, Upper: value}
	return SPA{Best: -1, Studentised: family, Unstudentised: family}
}

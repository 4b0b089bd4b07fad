package inference

import (
	"fmt"
	"math"
	"slices"
)

// MaxBlocks bounds the blocks of a cross-validation: 24 blocks make 2.7 million
// combinations.
const MaxBlocks = 24

// RankCount says how often the selected trial had a rank out of sample.
type RankCount struct {
	Rank  float64 // 1 is the worst; ties share the mean of their ranks
	Count int
}

// PBO is the probability of backtest overfitting with the distribution behind
// it. The lists have one entry per combination, in lexicographic order of the
// blocks taken in sample.
type PBO struct {
	Combinations int
	RowsUsed     int
	BlockRows    int
	// PBO is the share of combinations whose selected trial ranks in the lower
	// half out of sample, the middle included (logit <= 0); Strict leaves the
	// middle out. Resolution is the least step of either, 1/Combinations; the
	// sampling error is far larger: on pure noise the standard deviation is
	// about 0.2.
	PBO, Strict, Resolution float64
	ZeroLogits              int // combinations with the selected trial exactly in the middle
	MedianLogit             float64
	// Slope and Intercept are those of the out-of-sample Sharpe ratio of the
	// selected trial on its in-sample one.
	Slope, Intercept float64
	ProbLoss         float64     // share of negative out-of-sample Sharpe ratios of the selected trial
	RankCounts       []RankCount // ascending by rank

	Selected            []int // trial chosen in sample
	Rank                []float64
	Logit               []float64
	InSample, OutSample []float64 // Sharpe ratio of the selected trial
}

// sharpeTie is the distance, relative to the larger of 1 and the ratio, within
// which Sharpe ratios are equal: rounding is a thousand times smaller, sampling
// error a billion times larger.
const sharpeTie = 1e-12

// CSCV estimates the probability of backtest overfitting by combinatorially
// symmetric cross-validation: the latest rows are cut into the given even
// number of blocks, and each choice of half of them selects the trial with the
// largest in-sample Sharpe ratio (mean/sd(n-1)), the first of equals. With its
// average rank among N trials in the other half, from 1 for the worst,
//
//	omega = rank/(N+1),    logit = ln(omega/(1-omega)),    PBO = share of combinations with logit <= 0
//
// trials[k][t] is the profit of trial k in period t. The oldest T mod blocks
// rows are dropped. A stretch of zeros has a Sharpe ratio of 0; any other
// constant stretch makes the answer NaN, as do values that are not finite,
// fewer than 2 trials or fewer than 2 rows per block. An odd number of blocks,
// or one outside [2, MaxBlocks], is ErrBlocks; trials that differ in length are
// ErrLengths.
//
// Source: Bailey, Borwein, Lopez de Prado and Zhu 2017, Journal of
// Computational Finance 20(4), 39-69.
func CSCV(trials [][]float64, blocks int) (PBO, error) {
	if blocks < 2 || blocks > MaxBlocks || blocks%2 != 0 {
		return undefinedPBO(), fmt.Errorf("%w: %d, must be even, from 2 to %d", ErrBlocks, blocks, MaxBlocks)
	}
	periods, err := checkTrials(trials)
	if err != nil || len(trials) < 2 || periods/blocks < 2 || !allFinite(trials) {
		return undefinedPBO(), err
	}
	sums, defined := newBlockSums(trials, blocks, periods)
	if !defined {
		return undefinedPBO(), nil
	}
	r := PBO{BlockRows: sums.rows, RowsUsed: sums.rows * blocks}
	r.Combinations = 1
	for i := 1; i <= blocks/2; i++ {
		r.Combinations = r.Combinations * (blocks/2 + i) / i
	}
	r.Selected = make([]int, r.Combinations)
	for _, list := range []*[]float64{&r.Rank, &r.Logit, &r.InSample, &r.OutSample} {
		*list = make([]float64, r.Combinations)
	}
	// The complement of combination i in lexicographic order is the one at the
	// same place from the end, so that the first half, those with block 0,
	// gives the ratios of all.
	first, second := make([]float64, len(trials)), make([]float64, len(trials))
	chosen, others := make([]int, blocks/2), make([]int, 0, blocks/2)
	for i := range chosen {
		chosen[i] = i
	}
	for i := range r.Combinations / 2 {
		others = complement(chosen, blocks, others)
		sums.sharpes(chosen, first)
		sums.sharpes(others, second)
		if !finite(first) || !finite(second) { // only when squares overflow or underflow
			return undefinedPBO(), nil
		}
		r.evaluate(i, first, second)
		r.evaluate(r.Combinations-1-i, second, first)
		nextCombination(chosen, blocks)
	}
	r.summarise(len(trials))
	return r, nil
}

// evaluate selects a trial in sample and ranks it out of sample.
func (r *PBO) evaluate(i int, in, out []float64) {
	largest := slices.Max(in)
	star := 0
	for !sameSharpe(in[star], largest) {
		star++
	}
	below, equal := 0, 0
	for _, ratio := range out {
		if sameSharpe(ratio, out[star]) {
			equal++
		} else if ratio < out[star] {
			below++
		}
	}
	r.Selected[i], r.InSample[i], r.OutSample[i] = star, in[star], out[star]
	r.Rank[i] = float64(below) + float64(equal+1)/2
	if 2*r.Rank[i] != float64(len(in)+1) {
		r.Logit[i] = math.Log(r.Rank[i] / (float64(len(in)+1) - r.Rank[i]))
	}
}

func sameSharpe(a, b float64) bool {
	return math.Abs(a-b) <= sharpeTie*max(1, math.Abs(a), math.Abs(b))
}

func (r *PBO) summarise(trials int) {
	var low, strict, losses int
	for i, rank := range r.Rank {
		switch {
		case 2*rank < float64(trials+1):
			strict++
			low++
		case 2*rank == float64(trials+1):
			low++
			r.ZeroLogits++
		}
		if r.OutSample[i] < -sharpeTie {
			losses++
		}
	}
	size := float64(r.Combinations)
	r.PBO, r.Strict, r.ProbLoss, r.Resolution = float64(low)/size, float64(strict)/size, float64(losses)/size, 1/size

	logits := slices.Sorted(slices.Values(r.Logit))
	r.MedianLogit = (logits[(len(logits)-1)/2] + logits[len(logits)/2]) / 2
	for _, rank := range slices.Sorted(slices.Values(r.Rank)) {
		if last := len(r.RankCounts) - 1; last >= 0 && r.RankCounts[last].Rank == rank {
			r.RankCounts[last].Count++
		} else {
			r.RankCounts = append(r.RankCounts, RankCount{rank, 1})
		}
	}
	r.Slope, r.Intercept = math.NaN(), math.NaN()
	if slices.Max(r.InSample)-slices.Min(r.InSample) > sharpeTie {
		e := centred(r.InSample)
		r.Slope = dot(e, r.OutSample) / dot(e, e)
		r.Intercept = meanOf(r.OutSample) - float64(r.Slope*meanOf(r.InSample))
	}
}

func undefinedPBO() PBO {
	nan := math.NaN()
	return PBO{PBO: nan, Strict: nan, Resolution: nan, MedianLogit: nan, Slope: nan, Intercept: nan, ProbLoss: nan}
}

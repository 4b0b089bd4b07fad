package evidence

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A Selection says what a fold trades of the configurations that did well in
// train.
type Selection uint8

// The selections. The largest t-statistic of many likes a threshold too high
// or a filter too narrow, as these have fewer days to vary on; the mean of the
// best few depends less on which of them luck puts first.
const (
	MeanOfBest  Selection = iota // the mean position of the best FoldRule.Members: the default
	WeightedByT                  // their positions weighted by the squared t-statistic
	SingleBest                   // the best one alone
)

// Selections lists all of them.
func Selections() []Selection { return []Selection{MeanOfBest, WeightedByT, SingleBest} }

func (s Selection) String() string {
	switch s {
	case MeanOfBest:
		return "mean of the best"
	case WeightedByT:
		return "best by squared t"
	case SingleBest:
		return "single best"
	}
	return fmt.Sprintf("Selection(%d)", uint8(s))
}

// A Member is a configuration, or a trial of a search, that a fold trades.
type Member struct {
	Place        int     // among the configurations or trials
	Weight       float64 // part of the unit that it trades; those of a fold sum to 1
	TrainDays    int     // days on which it had a position
	TrainMeanBps float64 // mean daily net profit in train
	TrainT       float64 // its autocorrelation-safe t-statistic
}

// candidates are the members that a fold may trade, the best first.
type candidates []Member

// consider adds trial k if its daily profits in train are worth trading.
func (c *candidates) consider(k, activeDays int, daily []float64, r FoldRule) {
	if activeDays < r.MinActiveDays {
		return
	}
	if mean := vector.Mean(daily); mean > 0 {
		if t := tStatistic(daily); t > 0 {
			*c = append(*c, Member{Place: k, TrainDays: activeDays, TrainMeanBps: mean, TrainT: t})
		}
	}
}

// best are the first n by t-statistic, those of lower place before equals.
func (c candidates) best(n int) candidates {
	slices.SortStableFunc(c, func(a, b Member) int { return cmp.Compare(b.TrainT, a.TrainT) })
	return slices.Clip(c[:min(n, len(c))])
}

// members are the candidates with their weights.
func (s Selection) members(c candidates) []Member {
	if s == SingleBest {
		c = c[:min(1, len(c))]
	}
	out := slices.Clone([]Member(c))
	total := 0.0
	for i := range out {
		out[i].Weight = 1
		if s == WeightedByT {
			out[i].Weight = float64(out[i].TrainT * out[i].TrainT)
		}
		total += out[i].Weight
	}
	for i := range out {
		out[i].Weight /= total
	}
	return out
}

// Choose gives the members of a fold: of the trials with a position on enough
// days in train those with the best daily net profits there, by the rule's
// selection.
func (r FoldRule) Choose(train [][]float64, activeDays []int) []Member {
	var c candidates
	for k, daily := range train[:min(len(train), len(activeDays))] {
		c.consider(k, activeDays[k], daily, r)
	}
	return r.Selection.members(c.best(max(0, r.Members)))
}

// Selected is the out-of-sample record of a selection.
type Selected struct {
	Selection Selection
	Trips     float64            // round trips, each counted by its size
	NetBps    float64            // of a round trip; NaN for none
	Daily     inference.Interval // mean daily net profit, two one-sided bounds
}

func newSelected(s Selection, net []float64, trips float64, c Config) (Selected, error) {
	daily, err := meanBounds(net, c.Gates.Confidence, c.Resampling)
	return Selected{s, trips, vector.Sum(net) / trips, daily}, err
}

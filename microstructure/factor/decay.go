package factor

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
)

// A Decay is how long a feature's relation with returns lasts, and how often
// trading it would turn over.
type Decay struct {
	Feature string
	IC      []Estimate // of the feature so many rows ago, by Study.Lags, 0 first
	// TurnoverPerDay is the mean change per day of a position that follows the
	// trailing rank from -1 to 1; all of it at once is 2.
	TurnoverPerDay float64
	// ICPerTurnover is the size of the correlation per unit of turnover.
	ICPerTurnover float64
	// Cumulative is the sum of the next row's returns in bps after rows in each
	// fifth of the trailing rank, by fifth and day.
	Cumulative [][]float64
}

// fifths are the groups of cumulative returns.
const fifths = 5

func (p *Panel) decay(f int, x []float64, rank []float64, y column, lags []int, c *correlator, r inference.Resampling) Decay {
	out := Decay{Feature: p.Names[f]}
	for _, lag := range append([]int{0}, lags...) {
		lagged := x
		if lag > 0 {
			lagged = make([]float64, len(x))
			for i := range lagged {
				lagged[i] = math.NaN()
				if i >= lag {
					lagged[i] = x[i-lag]
				}
			}
		}
		out.IC = append(out.IC, c.ic(newColumn(lagged), y, nil).estimate(r))
	}
	changed, steps := 0.0, 0
	for i := 1; i < len(rank); i++ {
		if change := math.Abs(rank[i] - rank[i-1]); !math.IsNaN(change) {
			changed, steps = changed+2*change, steps+1
		}
	}
	out.TurnoverPerDay = changed / float64(steps) * float64(p.Interval.PerDay())
	out.ICPerTurnover = math.Abs(out.IC[0].Value) / out.TurnoverPerDay
	next, perDay := microstructure.ForwardReturns(p.Closes[0], 1), p.Interval.PerDay()
	out.Cumulative = make([][]float64, fifths)
	for q := range out.Cumulative {
		out.Cumulative[q] = make([]float64, p.Days())
	}
	for i, v := range rank {
		if !math.IsNaN(v) && !math.IsNaN(next[i]) {
			out.Cumulative[min(int(v*fifths), fifths-1)][i/perDay] += next[i] * 1e4
		}
	}
	for _, of := range out.Cumulative {
		for d := 1; d < len(of); d++ {
			of[d] += of[d-1]
		}
	}
	return out
}

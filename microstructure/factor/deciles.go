package factor

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/rolling"
)

// Days over which a feature is ranked to be traded, and those of values that it
// needs.
const (
	rankDays    = 30
	rankMinDays = 3
)

// trailingRank is a feature's rank within its past, above 0 and at most 1.
func (p *Panel) trailingRank(x []float64) []float64 {
	out, day := make([]float64, len(x)), p.Interval.PerDay()
	rolling.Rank(out, x, rankDays*day, rankMinDays*day)
	return out
}

// A Decile is the mean return after the rows in a tenth of a feature's values,
// by trailing rank.
type Decile struct {
	Decile int // 1 has the smallest values
	Estimate
}

// A Deciles is the deciles of one feature at one horizon, in bps.
type Deciles struct {
	Feature, Horizon string
	Deciles          []Decile
	Spread           Estimate // decile 1 less decile 10, on the same days
	Monotonicity     float64  // rank correlation of decile and mean, -1 to 1
	LegCostsBps      float64  // both legs: two round trips
	// BreakEvenBps is the cost of a round trip that the spread just pays for:
	// half of its size, as there are two legs.
	BreakEvenBps float64
	// DetectableBps is the smallest spread that such data show with a
	// probability of 80 % by a one-sided test at 5 %.
	DetectableBps float64
}

// deciles are those of trailing ranks.
func (p *Panel) deciles(f int, rank []float64, h microstructure.Horizon, c *correlator, config Config) Deciles {
	out := Deciles{Feature: p.Names[f], Horizon: h.Name, LegCostsBps: 2 * config.Costs.RoundTripBps(), Monotonicity: math.NaN()}
	returns := microstructure.ForwardReturns(p.Closes[0], h.Bars)
	for i := range returns {
		returns[i] *= 1e4
	}
	var place, means []float64
	series := make([]bySpan, 10)
	for d := range series {
		for i, v := range rank {
			c.mask[i] = !math.IsNaN(v) && !math.IsNaN(returns[i]) && decileOf(v) == d
		}
		series[d] = c.mean(returns, h.Bars)
		out.Deciles = append(out.Deciles, Decile{d + 1, series[d].estimate(config.Resampling)})
		if v := series[d].value; !math.IsNaN(v) {
			place, means = append(place, float64(d)), append(means, v)
		}
	}
	if rank, err := inference.Spearman(place, means); err == nil {
		out.Monotonicity = rank.Rho
	}
	out.Spread = series[0].minus(series[9]).estimate(config.Resampling)
	out.BreakEvenBps = math.Abs(out.Spread.Value) / 2
	out.DetectableBps, _ = inference.SmallestDetectableMean(out.Spread.SE, 0.95, 0.80)
	return out
}

// decileOf is the decile of a trailing rank, from 0.
func decileOf(rank float64) int { return min(int(rank*10), 9) }

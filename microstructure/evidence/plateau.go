package evidence

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure"
)

// A Plateau describes whether a configuration lies on a plateau or on a lone
// peak of the sweep's surface. Neighbours share its filter and differ by at
// most one step in threshold and in holding.
type Plateau struct {
	microstructure.Configuration
	Trips           int
	ActiveDays      int     // days with a position
	MeanBps         float64 // net profit per round trip; NaN, not 0, without round trips
	Neighbours      int     // neighbours that traded, without itself
	NeighbourBps    float64 // mean of their MeanBps, NaN without any
	PositiveShare   float64 // share of profitable neighbours
	Score           float64 // NeighbourBps / MeanBps for a positive MeanBps: 1 is flat, 0 or less a lone peak; else NaN
	EdgeOfGrid      bool    // the best threshold or holding is the first or last of the grid: the optimum may lie outside
	HoldingPlace    int
	ThresholdPlace  int
	DailySharpeBest bool // has the largest daily Sharpe ratio of all
}

// Plateaus of trials in the grid's order, one per configuration.
func (t Trials) Plateaus(g microstructure.Grid) ([]Plateau, error) {
	if len(t.Trials) != g.Len() {
		return nil, fmt.Errorf("%w: %d trials of a grid of %d configurations", ErrConfig, len(t.Trials), g.Len())
	}
	thresholds, holdings := len(g.Thresholds), len(g.Holdings)
	out := make([]Plateau, len(t.Trials))
	best, bestAt := math.Inf(-1), -1
	for i := range t.Trials {
		trial := &t.Trials[i]
		filter, row, col := i/(thresholds*holdings), i/holdings%thresholds, i%holdings
		p := Plateau{Configuration: trial.Configuration, Trips: trial.Trips, ActiveDays: trial.ActiveDays, MeanBps: trial.MeanBps(), ThresholdPlace: row, HoldingPlace: col,
			EdgeOfGrid: row == 0 || row == thresholds-1 || col == 0 || col == holdings-1, Score: math.NaN()}
		total, positive := 0.0, 0
		for r := max(row-1, 0); r <= min(row+1, thresholds-1); r++ {
			for c := max(col-1, 0); c <= min(col+1, holdings-1); c++ {
				other := &t.Trials[(filter*thresholds+r)*holdings+c]
				if other == trial || other.Trips == 0 {
					continue
				}
				p.Neighbours++
				total += other.MeanBps()
				if other.MeanBps() > 0 {
					positive++
				}
			}
		}
		p.NeighbourBps, p.PositiveShare = total/float64(p.Neighbours), float64(positive)/float64(p.Neighbours)
		if p.MeanBps > 0 {
			p.Score = p.NeighbourBps / p.MeanBps
		}
		if s := NewDailySharpe(trial.Daily).PerDay; s > best {
			best, bestAt = s, i
		}
		out[i] = p
	}
	if bestAt >= 0 {
		out[bestAt].DailySharpeBest = true
	}
	return out, nil
}

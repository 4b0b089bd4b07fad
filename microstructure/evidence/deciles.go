package evidence

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/rolling"
)

// decileDays and decileMinDays are the days over which a signal is ranked to
// find its decile, and those of values that it needs.
const (
	decileDays    = 30
	decileMinDays = 3
)

// A DecileMean is the mean forward return of the rows in one decile of the
// signal, by trailing rank: what could have been known.
type DecileMean struct {
	Decile  int // 1 = strongest sell pressure
	N       int
	MeanBps float64
	SEBps   float64 // Newey–West, lags of at least the horizon
}

// A DecileCurve is the deciles at one horizon. The spread is that of buying
// decile 1 and selling decile 10; holding both legs costs two round trips.
type DecileCurve struct {
	Horizon      microstructure.Horizon
	Deciles      []DecileMean // ten; NaN means where a decile has no row
	Monotonicity float64      // Spearman's correlation of decile and mean, -1 to 1; a contrarian signal has -1
	SpreadBps    float64      // mean of decile 1 less that of decile 10, gross
	SpreadSEBps  float64      // of two independent means
	LegCostsBps  float64      // two round trips
	NetBps       float64      // SpreadBps less LegCostsBps
}

// Deciles averages forward returns by the signal's decile, by rows of a length.
// Columns of different
// length are an error (microstructure.ErrColumnLengths), and so is a horizon
// below a bar.
func Deciles(signal, closes []float64, h microstructure.Horizon, interval microstructure.Interval, costs Costs) (DecileCurve, error) {
	if len(signal) != len(closes) {
		return DecileCurve{}, fmt.Errorf("deciles: %w: %d signals and %d closes", microstructure.ErrColumnLengths, len(signal), len(closes))
	}
	if err := microstructure.CheckHorizons([]microstructure.Horizon{h}); err != nil {
		return DecileCurve{}, err
	}
	day := interval.Windows().Day
	return decileCurve(trailingDecile(signal, decileDays*day, decileMinDays*day), closes, h, costs), nil
}

// trailingDecile is 1 to 10 by rank among the last rows, NaN where there are
// too few.
func trailingDecile(signal []float64, window, minimum int) []float64 {
	out := make([]float64, len(signal))
	rolling.Rank(out, signal, window, minimum)
	for i, rank := range out {
		out[i] = min(math.Floor(rank*10)+1, 10)
	}
	return out
}

func decileCurve(decile, closes []float64, h microstructure.Horizon, costs Costs) DecileCurve {
	c := DecileCurve{Horizon: h, LegCostsBps: 2 * costs.RoundTripBps()}
	forward := microstructure.ForwardReturns(closes, h.Bars)
	var place, means []float64
	x := make([]float64, len(forward))
	for d := 1; d <= 10; d++ {
		for i, v := range forward {
			x[i] = math.NaN()
			if decile[i] == float64(d) {
				x[i] = v * 10000
			}
		}
		test, err := inference.NeweyWestMean(x, 2*h.Bars, inference.GapNaN)
		if err != nil || test.N == 0 {
			test.Mean, test.Corrected.SE = math.NaN(), math.NaN()
		}
		c.Deciles = append(c.Deciles, DecileMean{d, test.N, test.Mean, test.Corrected.SE})
		if !math.IsNaN(test.Mean) {
			place, means = append(place, float64(d)), append(means, test.Mean)
		}
	}
	c.Monotonicity = math.NaN()
	if rank, err := inference.Spearman(place, means); err == nil {
		c.Monotonicity = rank.Rho
	}
	low, high := c.Deciles[0], c.Deciles[9]
	c.SpreadBps = low.MeanBps - high.MeanBps
	c.SpreadSEBps = math.Hypot(low.SEBps, high.SEBps)
	c.NetBps = c.SpreadBps - c.LegCostsBps
	return c
}

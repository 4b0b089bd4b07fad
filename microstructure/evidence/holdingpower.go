package evidence

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
)

// A HoldingPower says how many round trips of a holding time show an edge: the
// longer they last, the more each varies.
type HoldingPower struct {
	Holding   microstructure.Horizon
	SDBps     float64 // standard deviation of the symbol's return over the holding time: of a round trip's profit
	MostTrips int     // of a configuration with this holding time, in as many days as the record has
}

// SmallestBps is the net profit of a round trip that so many of them show with
// a power, by a one-sided bound at a confidence, if they are independent: so
// many standard errors of their mean. NaN for senseless arguments.
func (h HoldingPower) SmallestBps(trips int, confidence, power float64) float64 {
	if trips < 1 {
		return nan
	}
	smallest, err := inference.SmallestDetectableMean(h.SDBps/math.Sqrt(float64(trips)), confidence, power)
	if err != nil {
		return nan
	}
	return smallest
}

// HoldingPower lists the grid's holding times.
func (e *Evidence) HoldingPower() (out []HoldingPower) {
	if e == nil || e.Evaluation == nil || e.WalkForward == nil || e.Market.Len() == 0 {
		return nil
	}
	for _, h := range e.Config.Grid.Holdings {
		p := HoldingPower{Holding: h, SDBps: spreadOf(microstructure.PctChange(e.Market.mark, min(max(h.Bars, 1), e.Market.Len()))) * 10_000}
		for i := range e.Trials.Trials {
			if t := &e.Trials.Trials[i]; t.Holding == h {
				p.MostTrips = max(p.MostTrips, int(math.Round(float64(t.Trips)*float64(len(e.WalkForward.Account.Daily))/float64(max(e.Trials.Days, 1)))))
			}
		}
		out = append(out, p)
	}
	return out
}

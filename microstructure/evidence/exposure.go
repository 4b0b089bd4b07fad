package evidence

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// An Exposure sets a record beside holding what it trades: the line of the
// record's daily net profit on the traded symbol's daily return.
type Exposure struct {
	HoldBps float64 // sum of the symbol's daily returns over the record: holding one unit
	// Beta is the slope: the part of the symbol's return that the record
	// shares. SE is consistent under autocorrelation.
	Beta, BetaSE float64
	// Alpha is the intercept, the mean daily profit at a return of 0, with its
	// two one-sided bounds.
	Alpha inference.Interval
}

// newExposure resamples what each day adds to the intercept, as MeanInterval
// does with a mean, so that a record without exposure has the bounds of its
// mean.
func newExposure(net, own []float64, confidence float64, r inference.Resampling) (Exposure, error) {
	out := Exposure{HoldBps: vector.Sum(own), Beta: nan, BetaSE: nan}
	out.Alpha.N, out.Alpha.Mean, out.Alpha.SE, out.Alpha.Lower, out.Alpha.Upper, out.Alpha.P = len(net), nan, nan, nan, nan, nan
	lag := hacLag(len(net))
	line, err := inference.NeweyWestLine(net, own, lag)
	if err != nil || math.IsNaN(line.Alpha) {
		return out, err
	}
	out.Beta, out.BetaSE = line.Beta, line.BetaHAC.Corrected.SE
	out.Alpha, err = inference.MeanInterval(line.Intercepts, float64(2*confidence)-1, r)
	return out, err
}

// dailyReturns are those of the traded symbol by day from a day on, in bps: the
// sum of its returns from row to row by the last price known at each, since a
// record's profits are summed and not compounded either. Compounded ones bend
// away from such a record by half their square, which in a market that rises
// would leave an intercept to a position that is merely held. A return is 0
// where no price is known.
func (m *Market) dailyReturns(first int) []float64 {
	perDay := m.PerDay()
	out := make([]float64, m.Days()-first)
	for i := range out {
		for row := max((first+i)*perDay, 1); row < (first+i+1)*perDay; row++ {
			if r := (m.mark[row]/m.mark[row-1] - 1) * 10_000; !math.IsNaN(r) && !math.IsInf(r, 0) {
				out[i] += r
			}
		}
	}
	return out
}

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
	// MeanPosition is that of the record, in units. Timing is the mean daily
	// profit beyond what MeanPosition held throughout would have earned, with
	// its two one-sided bounds: 0 for a rule that is long at times that are no
	// better than others, such as calm ones, whose returns Beta hardly sees.
	MeanPosition float64
	Timing       inference.Interval
}

// newExposure resamples what each day adds to the intercept, as MeanInterval
// does with a mean, so that a record without exposure has the bounds of its
// mean. position is the mean position by day.
func newExposure(net, own, position []float64, confidence float64, r inference.Resampling) (out Exposure, err error) {
	out = Exposure{HoldBps: vector.Sum(own), Beta: nan, BetaSE: nan, MeanPosition: vector.Mean(position)}
	if out.Timing, err = meanBounds(timing(net, own, position), confidence, r); err != nil {
		return out, err
	}
	out.Alpha.N, out.Alpha.Mean, out.Alpha.SE, out.Alpha.Lower, out.Alpha.Upper, out.Alpha.P = len(net), nan, nan, nan, nan, nan
	lag := hacLag(len(net))
	line, err := inference.NeweyWestLine(net, own, lag)
	if err != nil || math.IsNaN(line.Alpha) {
		return out, err
	}
	out.Beta, out.BetaSE = line.Beta, line.BetaHAC.Corrected.SE
	out.Alpha, err = meanBounds(line.Intercepts, confidence, r)
	return out, err
}

// timing is what each day adds to the mean profit less the product of the mean
// position and the mean return, to first order in both.
func timing(net, own, position []float64) []float64 {
	out := make([]float64, len(net))
	meanPosition, meanReturn := vector.Mean(position), vector.Mean(own)
	for t := range out {
		out[t] = net[t] - float64(meanPosition*own[t]) - float64((position[t]-meanPosition)*meanReturn)
	}
	return out
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

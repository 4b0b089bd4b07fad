package evidence

import (
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// DefaultImpact is the constant of the square-root law of impact. Studies of
// equities and futures find values near 1 (Tóth et al. 2011, Physical Review X
// 1, 021006); it has not been measured on the data at hand.
const DefaultImpact = 1.0

// A Capacity says how the net profit of a round trip shrinks as its size grows,
// under an assumed impact: an order of a share q of a bar's volume moves the
// price by
//
//	Impact × VolatilityBps × sqrt(q)
//
// against itself, at the entry and at the exit. The study's own fills assume no
// impact. VolatilityBps is the standard deviation of a bar's return.
type Capacity struct {
	Impact        float64 // assumed: the constant
	VolatilityBps float64
	VolumeQuote   float64 // median volume of the bars in which positions were entered, in quote currency
	NetBps        float64 // of a round trip without impact
	// BreakEvenShare is the share of the bar's volume at which impact takes the
	// net profit away, at most 1; 0 for a loss.
	BreakEvenShare float64
	Points         []CapacityPoint
}

// A CapacityPoint is one size.
type CapacityPoint struct {
	Share       float64 // of the bar's volume
	Quote       float64 // the same of VolumeQuote
	ImpactBps   float64 // of a round trip
	NetBps      float64 // what is left
	DailyBps    float64 // mean daily net profit, bps of the unit
	DailyQuote  float64 // the same in quote currency
	EnoughShown bool    // the lower bound of the mean daily profit is still above 0
}

// Capacity of the record, for an assumed constant of impact (see
// DefaultImpact). NaN and no points without round trips or volumes, and for a
// constant that is not positive.
func (e *Evidence) Capacity(impact float64) Capacity {
	if e == nil || e.Evaluation == nil || e.WalkForward == nil || e.Calendar == nil {
		return (*Market)(nil).capacity(entered{}, nil, impact)
	}
	a := &e.WalkForward.Account
	in := entered{daily: a.Daily, roundTrips: a.RoundTrips, lowerBps: e.Verdict.Daily.Lower}
	for i := range a.Trips {
		in.us = append(in.us, a.Trips[i].EntryUS)
	}
	return e.Market.capacity(in, e.Calendar.leadingVolume(), impact)
}

// Capacity of the record of a search, as Evidence's; VolumeQuote is that of the
// bars in which its spells began.
func (r *Searched) Capacity(impact float64) Capacity {
	if r == nil {
		return (*Market)(nil).capacity(entered{}, nil, impact)
	}
	in := entered{daily: r.Daily, roundTrips: r.Verdict.Trips, lowerBps: r.Verdict.Daily.Lower}
	for i := range r.Spells {
		in.us = append(in.us, r.Spells[i].EntryUS)
	}
	return r.Market.capacity(in, r.volume, impact)
}

// leadingVolume is the volume of the leading source by row, in quote currency.
func (c *Calendar) leadingVolume() []float64 {
	return c.Column(0, func(b *microstructure.Bar) float64 { return b.QuoteVolume })
}

// entered is a record whose orders may grow.
type entered struct {
	us         []int64 // opening times of the rows of its entries
	daily      []float64
	roundTrips float64
	lowerBps   float64 // bound of the mean daily profit
}

func (m *Market) capacity(in entered, volume []float64, impact float64) Capacity {
	out := Capacity{Impact: impact, VolatilityBps: nan, VolumeQuote: nan, NetBps: nan, BreakEvenShare: nan}
	if m.Len() == 0 || !(impact > 0) || !(in.roundTrips > 0) {
		return out
	}
	var volumes []float64
	for _, us := range in.us {
		row := int((us - m.StartUS) / m.Interval.US())
		if row >= 0 && row < len(volume) && volume[row] > 0 {
			volumes = append(volumes, volume[row])
		}
	}
	if len(volumes) == 0 {
		return out
	}
	slices.Sort(volumes)
	out.VolumeQuote = vector.Quantile(volumes, 0.5)
	out.VolatilityBps = spreadOf(microstructure.PctChange(m.mark, 1)) * 10_000
	out.NetBps = vector.Sum(in.daily) / in.roundTrips
	full := 2 * impact * out.VolatilityBps
	out.BreakEvenShare = 0
	if out.NetBps > 0 {
		out.BreakEvenShare = min(1, float64(out.NetBps/full)*(out.NetBps/full))
	}
	perDay := in.roundTrips / float64(len(in.daily))
	for _, share := range []float64{0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3} {
		p := CapacityPoint{Share: share, Quote: share * out.VolumeQuote, ImpactBps: float64(full * math.Sqrt(share))}
		p.NetBps = out.NetBps - p.ImpactBps
		p.DailyBps = p.NetBps * perDay
		p.DailyQuote = p.DailyBps / 10_000 * p.Quote
		p.EnoughShown = in.lowerBps-float64(p.ImpactBps*perDay) > 0
		out.Points = append(out.Points, p)
	}
	return out
}

// spreadOf is the standard deviation of the values that are there.
func spreadOf(x []float64) float64 {
	var known []float64
	for _, v := range x {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			known = append(known, v)
		}
	}
	_, _, sd := inference.MeanStd(known)
	return sd
}

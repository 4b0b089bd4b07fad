package factor

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/inference"
)

// A Bounce says what becomes of a correlation with returns from close to close
// when they are from mid-like prices: means of the first print of each side.
//
// A print is at the bid or at the ask. What bought the last print of a bar also
// makes its close high by half the spread, so that the return that follows is
// low by as much, whether the price moves or not: nobody can earn that.
type Bounce string

// The labels, by the correlation at the close and at the mid. Both are tested
// at 5 % over all features (Holm).
const (
	NothingAtClose Bounce = "nothing at the close" // it is not shown
	OnlyBounce     Bounce = "bounce"               // at the mid it is not shown, and significantly less
	PartlyBounce   Bounce = "partly bounce"        // it is shown at the mid, and significantly less
	NoBounce       Bounce = "no bounce"            // it is shown at the mid, and not significantly less
	Undecided      Bounce = "undecided"            // neither the mid's own nor what is lost is shown
	NoMid          Bounce = "no mid-like prices"   // the bars lack first prints by side
)

// The rungs of the ladder: where a return begins and ends.
const (
	RungClose = iota
	RungOpen
	Rung100ms
	Rung1s
	Rung5s
	RungNextBar
	RungMid
	RungMid1s
)

// RungNames are those of the ladder's rungs, early to late.
func RungNames() []string {
	return []string{"close", "next print", "+100 ms", "+1 s", "+5 s", "next bar", "mid", "mid +1 s"}
}

// A Ladder is a feature's correlation with the returns of one horizon that
// begin ever later, and with those of mid-like prices.
type Ladder struct {
	Feature string
	Rungs   []Estimate // by RungNames
	Lost    Estimate   // the correlation at the close less that at the mid, paired
	Label   Bounce
}

// ladderPrices are the prices by rung at which the decision that is made at a
// row's end is carried out.
func ladderPrices(prices evidence.Prices) [][]float64 {
	mid := func(s evidence.Sides) []float64 {
		out := make([]float64, len(s.Buy))
		for i := range out {
			out[i] = (s.Buy[i] + s.Sell[i]) / 2
		}
		return out
	}
	later := func(x []float64) []float64 { // the next row's
		out := make([]float64, len(x))
		for i := range out {
			out[i] = math.NaN()
			if i+1 < len(x) {
				out[i] = x[i+1]
			}
		}
		return out
	}
	return [][]float64{prices.Close, later(prices.Open), later(prices.After100ms), later(prices.After1s), later(prices.After5s), later(prices.Close),
		later(mid(prices.CrossOpen)), later(mid(prices.Cross1s))}
}

func (p *Panel) ladder(f int, x column, forward []column, c *correlator, r inference.Resampling) Ladder {
	out := Ladder{Feature: p.Names[f]}
	series := make([]bySpan, len(forward))
	for rung, y := range forward {
		series[rung] = c.ic(x, y, nil)
		out.Rungs = append(out.Rungs, series[rung].estimate(r))
	}
	out.Lost = series[RungClose].minus(series[RungMid]).estimate(r)
	return out
}

// labelled judges the ladders of all features together.
func labelled(ladders []Ladder) {
	p := func(rung int) []float64 {
		out := make([]float64, len(ladders))
		for f := range ladders {
			out[f] = ladders[f].Rungs[rung].P
		}
		return inference.Holm(out)
	}
	atClose, mid := p(RungClose), p(RungMid)
	for f := range ladders {
		ladders[f].Label = label(ladders[f], atClose[f], mid[f])
	}
}

// label judges a correlation at the close by that at the mid, given their
// adjusted p-values.
func label(l Ladder, pClose, pMid float64) Bounce {
	const most = 0.05
	atClose, mid := l.Rungs[RungClose], l.Rungs[RungMid]
	same := mid.Value*atClose.Value > 0
	less := l.Lost.P <= most && (!same || math.Abs(mid.Value) < math.Abs(atClose.Value))
	switch {
	case !(pClose <= most):
		return NothingAtClose
	case !mid.Known():
		return NoMid
	case less && !(same && pMid <= most):
		return OnlyBounce
	case less:
		return PartlyBounce
	case pMid <= most:
		return NoBounce
	}
	return Undecided
}

// AllBounce reports whether all that is shown at the close is bounce.
func AllBounce(ladders []Ladder) bool {
	bounce := false
	for _, l := range ladders {
		switch l.Label {
		case OnlyBounce:
			bounce = true
		case PartlyBounce, NoBounce:
			return false
		}
	}
	return bounce
}

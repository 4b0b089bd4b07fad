package audit

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// sides finds sources, and days of sources, whose sides are inverted.
//
// Prices at changes of side show it directly: a buy after a sell pays the
// spread. If no spread is visible, prices rise in bars in which takers buy
// more, or at least do the same at all sources. Insignificant figures are
// ignored.
func (j judge) sides() {
	votes, voters := 0, 0
	var silent []*Source // as far as the spread goes
	for i := range j.Sources {
		s := &j.Sources[i]
		switch j.sign(s.BounceZ) {
		case -1:
			j.find(Error, CheckSide, s.Name, "", "where the side turns from sell to buy, prices fall, by %s bps on average, and where it turns back, they rise: side is inverted",
				text.Number(-float64(s.BounceBps), 2))
			continue
		case 1:
			j.sideDays(s, 1)
			continue
		}
		silent = append(silent, s)
		if flow := j.sign(s.FlowZ); flow != 0 {
			votes, voters = votes+flow, voters+1
		}
	}
	falls, impact := j.together(silent)
	inverted := falls && impact <= -swingZ
	expected := 1 // also where sources are at a tie: buying raises prices
	if votes < 0 && voters > 1 && !inverted {
		expected = -1
	}
	for _, s := range silent {
		own := j.sign(s.FlowZ)
		switch {
		case inverted && s.FlowZ < 0:
			j.find(Error, CheckSide, s.Name, "", "order-flow imbalance and return correlate at %s in the same bar, at %s with the return of the next: prices fall while takers buy, so side is inverted",
				text.Signed(float64(s.Flow), 2), text.Signed(float64(s.FlowNext), 2))
		case own == -expected && voters > 1:
			j.find(Error, CheckSide, s.Name, "", "order-flow imbalance and the same bar's return correlate at %s, with the opposite sign of the other sources: side looks inverted", text.Signed(float64(s.Flow), 2))
		case own == -1 && impact >= swingZ: // the market reverts
			j.sideDays(s, expected)
		case own == -1:
			j.find(Warning, CheckSide, s.Name, "", "order-flow imbalance and return correlate at %s in the same bar, at %s with the return of the next: side is inverted, or prices swing back from what takers buy",
				text.Signed(float64(s.Flow), 2), text.Signed(float64(s.FlowNext), 2))
		case own == 0:
			j.find(Note, CheckSide, s.Name, "", "cannot tell whether side is inverted: where it turns, and with the order flow, prices move within chance")
			j.sideDays(s, expected)
		default:
			j.sideDays(s, expected)
		}
	}
}

// sign is the sign of a figure in standard errors, 0 if insignificant.
func (j judge) sign(z Float) int {
	switch {
	case float64(z) >= j.Thresholds.FlowZ:
		return 1
	case float64(z) <= -j.Thresholds.FlowZ:
		return -1
	}
	return 0
}

// swingZ is the least number of standard errors that distinguishes a market
// that reverts after order flow from inverted sides.
const swingZ = 2

// impactZ is the excess, in standard errors, of the correlation of returns with
// the order flow of their own bar over that with the flow of the bar before.
//
// It is above 0 in a market that reverts after order flow, even if persistent
// flow makes returns fall with the flow of their own bar. With inverted sides
// it is below 0.
func impactZ(flowZ, flowNextZ Float) float64 { return float64(flowZ-flowNextZ) / math.Sqrt2 }

// together reports whether returns fall with the order flow of their own bar at
// all sources taken together, and gives their impactZ.
func (j judge) together(sources []*Source) (falls bool, impact float64) {
	var own, n float64
	for _, s := range sources {
		if b := impactZ(s.FlowZ, s.FlowNextZ); !math.IsNaN(b) {
			own += float64(s.FlowZ)
			impact += b
			n++
		}
	}
	return own <= -j.Thresholds.FlowZ*math.Sqrt(n), impact / math.Sqrt(n)
}

// sideDays finds the days of a source on which sides are inverted; expected is
// the sign of its flow on other days.
func (j judge) sideDays(s *Source, expected int) {
	for k := range s.Days {
		d := &s.Days[k]
		bounce, flow := j.sign(d.BounceZ), j.sign(d.FlowZ)
		switch {
		case bounce == -1:
			j.find(Error, CheckSide, s.Name, d.Date, "where the side turns from sell to buy, prices fall, by %s bps on average, unlike on other days: side is inverted", text.Number(-float64(d.BounceBps), 2)).
				figure("%s", text.Bps(float64(d.BounceBps), 2))
		case bounce == 0 && flow == -expected && float64(flow)*impactZ(d.FlowZ, d.FlowNextZ) >= swingZ:
			j.find(Error, CheckSide, s.Name, d.Date, "order-flow imbalance and the same bar's return correlate at %s, on other days or at other sources with the opposite sign: side looks inverted", text.Signed(float64(d.Flow), 2)).
				figure("%s", text.Signed(float64(d.Flow), 2))
		}
	}
}

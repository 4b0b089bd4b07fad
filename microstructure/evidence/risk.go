package evidence

import (
	"fmt"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// tailShare of the days are the worst ones, of which CVaRBps is the mean.
const tailShare = 0.05

// A Risk describes how bad a record was, and what it cannot show: a loss that
// has not happened. Days are UTC days, profits in bps of the unit; NaN without
// days or without spells.
type Risk struct {
	WorstDayBps  float64
	CVaRBps      float64 // mean of the worst 5 % of the days, of at least one: the conditional value at risk
	DrawdownBps  float64 // deepest, at midnights; at most 0
	DrawdownDays int     // longest time below an earlier peak
	Spells       int     // times in the market, from flat to flat
	WorstBps     float64 // net profit of the worst spell
	// RuinousBps is the loss that would take the net profit away if it had come
	// once in a third of the spells: that many without it leave its rate below
	// that at 95 % confidence. NaN for a record that loses.
	RuinousBps float64
	// LargestMoveBps is the traded symbol's over the longest holding period of
	// the study, or a bar for a search, in the whole span, up or down.
	LargestMoveBps float64
	MoveBars       int
}

func newRisk(net []float64, spells []Spell) Risk {
	r := Risk{WorstDayBps: nan, CVaRBps: nan, Spells: len(spells), WorstBps: nan, RuinousBps: nan, LargestMoveBps: nan}
	if len(net) > 0 {
		sorted := slices.Sorted(slices.Values(net))
		r.WorstDayBps = sorted[0]
		r.CVaRBps = vector.Mean(sorted[:max(1, int(tailShare*float64(len(net))))])
	}
	equity, peak, since := 0.0, 0.0, 0
	for day, v := range net {
		if equity += v; equity >= peak {
			peak, since = equity, day+1
		}
		r.DrawdownBps = min(r.DrawdownBps, equity-peak)
		r.DrawdownDays = max(r.DrawdownDays, day+1-since)
	}
	for i := range spells {
		if worst := spells[i].NetBps; i == 0 || worst < r.WorstBps {
			r.WorstBps = worst
		}
	}
	if len(spells) > 0 && equity > 0 {
		r.RuinousBps = equity / 3
	}
	return r
}

// moved measures the symbol's largest move over a number of bars.
func (r *Risk) moved(m *Market, bars int) {
	bars = min(max(bars, 1), m.Len())
	r.MoveBars, r.LargestMoveBps = bars, nan
	largest := -1.0
	for i := bars; i < m.Len(); i++ {
		if move := math.Abs(m.mark[i]/m.mark[i-bars]-1) * 10_000; move > largest {
			largest = move
		}
	}
	if largest >= 0 {
		r.LargestMoveBps = largest
	}
}

// Sentence says what was lost and what could be: "No loss beyond 120.0 bps in
// 436 times in the market; …".
func (r Risk) Sentence() string {
	if r.Spells == 0 {
		return "Nothing was traded, so nothing is known of losses."
	}
	said := fmt.Sprintf("No loss beyond %s in %s in the market", text.GivenBps(math.Round(-10*min(r.WorstBps, 0))/10), text.Plural(r.Spells, "time"))
	if !math.IsNaN(r.RuinousBps) {
		said += fmt.Sprintf("; one of %s in every %s would take the profit away", text.Bps(-r.RuinousBps, 1), text.Count(max(1, int(math.Round(float64(r.Spells)/3)))))
	}
	if !math.IsNaN(r.LargestMoveBps) {
		said += fmt.Sprintf("; the largest move in the span was %s within %s", text.Number(r.LargestMoveBps, 1)+" bps", text.Plural(r.MoveBars, "bar"))
	}
	return said + ". No test can see what has not happened."
}

package evidence

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

func (v *Verdict) reasons(c *grounds) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	switch {
	case v.Label != NoEdge:
	case v.Daily.Upper < 0:
		say("even the upper bound of the mean daily profit, %s, is below 0", text.Bps(v.Daily.Upper, 2))
	default:
		say("even the upper bound of the mean profit per round trip, %s, is below the smallest edge of interest, %s",
			text.Bps(v.UpperByTrip, 2), text.GivenBps(c.gates.SmallestEdgeBps))
	}
	if c.trips == 0 {
		say("no configuration was worth trading in any train span, so there is no out-of-sample record")
	}
	for _, g := range v.Gates {
		switch {
		case g.Pass:
		case g.Name == gateCausality:
			out = append(out, c.unsound()...)
		default:
			out = append(out, g.reason())
		}
	}
	switch {
	case v.Label == Edge:
		say("all gates pass")
		if c.risk.Spells > 0 {
			out = append(out, c.risk.Sentence())
		}
	case v.Label == NotProven && !math.IsNaN(v.SmallestByTrip):
		say("the smallest edge that this record could have shown with %s power is %s per day, %s per round trip",
			text.GivenPercent(c.gates.Power), text.Bps(v.SmallestBps, 2), text.Bps(v.SmallestByTrip, 2))
	}
	if v.Daily.Mean > 0 && v.StressMeanBps <= 0 {
		say("shown, and no gate: under stress, with every exit taking, the mean daily profit is %s", text.Bps(v.StressMeanBps, 2))
	}
	if days := len(c.net); c.trips > 0 && (days < inference.IntervalDays || c.activeDays < inference.IntervalActiveDays) {
		say("the record is too short for an interval: it has %s, a position on %s of them, and bounds hold as often as they say from %d and %d on",
			text.Plural(days, "day"), text.Count(c.activeDays), inference.IntervalDays, inference.IntervalActiveDays)
	}
	if len(c.assumptions) > 0 {
		say("assumed: %s", strings.Join(c.assumptions, "; "))
	}
	return append(out, acceptedReasons(c.accepted)...)
}

// unsound says what the functions did.
func (c *grounds) unsound() (out []string) {
	for i := range c.causality {
		if f := &c.causality[i]; f.Unsound() {
			out = append(out, fmt.Sprintf("%s: %v", gateCausality, f))
		}
	}
	return out
}

func acceptedReasons(accepted []string) (out []string) {
	for _, finding := range accepted {
		out = append(out, "data: accepted: "+finding)
	}
	return out
}

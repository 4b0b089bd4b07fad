package evidence

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A Target is a rate that a calibration should have.
type Target struct {
	Name    string
	Rate    Rate
	AtLeast bool // rather than at most
	Share   float64
	OfCell  bool // and not of many cells together
}

// Met reports whether the rate is as it should be; a rate of no markets is.
func (t Target) Met() bool {
	return t.Rate.Runs == 0 || t.AtLeast == (t.Rate.Share >= t.Share) || t.Rate.Share == t.Share
}

// Refuted reports whether not even the interval of the rate is.
func (t Target) Refuted() bool {
	return t.Rate.Runs > 0 && (t.AtLeast && t.Rate.Upper < t.Share || !t.AtLeast && t.Rate.Lower > t.Share)
}

// String is such as "false claims: 3 of 780, 0.4 % (0.1 to 1.1), at most 5 %".
func (t Target) String() string {
	bound := "at most"
	if t.AtLeast {
		bound = "at least"
	}
	return fmt.Sprintf("%s: %s of %s, %s, %s %s", t.Name, text.Count(t.Rate.Count), text.Count(t.Rate.Runs),
		text.PercentWithin(t.Rate.Share, t.Rate.Lower, t.Rate.Upper), bound, text.GivenPercent(t.Share))
}

// Shares that the targets ask for.
const (
	mostFalse     = 0.05
	mostFalseCell = 0.09
	leastPower    = 0.70 // of the oracle's
	leastKept     = 0.90
	leastStopped  = 0.95
	visible       = 0.5 // share of markets on which the oracle sees an edge, for its power to count
)

func deadAt(level Costs) string {
	return "dead edges that are not claimed at " + text.Given(level.RoundTripBps()) + " bps"
}

// Targets are those of false claims, of the stability gate, and of the power on
// edges that an oracle on the same days sees in half of the markets, as a share
// of the oracle's claims: of all cells together, and of each. Scarce edges have
// no target, since a third of their trips fall into the days that are only
// trained on. Dead edges have a target for all together at the fees that living
// ones are net of, and one for each lower level: there a dead edge is noise about
// a loss of little or nothing, and its last third often makes money.
func (k *Calibration) Targets() []Target {
	var cells []Target
	for _, level := range []Costs{VIP(), Gross()} {
		cells = append(cells, Target{deadAt(level), k.Stopped(level), true, leastStopped, true})
	}
	all, seen := 0, 0
	for i := range k.Cells {
		r := &k.Cells[i]
		claimed := r.Labelled(Edge)
		if r.Group.False() {
			cells = append(cells, Target{"false claims, " + r.Title(), claimed, false, mostFalseCell, true})
		}
		if _, oracle := r.Oracle(); r.Group == Living && oracle.Share >= visible {
			power := NewRate(min(claimed.Count, oracle.Count), oracle.Count)
			cells = append(cells, Target{"share of the oracle's claims, " + r.Title(), power, true, leastPower, true})
			all, seen = all+power.Count, seen+power.Runs
		}
	}
	return append([]Target{
		{"false claims", k.Pooled(Group.False), false, mostFalse, false},
		{"living edges that the stability gate keeps", k.Kept(), true, leastKept, false},
		{deadAt(Standard()), k.Stopped(Standard()), true, leastStopped, false},
		{"share of the oracle's claims", NewRate(all, seen), true, leastPower, false},
	}, cells...)
}

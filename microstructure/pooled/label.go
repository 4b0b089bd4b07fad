package pooled

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A Label says in a word or two whether a rule is more than one symbol's; see
// the package for when.
type Label string

// The labels.
const (
	Generalises Label = "generalises"
	OneSymbol   Label = "one symbol's"
	NotShown    Label = "not shown"
)

// label follows from the gates and bounds.
func (s *Study) label() {
	s.Label = Generalises
	for _, g := range s.Gates {
		if !g.Pass {
			s.Label = NotShown
		}
	}
	if s.Label != Generalises && s.Only() >= 0 {
		s.Label = OneSymbol
	}
	s.Reasons = s.reasons()
}

// Only is the place of the one symbol that has an edge of its own, without
// which the others show none; -1 if there is none or are several.
func (s *Study) Only() int {
	only := -1
	for i := range s.Symbols {
		if s.Symbols[i].Bound > 0 {
			if only >= 0 {
				return -1
			}
			only = i
		}
	}
	if only >= 0 && s.Symbols[only].Without.Lower > 0 {
		return -1
	}
	return only
}

func (s *Study) reasons() (out []string) {
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	var idle []string
	trips := 0.0
	for i := range s.Symbols {
		trips += s.Symbols[i].Trips
		if !varies(s.Symbols[i].Net) {
			idle = append(idle, s.Symbols[i].Name)
		}
	}
	switch {
	case trips == 0:
		say("no configuration was worth trading in the train spans of all symbols together, so there is no out-of-sample record")
	case len(idle) > 0:
		say("without a profit or loss out of sample, and so not in the pooled mean: %s", strings.Join(idle, ", "))
	}
	for _, g := range s.Gates {
		if g.Pass {
			continue
		}
		reason := g.Reason()
		if g.Name == "leave one out" && !math.IsNaN(g.Value) {
			for i := range s.Symbols {
				if s.Symbols[i].Without.Lower == g.Value {
					reason += ", without " + s.Symbols[i].Name
					break
				}
			}
		}
		out = append(out, reason)
	}
	switch s.Label {
	case Generalises:
		say("all gates pass")
	case OneSymbol:
		x := &s.Symbols[s.Only()]
		say("%s has an edge of its own: its lower bound is %s, at a confidence that allows for looking at %s, and that of the others is %s",
			x.Name, text.Bps(x.Bound, 2), text.Plural(len(s.Symbols), "symbol"), text.Bps(x.Without.Lower, 2))
	case NotShown:
		if !math.IsNaN(s.SmallestBps) {
			say("the smallest pooled mean that these records could have shown with %s power is %s per day",
				text.GivenPercent(s.Config.Gates.Power), text.Bps(s.SmallestBps, 2))
		}
	}
	if n := len(s.Symbols[0].Net); trips > 0 && n < inference.IntervalDays {
		say("the records are too short for an interval: they have %s, and bounds hold as often as they say from %d on", text.Plural(n, "day"), inference.IntervalDays)
	}
	return out
}

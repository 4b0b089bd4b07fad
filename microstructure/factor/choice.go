package factor

import "math"

// A Choice is what is taken from a feature into a composite and a backtest.
type Choice struct {
	Feature   string
	Survives  []string // horizons at which the step-down test keeps it over all rows
	Elsewhere int      // trials within a regime that it keeps
	Sign      int      // of the most significant of them: -1 is contrarian; 0 where none survives
	T         float64  // the same trial's
	Bounce    Bounce
	Cluster   int // as in Redundancy
	// InsteadOf is the feature of its cluster that is taken instead; empty for
	// the one that is.
	InsteadOf string
	Taken     bool
}

// choose takes, of each cluster of features that are one, the most significant
// that survives the step-down test and is more than bounce.
func choose(s *Study) []Choice {
	out := make([]Choice, len(s.Features))
	best := map[int]int{}
	for f, name := range s.Features {
		c := Choice{Feature: name, Bounce: s.Ladders[f].Label, Cluster: s.Redundancy.Cluster[f]}
		for _, t := range s.Tried.Survivors() {
			if t.Feature != name {
				continue
			}
			if t.Regime == AnyRegime {
				c.Survives = append(c.Survives, t.Horizon)
			} else {
				c.Elsewhere++
			}
			if math.Abs(t.T) > math.Abs(c.T) {
				c.T, c.Sign = t.T, int(signOf(t.T))
			}
		}
		out[f] = c
		if len(c.Survives) > 0 && c.Bounce != OnlyBounce {
			if b, taken := best[c.Cluster]; !taken || math.Abs(c.T) > math.Abs(out[b].T) {
				best[c.Cluster] = f
			}
		}
	}
	for f := range out {
		switch b, taken := best[out[f].Cluster]; {
		case taken && b == f:
			out[f].Taken = true
		case taken:
			out[f].InsteadOf = s.Features[b]
		}
	}
	return out
}

// Taken are the features that go on.
func (s *Study) Taken() (out []string) {
	for _, c := range s.Chosen {
		if c.Taken {
			out = append(out, c.Feature)
		}
	}
	return out
}

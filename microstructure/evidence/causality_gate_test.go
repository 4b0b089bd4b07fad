package evidence

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// The gate counts what is not sound, and what has not been tested unless it is
// built in.
func TestCausalityGate(t *testing.T) {
	c, err := NewCalendar([]microstructure.SourceBars{gridBars("a", 9), gridBars("b", 9)})
	if err != nil {
		t.Fatal(err)
	}
	builtIn := microstructure.SignalFeatures()
	range2 := microstructure.Feature{Name: "range2", Of: func(b *microstructure.Bar) float64 { return b.PriceRange * 2 }}
	renamed := builtIn[0]
	renamed.Of = range2.Of
	rng := rand.New(rand.NewPCG(1, 2))
	random := microstructure.Feature{Name: "random", Of: func(*microstructure.Bar) float64 { return rng.Float64() }}
	rule := CausalityRule{Cuts: 12, Seed: 1}
	for _, x := range []struct {
		name     string
		features []microstructure.Feature
		rule     CausalityRule
		tested   int
		pass     bool
		reasons  string
	}{
		{"built in", builtIn, rule, 1, true, ""},
		{"built in, untested", builtIn, CausalityRule{}, 1, true, ""},
		{"own", append(builtIn, range2), rule, 2, true, ""},
		{"own, untested", append(builtIn, range2), CausalityRule{}, 2, false, "causality: range2: it has not been tested; causality: composite: it has not been tested"},
		{"own under another's name", append(builtIn[1:], renamed), rule, 2, true, ""},
		{"random", append(builtIn, random), rule, 2, false, "causality: random: the function does not repeat itself: row 0"},
	} {
		t.Run(x.name, func(t *testing.T) {
			found := c.Causality(x.features, x.rule)
			if len(found) != x.tested {
				t.Errorf("%d functions, want %d: %+v", len(found), x.tested, found)
			}
			v, err := (&grounds{gates: DefaultGates(), resampling: DefaultConfig().Resampling, causality: found}).judge()
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range v.Gates {
				if g.Name == "causality" && g.Pass != x.pass {
					t.Errorf("the gate is %+v", g)
				}
			}
			if said := strings.Join(v.Reasons, "; "); x.reasons != "" && !strings.Contains(said, x.reasons) || x.reasons == "" && strings.Contains(said, "causality") {
				t.Errorf("reasons %q, want %q", said, x.reasons)
			}
		})
	}
}

// A column of one's own is tested with the bars.
func TestCausalityOfOwnColumns(t *testing.T) {
	bars := []microstructure.SourceBars{gridBars("a", 9), gridBars("b", 9)}
	for s := range bars {
		values := make([]float64, len(bars[s].Bars))
		for i := range values {
			values[i] = bars[s].Bars[i].Close - bars[s].Bars[i].Open
		}
		bars[s].Own = []microstructure.Column{{Name: "rise", Values: values}}
	}
	c, err := NewCalendar(bars)
	if err != nil {
		t.Fatal(err)
	}
	own := microstructure.OwnFeature("rise", "")
	for _, r := range c.Causality([]microstructure.Feature{own}, CausalityRule{Cuts: 20, Seed: 1}) {
		if r.Unsound() || r.BuiltIn || r.Cuts != 20 {
			t.Errorf("%v", &r)
		}
	}
	r := c.causality("next rise", CausalityRule{Cuts: 20, Seed: 1}, func(c *Calendar) ([]float64, error) {
		x := c.Consensus(own)
		return append(x[1:], 0), nil
	})
	if r.Leak == nil {
		t.Errorf("the next row passes: %v", &r)
	}
}

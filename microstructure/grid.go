package microstructure

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/internal/field"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A RegimeFilter is a named set of regimes to trade in.
type RegimeFilter struct {
	Name    string
	Regimes RegimeSet
}

// A Configuration holds the parameters that a sweep varies.
type Configuration struct {
	Filter    RegimeFilter
	Threshold float64 // enter against a signal beyond it
	Holding   Horizon
}

func (c Configuration) String() string {
	return text.Configuration(c.Filter.Name, c.Threshold, c.Holding.Name)
}

// A Grid spans configurations: each filter with each threshold with each
// holding period.
type Grid struct {
	Filters    []RegimeFilter
	Thresholds []float64
	Holdings   []Horizon
}

// DefaultGrid has the reference's 3 × 4 × 4 configurations.
func DefaultGrid() Grid {
	return Grid{
		Filters: []RegimeFilter{
			{"all", AllRegimes},
			{"low+normal", NewRegimeSet(LowVol, Normal)},
			{"low_only", NewRegimeSet(LowVol)},
		},
		Thresholds: []float64{1, 1.5, 2, 2.5},
		Holdings:   Horizons()[1:],
	}
}

// MaxConfigurations of a grid. A search of more than that says nothing of data
// that have a few hundred days.
const MaxConfigurations = 20_000

// Validate reports every invalid part of the grid.
func (g Grid) Validate() error {
	var c field.Check
	c.That(g.Len() > 0, "Filters × Thresholds × Holdings", fmt.Sprintf("%d × %d × %d", len(g.Filters), len(g.Thresholds), len(g.Holdings)), "at least one of each")
	c.That(g.Len() <= MaxConfigurations, "Filters × Thresholds × Holdings", text.Count(g.Len()), "at most "+text.Count(MaxConfigurations))
	for i, t := range g.Thresholds {
		c.That(t > 0, fmt.Sprintf("Thresholds[%d]", i), t, "a number above 0")
	}
	c.Part("Holdings", CheckHorizons(g.Holdings))
	return c.Err()
}

// Len is the number of configurations.
func (g Grid) Len() int { return len(g.Filters) * len(g.Thresholds) * len(g.Holdings) }

// Configurations lists them in the order filter, threshold, holding.
func (g Grid) Configurations() []Configuration {
	out := make([]Configuration, 0, g.Len())
	for _, f := range g.Filters {
		for _, t := range g.Thresholds {
			for _, h := range g.Holdings {
				out = append(out, Configuration{f, t, h})
			}
		}
	}
	return out
}

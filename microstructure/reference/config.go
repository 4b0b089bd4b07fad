package reference

import (
	"errors"
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
)

// A Config says what a study is to compute.
type Config struct {
	Symbol      string
	TestStartUS int64                    // 0: DefaultTestStartUS
	Features    []microstructure.Feature // of which the composite is made
	Grid        microstructure.Grid
	FeeBps      float64 // of a round trip
	Horizons    []microstructure.Horizon
	// MinTrips and MinTestTrips: a best configuration has more round trips than
	// these, on the whole span and on the test span.
	MinTrips, MinTestTrips int
}

// DefaultConfig has the reference's grid at 7 bps a round trip: taker in (5),
// maker out (2).
func DefaultConfig(symbol string) Config {
	return Config{Symbol: symbol, Features: microstructure.SignalFeatures(), Grid: microstructure.DefaultGrid(), FeeBps: 7, Horizons: microstructure.Horizons(), MinTrips: 50, MinTestTrips: 20}
}

// Validate reports every field that makes no sense.
func (c Config) Validate() error {
	var bad []error
	say := func(format string, args ...any) { bad = append(bad, fmt.Errorf("study: "+format, args...)) }
	if err := microstructure.CheckName("symbol", c.Symbol); err != nil {
		say("%w", err)
	}
	if len(c.Features) == 0 {
		say("Features is empty; the composite needs one at least")
	}
	if c.Grid.Len() == 0 {
		say("Grid has no configuration")
	}
	for _, h := range append(append([]microstructure.Horizon{}, c.Horizons...), c.Grid.Holdings...) {
		if h.Bars < 1 {
			say("horizon %q has %d bars, at least 1 is needed", h.Name, h.Bars)
		}
	}
	for _, t := range c.Grid.Thresholds {
		if !(t > 0) {
			say("threshold %v is not above 0", t)
		}
	}
	return errors.Join(bad...)
}

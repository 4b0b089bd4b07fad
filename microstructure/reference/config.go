package reference

import (
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A Config configures a study.
type Config struct {
	Symbol      string
	TestStartUS int64                    // 0: DefaultTestStartUS
	Features    []microstructure.Feature // of the composite
	Grid        microstructure.Grid
	FeeBps      float64 // per round trip
	Horizons    []microstructure.Horizon
	// MinTrips and MinTestTrips: a best configuration must have more round
	// trips than these, on the whole span and on the test span.
	MinTrips, MinTestTrips int
	Interval               microstructure.Interval // of the bars; holding periods and horizons are multiples of it
}

// DefaultConfig has the reference's grid at 7 bps per round trip: taker in (5),
// maker out (2).
func DefaultConfig(symbol string) Config {
	return Config{Symbol: symbol, Features: microstructure.SignalFeatures(), Grid: microstructure.DefaultGrid(), FeeBps: 7, Horizons: microstructure.Horizons(), MinTrips: 50, MinTestTrips: 20}
}

// WithInterval is the configuration with the holding periods and horizons of
// bars of another length.
func (c Config) WithInterval(i microstructure.Interval) Config {
	c.Interval, c.Grid.Holdings, c.Horizons = i, i.Grid().Holdings, i.Horizons()
	return c
}

// maxFeeBps is 20 %, beyond which the unit must be wrong.
const maxFeeBps = 2000

// Validate reports every invalid field.
func (c Config) Validate() error {
	var bad field.Check
	bad.Also(microstructure.CheckName("symbol", c.Symbol))
	bad.That(len(c.Features) > 0, "Features", "empty", "at least one")
	bad.Part("Grid", c.Grid.Validate())
	bad.Number("FeeBps", c.FeeBps, -maxFeeBps, maxFeeBps)
	bad.AtLeast("MinTrips", c.MinTrips, 0)
	bad.AtLeast("MinTestTrips", c.MinTestTrips, 0)
	bad.Part("Horizons", microstructure.CheckHorizons(c.Horizons))
	return bad.Err()
}

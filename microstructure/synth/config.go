package synth

import (
	"fmt"
	"math"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A Config describes the market to simulate. Zero fields are not replaced by
// defaults: start from DefaultConfig.
type Config struct {
	Sources []microstructure.Source // the first one leads and is the most active
	Start   time.Time               // first day, midnight UTC, 1970 to 2199
	Days    int                     // 1 to 36,500
	Seed    uint64

	// TradesPerBar is the leading source's expected number of trades per bar,
	// above 0 and at most 100,000. Source i has 1/(1+0.7i) of it.
	TradesPerBar float64

	// EdgeBps is how far the return of a bar is pulled against the pressure of
	// the bar before, in bps per unit (one standard deviation) of pressure,
	// -500 to 500. 0 is a market without an edge; below 0, pressure carries on.
	EdgeBps float64

	StartPrice     float64 // mid price at Start in quote currency
	PriceTick      float64 // prices are multiples of it, quote currency
	QuantityStep   float64 // quantities are multiples of it, base currency
	MedianQuantity float64 // of a trade, base currency; sizes are log-normal

	VolatilityBps         float64 // median standard deviation of a bar's return, 0 to 500
	LogVolatilityStd      float64 // s: spread of the log volatility, 0 (constant) to 1.5
	VolatilityPersistence float64 // ρ: autocorrelation of the log volatility, [0, 1)
	PressurePersistence   float64 // φ: autocorrelation of the pressure, [0, 1)
	Impact                float64 // κ: correlation of a bar's return with its pressure's surprise, 0 to 1
	NoiseBps              float64 // standard deviation of prices around the mid at the leading source, 0 to 50
	SpreadBps             float64 // between bid and ask, 0 to 500: takers buy at the one and sell at the other

	// Correlation, [0, 1], lets markets of one CommonSeed move together: it is
	// the correlation of two of them in the pressure, the log volatility and
	// the normal part of the return of each bar. At 0 a market is alone, and
	// CommonSeed says nothing. See Together.
	Correlation float64 `json:",omitempty"`
	CommonSeed  uint64  `json:",omitempty"`

	// Awkward adds edge cases of real data that code tends to forget: one bar
	// in about a hundred each is empty, has 1 trade, 2 trades, 3 to 11 trades,
	// all trades in one millisecond, one price, or one size. If Days is 2 or
	// more, the second source (or the only one) lacks day Days/3.
	Awkward bool
}

// DefaultConfig is a market like BTCUSDT futures, though with few trades: 92
// days from 2025-11-01 on microstructure.DefaultSources, without an edge.
func DefaultConfig() Config {
	return Config{
		Sources:               microstructure.DefaultSources(),
		Start:                 time.Date(2025, time.November, 1, 0, 0, 0, 0, time.UTC),
		Days:                  92,
		Seed:                  1,
		TradesPerBar:          30,
		StartPrice:            95_000,
		PriceTick:             0.1,
		QuantityStep:          0.001,
		MedianQuantity:        0.018,
		VolatilityBps:         8,
		LogVolatilityStd:      0.6,
		VolatilityPersistence: 0.98,
		PressurePersistence:   0.5,
		Impact:                0.25,
		NoiseBps:              0.4,
	}
}

// Validate reports every field out of range, joined into one error, or nil.
func (c Config) Validate() error {
	var bad field.Check
	bad.That(len(c.Sources) > 0, "Sources", "empty", "at least one source")
	if err := microstructure.CheckSources(c.Sources); err != nil {
		bad.Also(fmt.Errorf("sources: %w", err))
	}
	_, offset := c.Start.Zone()
	y := c.Start.Year()
	bad.That(offset == 0 && c.Start.Equal(c.Start.Truncate(24*time.Hour)) && y >= 1970 && y <= 2199,
		"Start", c.Start.Format(time.RFC3339Nano), "a midnight UTC of the years 1970 to 2199")
	bad.Whole("Days", c.Days, 1, 36_500)
	bad.That(c.TradesPerBar > 0 && c.TradesPerBar <= 100_000, "TradesPerBar", c.TradesPerBar, "a number above 0, at most 100000")
	bad.Number("StartPrice", c.StartPrice, minAmount, maxPrice)
	bad.Number("PriceTick", c.PriceTick, minAmount, maxPrice)
	bad.Number("QuantityStep", c.QuantityStep, minAmount, maxPrice)
	bad.Number("MedianQuantity", c.MedianQuantity, minAmount, maxPrice)
	bad.Number("EdgeBps", c.EdgeBps, -500, 500)
	bad.Number("VolatilityBps", c.VolatilityBps, 0, 500)
	bad.Number("LogVolatilityStd", c.LogVolatilityStd, 0, 1.5)
	bad.Number("Impact", c.Impact, 0, 1)
	bad.Number("NoiseBps", c.NoiseBps, 0, 50)
	bad.Number("Correlation", c.Correlation, 0, 1)
	bad.Number("SpreadBps", c.SpreadBps, 0, 500)
	const below = "a number from 0 to below 1"
	bad.That(c.VolatilityPersistence >= 0 && c.VolatilityPersistence < 1, "VolatilityPersistence", c.VolatilityPersistence, below)
	bad.That(c.PressurePersistence >= 0 && c.PressurePersistence < 1, "PressurePersistence", c.PressurePersistence, below)
	return bad.Err()
}

// minAmount is the least price, tick or quantity.
const minAmount = 1e-12

// activity is source i's share of the leading source's trades.
func activity(i int) float64 { return 1 / (1 + float64(0.7*float64(i))) }

// noise is the standard deviation of source i's prices around the mid, as a
// fraction: less active sources follow it less closely.
func (c Config) noise(i int) float64 { return c.NoiseBps / 1e4 * math.Sqrt(1/activity(i)) }

package synth

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

const (
	dayUS      = 86_400_000_000
	barsPerDay = dayUS / microstructure.IntervalUS
	maxPrice   = 1e12
	minTicks   = 10 // of the mid price: below, rounding would distort returns
)

// A Market is a simulated market: the latent path of its bars, from which Day
// draws trades. It is immutable and safe for concurrent use.
type Market struct {
	cfg        Config
	mid        []float64
	pressure   []float64
	volatility []float64
	activity   []float64
}

// NewMarket simulates the bars of a market. It fails if cfg is not valid, or if
// the price leaves what PriceTick can express (10 ticks to 1e12).
//
// The same Config gives the same market and trades in every run. A longer one
// (Days) begins with the same days, but for the day that Awkward leaves out.
func NewMarket(cfg Config) (*Market, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg.Sources = slices.Clone(cfg.Sources)
	n := cfg.Days * barsPerDay
	m := &Market{
		cfg:        cfg,
		mid:        make([]float64, n+1),
		pressure:   make([]float64, n),
		volatility: make([]float64, n),
		activity:   make([]float64, n),
	}
	rng := cfg.newNormals()
	pressureStep := math.Sqrt(1 - float64(cfg.PressurePersistence*cfg.PressurePersistence))
	volStep := cfg.LogVolatilityStd * math.Sqrt(1-float64(cfg.VolatilityPersistence*cfg.VolatilityPersistence))
	private := math.Sqrt(1 - float64(cfg.Impact*cfg.Impact))

	lastPressure := rng.next()
	logVol := cfg.LogVolatilityStd * rng.next()
	logMid := math.Log(cfg.StartPrice)
	m.mid[0] = cfg.StartPrice
	for i := range n {
		surprise := rng.next()
		logVol = float64(cfg.VolatilityPersistence*logVol) + float64(volStep*rng.next())
		m.pressure[i] = float64(cfg.PressurePersistence*lastPressure) + float64(pressureStep*surprise)
		m.volatility[i] = cfg.VolatilityBps / 1e4 * math.Exp(logVol)
		m.activity[i] = barActivity(logVol, cfg.LogVolatilityStd, i%barsPerDay)

		logMid += float64(m.volatility[i]*(float64(cfg.Impact*surprise)+float64(private*rng.next()))) - float64(cfg.EdgeBps/1e4*lastPressure)
		m.mid[i+1] = math.Exp(logMid)
		lastPressure = m.pressure[i]
		if !(m.mid[i+1] >= minTicks*cfg.PriceTick && m.mid[i+1] <= maxPrice) {
			return nil, fmt.Errorf("synth: the mid price reaches %g on %s, outside %d ticks (PriceTick %g) to %g: lower VolatilityBps (%g), EdgeBps (%g) or PriceTick, or change StartPrice (%g)",
				m.mid[i+1], m.Date(i/barsPerDay).Format(time.DateOnly), minTicks, cfg.PriceTick, maxPrice, cfg.VolatilityBps, cfg.EdgeBps, cfg.StartPrice)
		}
	}
	return m, nil
}

// barActivity is a bar's rate of trades as a multiple of the source's mean:
// more in volatile bars, and by time of day with its peak at 15:00 UTC. It is
// capped, which bounds a day's memory.
func barActivity(logVol, logVolStd float64, barOfDay int) float64 {
	const elasticity, daily, peak, limit = 0.7, 0.35, 15. / 24, 10
	spread := elasticity * logVolStd
	byVol := math.Exp(float64(elasticity*logVol) - spread*spread/2)
	byTime := 1 + float64(daily*math.Cos(2*math.Pi*(float64(barOfDay)/barsPerDay-peak)))
	return min(byVol*byTime, limit)
}

// Config returns the market's configuration.
func (m *Market) Config() Config {
	c := m.cfg
	c.Sources = slices.Clone(c.Sources)
	return c
}

// Date is midnight UTC of a day, counted from 0.
func (m *Market) Date(day int) time.Time { return m.cfg.Start.UTC().AddDate(0, 0, day) }

// Mid returns a copy of the mid price in quote currency: element i is the price
// at the opening of bar i, 5 minutes × i after Start, and the last element the
// price at the end. Bar i's return is Mid[i+1]/Mid[i] - 1. The close of each
// source's bar i is Mid[i+1], rounded to PriceTick.
func (m *Market) Mid() []float64 { return slices.Clone(m.mid) }

// Pressure returns a copy of the order-flow pressure, one element per bar: mean
// 0, standard deviation 1, positive when takers buy.
func (m *Market) Pressure() []float64 { return slices.Clone(m.pressure) }

// Volatility returns a copy of the standard deviation of each bar's return, as
// a fraction, without the part that EdgeBps adds.
func (m *Market) Volatility() []float64 { return slices.Clone(m.volatility) }

// The kinds of random streams.
const (
	streamMarket uint64 = iota
	streamPath          // the mid price within the bars of a day, common to all sources
	streamTrades        // one source's trades of a day
	streamCommon        // what markets that move together share
)

// newStream returns a random stream that is independent of those of all other
// arguments: they are the key of a ChaCha8 generator.
func newStream(seed, kind uint64, source, day int) *rand.Rand {
	var key [32]byte
	for i, v := range [...]uint64{seed, kind, uint64(source), uint64(day)} {
		binary.LittleEndian.PutUint64(key[8*i:], v)
	}
	return rand.New(rand.NewChaCha8(key))
}

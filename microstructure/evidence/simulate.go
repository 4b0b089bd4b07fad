package evidence

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A Simulation describes markets simulated bar by bar, to test the procedures
// where the truth is known: six features follow autoregressions of order one,
// the price a random walk. Without an edge no return depends on the past except
// through its volatility and the drift.
type Simulation struct {
	Name        string
	Days        int
	Interval    microstructure.Interval // length of a bar
	Persistence float64                 // autocorrelation of each feature from bar to bar, [0, 1)
	Common      float64                 // correlation of two features, [0, 1]: they share a pressure

	// EdgeBps is the pull on a bar's return against the pressure of the bar
	// before, per standard deviation of pressure. The pull persists as the
	// pressure does. It works only while the pressure is beyond EdgeBeyond
	// standard deviations.
	EdgeBps, EdgeBeyond float64

	Volatility
	Impact float64 // correlation of a bar's return with the news in its own pressure, 0 to 1

	Tails       float64 // degrees of freedom of the returns' t distribution, above 2; 0 for the normal one
	JumpsPerDay float64 // of the price, on average
	JumpBps     float64 // standard deviation of a jump
	// DriftBps is that of the price per day, on average: a bar has as much of it
	// as it has of variance, so that no hour or regime pays more for its risk
	// than another.
	DriftBps  float64
	EvenDrift bool    // it is the same in every bar instead, so that calm times pay more for their risk
	HoleShare float64 // share of bars that are missing, in gaps of half an hour on average
	// SpreadBps is the spread: a buyer pays a price of a grid with this
	// distance, a seller gets the one below. Takers follow the pressure, so
	// that the side of the last print is in the features.
	SpreadBps float64
	// AlwaysLong has a signal that asks for a long position in every row,
	// whatever the features.
	AlwaysLong bool
}

// Volatility of returns, by bar. Its logarithm follows an autoregression of
// order one, or its square a GARCH(1,1).
type Volatility struct {
	VolatilityBps         float64 // median standard deviation of a bar's return; root of the mean variance in a GARCH
	LogVolatilityStd      float64
	VolatilityPersistence float64 // autocorrelation of the log volatility; sum of both coefficients of a GARCH
	Reaction              float64 // coefficient of the last squared return in a GARCH; 0 for an autoregression
	Season                float64 // share by which volatility is higher at 15:00 UTC, and lower at 03:00, [0, 1)
}

// NullSimulations are markets of 92 days without an edge, as volatile as
// bitcoin (46 % a year): features of autocorrelation 0.3, the same less
// correlated with each other, and of autocorrelation 0.9.
func NullSimulations() []Simulation {
	s := Simulation{Days: 92, Volatility: bitcoin(), Impact: 0.25}
	out := []Simulation{s, s, s}
	out[0].Name, out[0].Persistence, out[0].Common = "autocorrelation 0.3", 0.3, 0.7
	out[1].Name, out[1].Persistence, out[1].Common = "less correlated features", 0.3, 0.2
	out[2].Name, out[2].Persistence, out[2].Common = "autocorrelation 0.9", 0.9, 0.7
	return out
}

func bitcoin() Volatility {
	return Volatility{VolatilityBps: 10, LogVolatilityStd: 0.6, VolatilityPersistence: 0.98}
}

// EdgeSimulations are markets with a real edge: at 7 bps per round trip, one of
// the walk-forward record nets about 10 bps on average. The edge of the last is
// rare, only while pressure is strong.
func EdgeSimulations() []Simulation {
	out := append(NullSimulations(), NullSimulations()[1])
	for i := range out {
		out[i].Name += ", edge"
		out[i].EdgeBps = []float64{7, 10, 1.5, 28}[i]
	}
	out[3].Name, out[3].EdgeBeyond = "rare edge", 2.5
	return out
}

// Validate reports every field that makes no sense, as ErrConfig.
func (s Simulation) Validate() error {
	var c field.Check
	c.Whole("Days", s.Days, 1, MaxDays)
	c.That(s.Persistence >= 0 && s.Persistence < 1, "Persistence", s.Persistence, fromZeroToOne)
	c.Number("Common", s.Common, 0, 1)
	c.Number("Impact", s.Impact, 0, 1)
	s.Volatility.check(&c)
	c.Number("EdgeBps", s.EdgeBps, -500, 500)
	c.That(s.Tails == 0 || s.Tails > 2 && s.Tails <= 100, "Tails", s.Tails, "0, or a number above 2, at most 100")
	c.Number("JumpsPerDay", s.JumpsPerDay, 0, 100)
	c.Number("JumpBps", s.JumpBps, 0, 1000)
	c.Number("DriftBps", s.DriftBps, -500, 500)
	c.That(s.DriftBps == 0 || !(s.VolatilityBps <= 0), "DriftBps", s.DriftBps, "0 without volatility")
	c.Number("HoleShare", s.HoleShare, 0, 0.5)
	c.Number("SpreadBps", s.SpreadBps, 0, 500)
	return c.As(ErrConfig)
}

const fromZeroToOne = "a number from 0 to below 1"

func (v Volatility) check(c *field.Check) {
	c.Number("VolatilityBps", v.VolatilityBps, 0, 500)
	c.Number("LogVolatilityStd", v.LogVolatilityStd, 0, 1.5)
	c.That(v.VolatilityPersistence >= 0 && v.VolatilityPersistence < 1, "VolatilityPersistence", v.VolatilityPersistence, fromZeroToOne)
	c.Number("Reaction", v.Reaction, 0, max(0, v.VolatilityPersistence))
	c.That(v.Season >= 0 && v.Season < 1, "Season", v.Season, fromZeroToOne)
}

// A SimulatedMarket has what both procedures need.
type SimulatedMarket struct {
	*Market
	Signals Signal
	Regimes Regimes
	Returns []float64 // by bar
}

// Market simulates a market; the same seed gives the same market.
func (s Simulation) Market(seed uint64, rule RegimeRule) (*SimulatedMarket, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	n := s.Days * s.Interval.PerDay()
	w := newWalk(s.Interval, n, s.Volatility, seed)
	x := s.extras(seed)
	f := newFlow(s, n, w)
	pressures := make([]float64, n)
	impact, private := s.Impact, math.Sqrt(1-float64(s.Impact*s.Impact))
	for i := range n {
		vol := w.volatility(i)
		news := w.rng.NormFloat64()
		r := float64(vol * x.tail() * (float64(impact*news) + float64(private*w.rng.NormFloat64())))
		if math.Abs(f.pressure) > s.EdgeBeyond {
			r -= float64(s.EdgeBps / 1e4 * f.pressure)
		}
		r += x.beside(vol)
		f.step(i, news)
		pressures[i] = f.pressure
		w.bar(i, r, vol)
	}
	if s.SpreadBps > 0 {
		w.prices.quote(s.SpreadBps/1e4, pressures, newRand(seed, streamSides))
	}
	if s.HoleShare > 0 {
		tear(&w.prices, f.features, s.HoleShare, newRand(seed, streamHoles))
	}
	signals := newSignal(f.features, s.Interval)
	if s.AlwaysLong {
		long(signals.Value)
	}
	return w.market(signals, rule)
}

// Random streams of a market, beside that of returns and features.
const (
	streamMain uint64 = iota
	streamExtremes
	streamExtras
	streamSides
	streamHoles
	streamTrips
)

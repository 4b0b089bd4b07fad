package evidence

import (
	"math"
	"math/rand/v2"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A Simulation describes markets simulated bar by bar, to test the procedures
// where the truth is known: log volatility and six features follow
// autoregressions of order one, the price a random walk. Without an edge no
// return depends on the past except through its volatility.
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

	VolatilityBps         float64 // median standard deviation of a bar's return
	LogVolatilityStd      float64
	VolatilityPersistence float64 // autocorrelation of the log volatility
	Impact                float64 // correlation of a bar's return with the news in its own pressure, 0 to 1
}

// NullSimulations are markets of 92 days without an edge, as volatile as
// bitcoin (46 % a year): features of autocorrelation 0.3, the same less
// correlated with each other, and of autocorrelation 0.9.
func NullSimulations() []Simulation {
	s := Simulation{Days: 92, VolatilityBps: 10, LogVolatilityStd: 0.6, VolatilityPersistence: 0.98, Impact: 0.25}
	out := []Simulation{s, s, s}
	out[0].Name, out[0].Persistence, out[0].Common = "autocorrelation 0.3", 0.3, 0.7
	out[1].Name, out[1].Persistence, out[1].Common = "less correlated features", 0.3, 0.2
	out[2].Name, out[2].Persistence, out[2].Common = "autocorrelation 0.9", 0.9, 0.7
	return out
}

// Validate reports every field that makes no sense, as ErrConfig.
func (s Simulation) Validate() error {
	var c field.Check
	c.Whole("Days", s.Days, 1, MaxDays)
	const below = "a number from 0 to below 1"
	c.That(s.Persistence >= 0 && s.Persistence < 1, "Persistence", s.Persistence, below)
	c.That(s.VolatilityPersistence >= 0 && s.VolatilityPersistence < 1, "VolatilityPersistence", s.VolatilityPersistence, below)
	c.Number("Common", s.Common, 0, 1)
	c.Number("Impact", s.Impact, 0, 1)
	c.Number("VolatilityBps", s.VolatilityBps, 0, 500)
	c.Number("LogVolatilityStd", s.LogVolatilityStd, 0, 1.5)
	c.Number("EdgeBps", s.EdgeBps, -500, 500)
	return c.As(ErrConfig)
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
	rng := newRand(seed, 0)
	extremes := newRand(seed, 1)
	p := Prices{Interval: s.Interval}
	for _, x := range []*[]float64{&p.Open, &p.Close, &p.High, &p.Low, &p.VWAP, &p.After100ms, &p.After1s, &p.After5s} {
		*x = make([]float64, n)
	}
	// Without a spread, both sides trade at the same price.
	p.CrossOpen, p.Cross100ms, p.Cross1s, p.Cross5s = Sides{p.Open, p.Open}, Sides{p.After100ms, p.After100ms}, Sides{p.After1s, p.After1s}, Sides{p.After5s, p.After5s}
	p.Last = Sides{p.Close, p.Close}
	features := make([][]float64, 6)
	own := make([]float64, len(features))
	for k := range features {
		features[k] = make([]float64, n)
		own[k] = rng.NormFloat64()
	}
	step := math.Sqrt(1 - float64(s.Persistence*s.Persistence))
	volStep := s.LogVolatilityStd * math.Sqrt(1-float64(s.VolatilityPersistence*s.VolatilityPersistence))
	private := math.Sqrt(1 - float64(s.Impact*s.Impact))
	shared, alone := math.Sqrt(s.Common), math.Sqrt(1-s.Common)
	pressure, logVol := rng.NormFloat64(), s.LogVolatilityStd*rng.NormFloat64()
	logPrice := math.Log(95_000)
	seconds := max(5, s.Interval.Duration().Seconds()) // of a bar
	for i := range n {
		logVol = float64(s.VolatilityPersistence*logVol) + float64(volStep*rng.NormFloat64())
		news := rng.NormFloat64()
		vol := s.VolatilityBps / 1e4 * math.Exp(logVol)
		r := float64(vol * (float64(s.Impact*news) + float64(private*rng.NormFloat64())))
		if math.Abs(pressure) > s.EdgeBeyond {
			r -= float64(s.EdgeBps / 1e4 * pressure)
		}
		pressure = float64(s.Persistence*pressure) + float64(step*news)
		for k := range features {
			own[k] = float64(s.Persistence*own[k]) + float64(step*rng.NormFloat64())
			features[k][i] = float64(shared*pressure) + float64(alone*own[k])
		}
		at := func(fraction float64) float64 { // the price that far into the bar: a Brownian bridge, each point by itself
			return math.Exp(logPrice + float64(fraction*r) + float64(vol*math.Sqrt(fraction*(1-fraction))*rng.NormFloat64()))
		}
		p.Open[i] = math.Exp(logPrice)
		p.After100ms[i], p.After1s[i], p.After5s[i] = at(0.1/seconds), at(1/seconds), at(5/seconds)
		p.VWAP[i] = math.Exp(logPrice + float64(0.5*r) + vol*rng.NormFloat64()/math.Sqrt(12))
		// The largest value of a Brownian bridge from 0 to r, and the smallest.
		reach := func() float64 { return math.Sqrt(float64(r*r) - float64(2*vol*vol*math.Log(1-extremes.Float64()))) }
		p.High[i], p.Low[i] = math.Exp(logPrice+(r+reach())/2), math.Exp(logPrice+(r-reach())/2)
		logPrice += r
		p.Close[i] = math.Exp(logPrice)
	}
	out := &SimulatedMarket{Signals: newSignal(features, s.Interval), Returns: microstructure.PctChange(p.Close, 1)}
	var err error
	if out.Regimes, err = rule.Label(out.Returns); err != nil {
		return nil, err
	}
	out.Market, err = NewMarket(simulatedStartUS, p, out.Signals.Value, out.Regimes.Labels)
	return out, err
}

// simulatedStartUS is 2025-11-01.
const simulatedStartUS = 1_761_955_200_000_000

// newRand returns a generator that is unique to the pair of seed and stream.
func newRand(seed, stream uint64) *rand.Rand {
	var key [32]byte
	for i := range 8 {
		key[i], key[8+i] = byte(seed>>(8*i)), byte(stream>>(8*i))
	}
	return rand.New(rand.NewChaCha8(key))
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

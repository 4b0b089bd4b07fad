package factor

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A Simulation describes markets with features of which the truth is known, bar
// by bar: features follow autoregressions of order one, the mid price a random
// walk whose volatility clusters.
type Simulation struct {
	Name        string
	Days        int
	Features    int
	Persistence float64 // autocorrelation of each feature from bar to bar, [0, 1)
	Common      float64 // correlation of two features, [0, 1]
	Impact      float64 // correlation of a bar's return with the news in its own features, 0 to below 1
	// Loud has features whose size grows with the volatility of returns, and
	// returns with the tails of Student's t with 4 degrees of freedom.
	Loud bool
	// True features, the first, have each a rank correlation of IC with the
	// return of the next bar. Each has a copy, behind them, with a little noise.
	True int
	IC   float64
	// HalfSpreadBps is what prints are above or below the mid. The side of a
	// bar's last print follows the features.
	HalfSpreadBps float64
}

// Volatility of simulated returns: its logarithm follows an autoregression.
const (
	medianVolatilityBps   = 10
	logVolatilityStd      = 0.6
	volatilityPersistence = 0.98
	// rankShare is the rank correlation of a normal feature with a return of
	// such volatility, over their linear one without it, both small:
	//
	//	12/(2 sqrt(pi)) E[sigma/sqrt(sigma^2 + sigma'^2)]/sqrt(2 pi)
	//
	// for two independent values of the volatility.
	rankShare = 0.9014
)

// nullDays are those before a test start of 92 days.
const nullDays = 60

// NullSimulations are markets without a relation between features and later
// returns, of four dependences.
func NullSimulations() []Simulation {
	s := Simulation{Days: nullDays, Features: 13}
	out := []Simulation{s, s, s, s}
	out[0].Name, out[0].Common = "independent in time", 0.2
	out[1].Name, out[1].Persistence, out[1].Common = "autocorrelation 0.9", 0.9, 0.2
	out[2].Name, out[2].Persistence, out[2].Common, out[2].Impact = "alike, news moves the price", 0.9, 0.7, 0.25
	out[3].Name, out[3].Persistence, out[3].Common, out[3].Loud = "loud in wild markets, heavy tails", 0.97, 0.4, true
	return out
}

// TrueSimulation has three features with an IC of 0.03, their copies, and seven
// others, over 92 days.
func TrueSimulation() Simulation {
	return Simulation{Name: "three true features", Days: 92, Features: 13, Persistence: 0.5, True: 3, IC: 0.03}
}

// BounceSimulation has a mid price that nothing foretells, and prints a basis
// point to either side of it.
func BounceSimulation() Simulation {
	return Simulation{Name: "bounce alone", Days: 92, Features: 13, Persistence: 0.5, Common: 0.7, HalfSpreadBps: 1}
}

// Validate reports every field that makes no sense, as ErrConfig.
func (s Simulation) Validate() error {
	var c field.Check
	c.Whole("Days", s.Days, 1, evidence.MaxDays)
	c.Whole("Features", s.Features, 1, 1000)
	c.That(s.Persistence >= 0 && s.Persistence < 1, "Persistence", s.Persistence, "a number from 0 to below 1")
	c.Number("Common", s.Common, 0, 1)
	c.That(s.Impact >= 0 && s.Impact < 1, "Impact", s.Impact, "a number from 0 to below 1")
	c.Whole("True", s.True, 0, max(0, s.Features/2))
	c.That(float64(float64(s.True)*s.IC*s.IC) < 0.5, "IC", s.IC, "a number whose square, over all true features, is below a half")
	c.Number("HalfSpreadBps", s.HalfSpreadBps, 0, 500)
	return c.As(ErrConfig)
}

// Panel simulates a market; the same seed gives the same.
func (s Simulation) Panel(seed uint64) (*Panel, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	const startUS = 1_761_955_200_000_000 // 2025-11-01
	rng := rand.New(rand.NewPCG(seed, 0x5eed))
	p := &Panel{StartUS: startUS, Sources: []string{"simulated"}}
	n := s.Days * p.Interval.PerDay()
	for f := range s.Features {
		p.Names, p.Units, p.Values = append(p.Names, fmt.Sprintf("feature_%d", f+1)), append(p.Units, ""), append(p.Values, make([]float64, n))
	}
	own, shared, logVol := make([]float64, s.Features), rng.NormFloat64(), logVolatilityStd*rng.NormFloat64()
	for f := range own {
		own[f] = rng.NormFloat64()
	}
	linear, step := s.IC/rankShare, logVolatilityStd*math.Sqrt(1-volatilityPersistence*volatilityPersistence)
	news := math.Sqrt(1 - float64(s.Persistence*s.Persistence))
	alone := math.Sqrt(max(0, 1-float64(s.Impact*s.Impact)-float64(float64(s.True)*s.IC*s.IC)))
	foretold, logMid := 0.0, math.Log(95_000)
	mid, side := make([]float64, n+1), make([]float64, n)
	mid[0] = math.Exp(logMid)
	for i := range n {
		logVol = float64(volatilityPersistence*logVol) + float64(step*rng.NormFloat64())
		loud, tail := 1.0, 1.0
		if s.Loud {
			loud, tail = math.Exp(logVol), math.Sqrt(2/gammaOfTwo(rng))/math.Sqrt2
		}
		sharedNews := rng.NormFloat64()
		shared = float64(s.Persistence*shared) + float64(news*sharedNews)
		r := medianVolatilityBps / 1e4 * math.Exp(logVol) * (float64(alone*tail*rng.NormFloat64()) + foretold + float64(s.Impact*sharedNews))
		foretold = 0
		for f := range own {
			own[f] = float64(s.Persistence*own[f]) + float64(news*rng.NormFloat64())
			v := float64(math.Sqrt(s.Common)*shared) + float64(math.Sqrt(1-s.Common)*own[f])
			switch {
			case f < s.True:
				foretold += float64(linear * v)
			case f < 2*s.True:
				v = p.Values[f-s.True][i] + float64(0.2*rng.NormFloat64())
			}
			p.Values[f][i] = v * loud
		}
		logMid += r
		mid[i+1] = math.Exp(logMid)
		side[i] = -1
		if rng.NormFloat64() < shared {
			side[i] = 1
		}
	}
	p.quote(mid, side, s.HalfSpreadBps/1e4, rng)
	p.BySource = [][][]float64{p.Values}
	regimes, err := evidence.DefaultRegimeRule().Label(microstructure.PctChange(p.Closes[0], 1))
	p.Regimes = regimes.Labels
	return p, err
}

// gammaOfTwo draws from a gamma distribution of shape 2: half of a chi-squared
// variable with 4 degrees of freedom.
func gammaOfTwo(rng *rand.Rand) float64 { return rng.ExpFloat64() + rng.ExpFloat64() }

// quote sets the prices of prints around a mid that has a value at each bar's
// beginning and end. Those after a bar's beginning are at its mid.
func (p *Panel) quote(mid, side []float64, half float64, rng *rand.Rand) {
	n := len(side)
	column := func(of func(i int) float64) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = of(i)
		}
		return out
	}
	printed := func(i int) float64 {
		if rng.Float64() < 0.5 {
			return mid[i] * (1 - half)
		}
		return mid[i] * (1 + half)
	}
	q := &p.Prices
	q.Close = column(func(i int) float64 { return mid[i+1] * (1 + float64(half*side[i])) })
	q.Open, q.After100ms, q.After1s, q.After5s = column(printed), column(printed), column(printed), column(printed)
	both := evidence.Sides{Buy: column(func(i int) float64 { return mid[i] * (1 + half) }), Sell: column(func(i int) float64 { return mid[i] * (1 - half) })}
	q.CrossOpen, q.Cross100ms, q.Cross1s, q.Cross5s = both, both, both, both
	q.High, q.Low, q.VWAP, q.Last = q.Close, q.Close, q.Close, both
	p.Closes = [][]float64{q.Close}
}

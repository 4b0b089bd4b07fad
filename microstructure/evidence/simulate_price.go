package evidence

import (
	"math"
	"math/rand/v2"

	"github.com/tickbook/tickbook/microstructure"
)

// A walk is a simulated price, bar by bar.
type walk struct {
	Volatility
	prices   Prices
	rng      *rand.Rand
	extremes *rand.Rand
	perDay   int
	seconds  float64 // of a bar
	logPrice float64
	logVol   float64
	variance float64 // of a GARCH, relative to its mean
	last     float64 // return of the last bar over its mean volatility, of a GARCH
}

func newWalk(interval microstructure.Interval, n int, v Volatility, seed uint64) *walk {
	w := &walk{Volatility: v, rng: newRand(seed, streamMain), extremes: newRand(seed, streamExtremes), perDay: interval.PerDay(),
		seconds: max(5, interval.Duration().Seconds()), logPrice: math.Log(95_000), variance: 1}
	p := &w.prices
	p.Interval = interval
	for _, x := range []*[]float64{&p.Open, &p.Close, &p.High, &p.Low, &p.VWAP, &p.After100ms, &p.After1s, &p.After5s} {
		*x = make([]float64, n)
	}
	// Without a spread, both sides trade at the same price.
	p.CrossOpen, p.Cross100ms, p.Cross1s, p.Cross5s = Sides{p.Open, p.Open}, Sides{p.After100ms, p.After100ms}, Sides{p.After1s, p.After1s}, Sides{p.After5s, p.After5s}
	p.Last = Sides{p.Close, p.Close}
	return w
}

// volatility is the standard deviation of bar i's return.
func (w *walk) volatility(i int) float64 {
	vol := w.VolatilityBps / 1e4
	if w.Reaction > 0 {
		w.variance = 1 - w.VolatilityPersistence + float64(w.Reaction*w.last*w.last) + float64((w.VolatilityPersistence-w.Reaction)*w.variance)
		vol *= math.Sqrt(w.variance)
	} else {
		step := w.LogVolatilityStd * math.Sqrt(1-float64(w.VolatilityPersistence*w.VolatilityPersistence))
		w.logVol = float64(w.VolatilityPersistence*w.logVol) + float64(step*w.rng.NormFloat64())
		vol *= math.Exp(w.logVol)
	}
	if w.Season > 0 {
		const peak = 15. / 24
		vol *= 1 + float64(w.Season*math.Cos(2*math.Pi*(float64(i%w.perDay)/float64(w.perDay)-peak)))
	}
	return vol
}

// variance of a bar's return, on average over all times.
func (v Volatility) variance() float64 {
	mean := v.VolatilityBps / 1e4 * (v.VolatilityBps / 1e4) * (1 + float64(v.Season*v.Season)/2)
	if v.Reaction > 0 {
		return mean
	}
	return mean * math.Exp(2*float64(v.LogVolatilityStd*v.LogVolatilityStd))
}

// bar appends bar i with its log return and the standard deviation of that.
func (w *walk) bar(i int, r, vol float64) {
	p := &w.prices
	at := func(fraction float64) float64 { // the price that far into the bar: a Brownian bridge, each point by itself
		return math.Exp(w.logPrice + float64(fraction*r) + float64(vol*math.Sqrt(fraction*(1-fraction))*w.rng.NormFloat64()))
	}
	p.Open[i] = math.Exp(w.logPrice)
	p.After100ms[i], p.After1s[i], p.After5s[i] = at(0.1/w.seconds), at(1/w.seconds), at(5/w.seconds)
	p.VWAP[i] = math.Exp(w.logPrice + float64(0.5*r) + vol*w.rng.NormFloat64()/math.Sqrt(12))
	// The largest value of a Brownian bridge from 0 to r, and the smallest.
	reach := func() float64 { return math.Sqrt(float64(r*r) - float64(2*vol*vol*math.Log(1-w.extremes.Float64()))) }
	p.High[i], p.Low[i] = math.Exp(w.logPrice+(r+reach())/2), math.Exp(w.logPrice+(r-reach())/2)
	w.logPrice += r
	p.Close[i] = math.Exp(w.logPrice)
	if w.Reaction > 0 {
		w.last = r / (w.VolatilityBps / 1e4)
	}
}

// market is that of the prices and signals.
func (w *walk) market(signals Signal, rule RegimeRule) (*SimulatedMarket, error) {
	out := &SimulatedMarket{Signals: signals, Returns: microstructure.PctChange(w.prices.Close, 1)}
	var err error
	if out.Regimes, err = rule.Label(out.Returns); err != nil {
		return nil, err
	}
	out.Market, err = NewMarket(simulatedStartUS, w.prices, signals.Value, out.Regimes.Labels)
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

// quote puts prices, which were without a spread, onto a grid: one who buys
// pays the price of the grid above, one who sells gets the one below, so that
// nobody trades at a better price than that without a spread. tick is the
// distance of two prices of the grid in logarithms. The taker of a bar's last
// trade buys with the probability of a normal variable's being below the bar's
// pressure; those of others are drawn evenly.
func (p *Prices) quote(tick float64, pressure []float64, rng *rand.Rand) {
	ask := func(price float64) float64 { return math.Exp((math.Floor(math.Log(price)/tick) + 1) * tick) }
	bid := func(price float64) float64 { return math.Exp(math.Floor(math.Log(price)/tick) * tick) }
	sides := func(mid []float64) Sides {
		s := Sides{make([]float64, len(mid)), make([]float64, len(mid))}
		for i, v := range mid {
			s.Buy[i], s.Sell[i] = ask(v), bid(v)
		}
		return s
	}
	p.CrossOpen, p.Cross100ms, p.Cross1s, p.Cross5s, p.Last = sides(p.Open), sides(p.After100ms), sides(p.After1s), sides(p.After5s), sides(p.Close)
	printed := func(s Sides, buys func(i int) bool) []float64 {
		out := make([]float64, len(s.Buy))
		for i := range out {
			if out[i] = s.Sell[i]; buys(i) {
				out[i] = s.Buy[i]
			}
		}
		return out
	}
	even := func(int) bool { return rng.Float64() < 0.5 }
	p.Open, p.After100ms, p.After1s, p.After5s = printed(p.CrossOpen, even), printed(p.Cross100ms, even), printed(p.Cross1s, even), printed(p.Cross5s, even)
	p.Close = printed(p.Last, func(i int) bool { return rng.NormFloat64() < pressure[i] })
	for i := range p.High {
		p.High[i], p.Low[i] = ask(p.High[i]), bid(p.Low[i])
	}
}

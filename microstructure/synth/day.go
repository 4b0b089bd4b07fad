package synth

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

const (
	barMS = microstructure.IntervalUS / 1000

	sizeSpread   = 1.5 // standard deviation of the log quantity
	flowResponse = 0.6 // log odds of a buyer per unit of pressure
	flowNoise    = 0.3 // log odds, per source and bar
)

// Day returns the trades of one source, an index into Config.Sources, on one
// day, counted from 0 at Config.Start. They are valid, in time order, within
// the UTC day, and owned by the caller; times are whole milliseconds. It
// reports false if there are none: the day is missing (see Config.Awkward), no
// trade happened, or the market has no such source or day.
//
// Calls are independent, so days can be drawn in any order and concurrently.
func (m *Market) Day(source, day int) (microstructure.Trades, bool) {
	if source < 0 || source >= len(m.cfg.Sources) || day < 0 || day >= m.cfg.Days || m.missing(source, day) {
		return microstructure.Trades{}, false
	}
	first := day * barsPerDay
	mean := m.cfg.TradesPerBar * activity(source)
	expected := 0.
	for _, a := range m.activity[first : first+barsPerDay] {
		expected += float64(mean * a)
	}
	d := dayWriter{
		rng:      newStream(m.cfg.Seed, streamTrades, source, day),
		price:    newGrid(m.cfg.PriceTick),
		quantity: newGrid(m.cfg.QuantityStep),
		logSize:  math.Log(m.cfg.MedianQuantity),
		noise:    m.cfg.noise(source),
		half:     m.cfg.SpreadBps / 2e4,
	}
	d.grow(int(expected + float64(5*math.Sqrt(expected)) + 64))
	pathRNG := newStream(m.cfg.Seed, streamPath, 0, day)
	openUS := m.cfg.Start.UnixMicro() + int64(day)*dayUS
	for i := first; i < first+barsPerDay; i++ {
		var path barPath
		path.draw(pathRNG, m.mid[i], m.mid[i+1], m.volatility[i])
		quirk := none
		if m.cfg.Awkward {
			quirk = drawQuirk(d.rng)
		}
		d.arrivals(mean*m.activity[i], quirk)
		d.bar(openUS+int64(i-first)*microstructure.IntervalUS, &path, m.pressure[i], quirk)
	}
	return d.trades, d.trades.Len() > 0
}

type dayWriter struct {
	trades          microstructure.Trades
	rng             *rand.Rand
	at              []float64 // times of the bar's trades, fractions of the bar
	price, quantity grid
	logSize, noise  float64
	half            float64 // of the spread, a fraction of the mid
}

func (d *dayWriter) grow(n int) {
	t := &d.trades
	t.TimestampUS = slices.Grow(t.TimestampUS, n)
	t.Price = slices.Grow(t.Price, n)
	t.Quantity = slices.Grow(t.Quantity, n)
	t.QuoteQuantity = slices.Grow(t.QuoteQuantity, n)
	t.Side = slices.Grow(t.Side, n)
}

// arrivals draws the times of a bar's trades: a Poisson process with the given
// rate per bar, whose exponential gaps need neither a count nor a sort.
func (d *dayWriter) arrivals(rate float64, q quirk) {
	d.at = d.at[:0]
	if n, fixed := q.count(d.rng); fixed {
		for range n {
			d.at = append(d.at, d.rng.Float64())
		}
		slices.Sort(d.at)
		return
	}
	gap := 1 / rate
	for t := d.rng.ExpFloat64() * gap; t < 1; t += float64(d.rng.ExpFloat64() * gap) {
		d.at = append(d.at, t)
	}
	if q == oneInstant {
		for i := range d.at {
			d.at[i] = d.at[0]
		}
	}
}

// bar appends the trades whose times are in d.at.
func (d *dayWriter) bar(openUS int64, path *barPath, pressure float64, q quirk) {
	n := len(d.at)
	if n == 0 {
		return
	}
	d.grow(n)
	t, rng := &d.trades, d.rng
	from, to := t.Len(), t.Len()+n
	*t = microstructure.Trades{TimestampUS: t.TimestampUS[:to], Price: t.Price[:to], Quantity: t.Quantity[:to],
		QuoteQuantity: t.QuoteQuantity[:to], Side: t.Side[:to]}
	timestampUS, price, quantity := t.TimestampUS[from:], t.Price[from:], t.Quantity[from:]
	quoteQuantity, side := t.QuoteQuantity[from:], t.Side[from:]

	buyers := 1 / (1 + math.Exp(float64(-flowResponse*pressure)-float64(flowNoise*rng.NormFloat64())))
	// The path runs to its end at the last trade instead of at the bar's end.
	stretch := 1 / max(d.at[n-1], math.SmallestNonzeroFloat64)
	for i, at := range d.at {
		timestampUS[i] = openUS + 1000*min(int64(at*barMS), barMS-1)
		mid := path.at(at*stretch) * (1 + float64(d.noise*rng.NormFloat64()))
		quantity[i] = d.quantity.round(math.Exp(d.logSize + float64(sizeSpread*rng.NormFloat64())))
		side[i] = microstructure.Sell
		if rng.Float64() < buyers {
			side[i] = microstructure.Buy
		}
		price[i] = d.quote(mid, side[i])
	}
	price[n-1] = d.quote(path.end(), side[n-1])
	switch q {
	case onePrice:
		fill(price, price[n-1])
	case oneSize:
		fill(quantity, d.quantity.round(0))
	}
	for i := range n {
		quoteQuantity[i] = price[i] * quantity[i]
	}
}

// quote is the ask for a taker who buys, the bid for one who sells.
func (d *dayWriter) quote(mid float64, side microstructure.Side) float64 {
	return d.price.round(mid * (1 + float64(float64(side)*d.half)))
}

func fill(x []float64, v float64) {
	for i := range x {
		x[i] = v
	}
}

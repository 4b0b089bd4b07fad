package evidence

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// An Offer describes markets that offer a number of round trips of a known mean
// profit, all of which one configuration of the grid takes, and nothing else:
// OfferThreshold in all regimes, for Holding. After its signal the price drifts
// by as much, in the direction that the configuration trades; otherwise it is a
// random walk. Weaker signals mean nothing.
type Offer struct {
	Name    string
	Days    int
	Holding microstructure.Horizon
	Trips   int     // on offer, spread evenly over the days after the warm-up
	NetBps  float64 // mean profit of a trip, after the fees of the costs it is judged at
	// GoneShare is the last share of the days in which trips gain nothing before
	// fees, [0, 1].
	GoneShare float64
	// LossShare of the trips lose LossBps at once. The others gain so much more
	// that the mean is NetBps.
	LossShare, LossBps float64
	Volatility
}

// OfferThreshold is what the signal of each trip on offer exceeds, and no other
// signal does.
const OfferThreshold = 2

// Right is the configuration that takes what is on offer.
func (o Offer) Right() microstructure.Configuration {
	all := microstructure.RegimeFilter{Name: "all", Regimes: microstructure.AllRegimes}
	return microstructure.Configuration{Filter: all, Threshold: OfferThreshold, Holding: o.Holding}
}

// Validate reports every field that makes no sense, as ErrConfig.
func (o Offer) Validate() error {
	var c field.Check
	c.Whole("Days", o.Days, offerWarmupDays+1, MaxDays)
	c.AtLeast("Holding.Bars", o.Holding.Bars, 1)
	most := 0
	if o.Days > offerWarmupDays && o.Days <= MaxDays && o.Holding.Bars > 0 {
		most = (o.Days - offerWarmupDays) * RowsPerDay / (min(o.Holding.Bars, MaxDays*RowsPerDay) + 2)
	}
	c.Whole("Trips", o.Trips, 1, most)
	c.Number("NetBps", o.NetBps, -500, 500)
	c.Number("GoneShare", o.GoneShare, 0, 1)
	c.Number("LossShare", o.LossShare, 0, 0.5)
	c.Number("LossBps", o.LossBps, 0, 5000)
	o.Volatility.check(&c)
	return c.As(ErrConfig)
}

// offerWarmupDays have no signal: those in which regimes are unknown.
const offerWarmupDays = 3

// Market simulates a market whose trips have the mean profit after a fee per
// round trip; the same seed gives the same market.
func (o Offer) Market(seed uint64, feeBps float64, rule RegimeRule) (*SimulatedMarket, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	n := o.Days * RowsPerDay
	w := newWalk(microstructure.Interval{}, n, o.Volatility, seed)
	w.logVol = o.LogVolatilityStd * w.rng.NormFloat64()
	signal, drift := o.trips(n, feeBps, seed)
	for i := range n {
		vol := w.volatility(i)
		w.bar(i, drift[i]+float64(vol*w.rng.NormFloat64()), vol)
	}
	return w.market(Signal{Score: signal, Value: signal, Valid: make([]int, n)}, rule)
}

// trips are the signals, and the drift in logarithms that follows each trip's.
func (o Offer) trips(n int, feeBps float64, seed uint64) (signal, drift []float64) {
	rng := newRand(seed, streamTrips)
	signal, drift = make([]float64, n), make([]float64, n)
	first := offerWarmupDays * RowsPerDay
	for i := range signal {
		signal[i] = nan
		if i >= first {
			for signal[i] = rng.NormFloat64(); math.Abs(signal[i]) >= OfferThreshold; {
				signal[i] = rng.NormFloat64()
			}
		}
	}
	gross := (o.NetBps + feeBps + float64(o.LossShare*o.LossBps)) / (1 - o.LossShare) / 1e4
	gone := n - int(o.GoneShare*float64(n))
	slot := float64(n-first) / float64(o.Trips)
	for k := range o.Trips {
		// A row of the slot after which the holding still lies within it.
		row := first + int(float64(k)*slot) + rng.IntN(int(slot)-o.Holding.Bars-1)
		side := 1.0
		if rng.Float64() < 0.5 {
			side = -1
		}
		const meanStrength = 0.6 // beyond the threshold: the strongest of the default grid, 2.5, keeps 43 in 100
		signal[row] = -side * (OfferThreshold + float64(meanStrength*rng.ExpFloat64()))
		gain := gross
		if row >= gone {
			gain = 0
		}
		lost := rng.Float64() < o.LossShare
		for i := row + 1; i <= row+o.Holding.Bars && !lost; i++ {
			drift[i] = math.Log1p(side*gain) / float64(o.Holding.Bars)
		}
		if lost {
			drift[row+1+rng.IntN(o.Holding.Bars)] = math.Log1p(-side * o.LossBps / 1e4)
		}
	}
	return signal, drift
}

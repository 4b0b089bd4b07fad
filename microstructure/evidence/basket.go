package evidence

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A Basket describes markets of several symbols that move together: they have
// one signal and one volatility, and offer the same trips. The daily profits of
// a rule on two of them correlate as their returns do.
type Basket struct {
	Offer
	Correlation float64 // of two symbols' returns, [0, 1]
	// SymbolNetBps is the mean profit of a trip of each symbol, after the fees
	// of the costs it is judged at, instead of Offer.NetBps.
	SymbolNetBps []float64
}

// maxBasket is the largest number of symbols.
const maxBasket = 1000

// Validate reports every field that makes no sense, as ErrConfig.
func (b Basket) Validate() error {
	var c field.Check
	c.Also(b.Offer.Validate())
	c.Number("Correlation", b.Correlation, 0, 1)
	c.Whole("number of symbols", len(b.SymbolNetBps), 1, maxBasket)
	for i, bps := range b.SymbolNetBps {
		c.Number(fmt.Sprintf("SymbolNetBps[%d]", i), bps, -500, 500)
	}
	return c.As(ErrConfig)
}

// Markets simulates the market of each symbol, whose trips have their mean
// profit after a fee per round trip; the same seed gives the same markets.
func (b Basket) Markets(seed uint64, feeBps float64, rule RegimeRule) ([]*SimulatedMarket, error) {
	if err := b.Validate(); err != nil {
		return nil, err
	}
	n := b.Days * RowsPerDay
	common := newWalk(microstructure.Interval{}, 0, b.Volatility, seed)
	common.logVol = b.LogVolatilityStd * common.rng.NormFloat64()
	volatility, shared := make([]float64, n), make([]float64, n)
	for i := range n {
		volatility[i], shared[i] = common.volatility(i), common.rng.NormFloat64()
	}
	of, own := math.Sqrt(b.Correlation), math.Sqrt(1-b.Correlation)
	var out []*SimulatedMarket
	for k, net := range b.SymbolNetBps {
		offer := b.Offer
		offer.NetBps = net
		w := newWalk(microstructure.Interval{}, n, b.Volatility, seed+symbolSeed*uint64(k+1))
		signal, drift := offer.trips(n, feeBps, seed)
		for i, vol := range volatility {
			w.bar(i, drift[i]+float64(vol*(float64(of*shared[i])+float64(own*w.rng.NormFloat64()))), vol)
		}
		m, err := w.market(Signal{Score: signal, Value: signal, Valid: make([]int, n)}, rule)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// symbolSeed is the distance of the seeds of two symbols, far from those of two
// baskets.
const symbolSeed = 0x9e3779b97f4a7c15

package ingest

import "math"

// A sizing converts the quantities in files to amounts.
type sizing struct {
	contract contract
	divisor  float64 // 1 ÷ size where that is whole, so that 7 contracts of 0.01 are 0.07
	scale    float64 // see Listing
}

func newSizing(c contract, scale float64) sizing {
	s := sizing{contract: c, scale: scale}
	if d := math.Round(1 / c.size); c.size < 1 && 1/d == c.size {
		s.divisor = d
	}
	return s
}

// of converts a quantity at a price to the amount of a row and the quantities
// in base and quote currency.
func (s *sizing) of(price, quantity float64) (amount, base, quote float64) {
	switch {
	case s.divisor != 0:
		quantity /= s.divisor
	case s.contract.size != 1:
		quantity *= s.contract.size
	}
	if s.contract.quote {
		return quantity, quantity / price, quantity
	}
	return quantity, quantity, quantity * price
}

// countable reports whether none of a trade's numbers is too small or too large
// to compute with.
func (s *sizing) countable(price, base, quote float64) bool {
	if !(countable(base) && countable(quote)) {
		return false
	}
	return s.scale == 1 || countable(base/s.scale) && countable(price*s.scale)
}

func countable(v float64) bool { return v > 0 && v <= math.MaxFloat64 }

package microstructure

import "math"

// delaysUS are those at which fills are recorded, in the order of crossPrices.
var delaysUS = [...]int64{0, 100_000, 1_000_000, 5_000_000}

// crossPrices are the prices of the first trades of each side, by delay.
func (k *Takers) crossPrices() (buy, sell [len(delaysUS)]*float64) {
	return [...]*float64{&k.BuyAtOpen, &k.BuyAfter100ms, &k.BuyAfter1s, &k.BuyAfter5s},
		[...]*float64{&k.SellAtOpen, &k.SellAfter100ms, &k.SellAfter1s, &k.SellAfter5s}
}

// takersOf finds the prices among the trades of a bar that opens at openUS.
func takersOf(openUS int64, t *Trades) Takers {
	var k Takers
	ts, n := t.TimestampUS, t.Len()
	// From the longest delay to none, so that each trade is looked at once.
	end := n
	if ts[n-1] >= openUS+CrossWindowUS {
		end = firstFrom(ts, openUS+CrossWindowUS)
	}
	buy, sell := math.NaN(), math.NaN()
	buys, sells := k.crossPrices()
	for d := len(delaysUS) - 1; d >= 0; d-- {
		from := 0
		if d > 0 {
			from = firstFrom(ts, openUS+delaysUS[d])
		}
		buy, sell = firstTakers(t.Price, t.Side, from, end, buy, sell)
		*buys[d], *sells[d] = buy, sell
		end = from
	}
	k.LastBuy, k.LastSell = lastTakers(t.Price[:n], t.Side)
	return k
}

// firstTakers are the prices of the first trades of each side among [from, to),
// and those given where there is none.
func firstTakers(p []float64, side []Side, from, to int, buy, sell float64) (float64, float64) {
	if from >= to {
		return buy, sell
	}
	first := side[from]
	other := from + 1
	for other < to && side[other] == first {
		other++
	}
	if first == Buy {
		buy = p[from]
		if other < to {
			sell = p[other]
		}
		return buy, sell
	}
	sell = p[from]
	if other < to {
		buy = p[other]
	}
	return buy, sell
}

// lastTakers are the prices of the last trades of each side, NaN for none.
func lastTakers(p []float64, side []Side) (buy, sell float64) {
	last := len(p) - 1
	other := last - 1
	for other >= 0 && side[other] == side[last] {
		other--
	}
	before := math.NaN()
	if other >= 0 {
		before = p[other]
	}
	if side[last] == Buy {
		return p[last], before
	}
	return before, p[last]
}

// complete looks for the first trades that a bar of openUS lacks among later
// ones. It reports whether there may be more to find after them.
func (k *Takers) complete(openUS int64, t *Trades) (more bool) {
	end := firstFrom(t.TimestampUS, openUS+CrossWindowUS)
	buys, sells := k.crossPrices()
	for d := range delaysUS {
		if !math.IsNaN(*buys[d]) && !math.IsNaN(*sells[d]) {
			continue
		}
		from := firstFrom(t.TimestampUS, openUS+delaysUS[d])
		buy, sell := firstTakers(t.Price, t.Side, from, end, math.NaN(), math.NaN())
		if math.IsNaN(*buys[d]) {
			*buys[d] = buy
		}
		if math.IsNaN(*sells[d]) {
			*sells[d] = sell
		}
		more = more || math.IsNaN(*buys[d]) || math.IsNaN(*sells[d])
	}
	return more && end == t.Len()
}

package microstructure

import "math"

// delaysUS are those at which fills are recorded, in the order of crossPrices.
var delaysUS = [...]int64{0, 100_000, 1_000_000, 5_000_000}

// crossPrices are a bar's fields of the first trades of each side, by delay.
func (b *Bar) crossPrices() (buy, sell [len(delaysUS)]*float64) {
	return [...]*float64{&b.BuyAtOpen, &b.BuyAfter100ms, &b.BuyAfter1s, &b.BuyAfter5s},
		[...]*float64{&b.SellAtOpen, &b.SellAfter100ms, &b.SellAfter1s, &b.SellAfter5s}
}

// takerPrices sets the prices of the first trades after each delay, and of the
// last ones.
func takerPrices(bar *Bar, p []float64, ts []int64, side []Side) {
	n := len(p)
	from := [...]int{0, firstFrom(ts, bar.TimestampUS+delaysUS[1]), firstFrom(ts, bar.TimestampUS+delaysUS[2]), firstFrom(ts, bar.TimestampUS+delaysUS[3])}
	after := func(i int) float64 {
		if i == n {
			return math.NaN()
		}
		return p[i]
	}
	bar.After100ms, bar.After1s, bar.After5s = after(from[1]), after(from[2]), after(from[3])

	// From the longest delay to none, so that each trade is looked at once.
	end := n
	if ts[n-1] >= bar.TimestampUS+CrossWindowUS {
		end = firstFrom(ts, bar.TimestampUS+CrossWindowUS)
	}
	buy, sell := math.NaN(), math.NaN()
	buys, sells := bar.crossPrices()
	for k := len(from) - 1; k >= 0; k-- {
		buy, sell = firstTakers(p, side, from[k], end, buy, sell)
		*buys[k], *sells[k] = buy, sell
		end = from[k]
	}
	bar.LastBuy, bar.LastSell = lastTakers(p, side)
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

// completeTakers looks for the first trades that a bar lacks among later ones.
// It reports whether there may be more to find after them.
func completeTakers(bar *Bar, t *Trades) (more bool) {
	end := firstFrom(t.TimestampUS, bar.TimestampUS+CrossWindowUS)
	buys, sells := bar.crossPrices()
	for k := range delaysUS {
		if !math.IsNaN(*buys[k]) && !math.IsNaN(*sells[k]) {
			continue
		}
		from := firstFrom(t.TimestampUS, bar.TimestampUS+delaysUS[k])
		buy, sell := firstTakers(t.Price, t.Side, from, end, math.NaN(), math.NaN())
		if math.IsNaN(*buys[k]) {
			*buys[k] = buy
		}
		if math.IsNaN(*sells[k]) {
			*sells[k] = sell
		}
		more = more || math.IsNaN(*buys[k]) || math.IsNaN(*sells[k])
	}
	return more && end == t.Len()
}

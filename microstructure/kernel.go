package microstructure

import (
	"math"
	"sort"
)

// guard keeps denominators away from zero, as the reference does.
const guard = 1e-10

// A kernel computes one bar from the trades of one interval. Each sum adds in
// the order numpy's does, so that features that tie in the reference tie here,
// and a bar does not depend on how its trades arrived.
//
// Each pass does one thing over data that fit the second-level cache: measured,
// that is faster than fewer passes that run out of registers.
type kernel struct {
	a, b  []float64 // scratch, as long as the longest bar
	sizes selector
}

// bar needs at least two valid trades of one interval, in order of time.
func (k *kernel) bar(openUS int64, t *Trades) Bar {
	n := t.Len()
	p, q, qq, side, ts := t.Price[:n], t.Quantity[:n], t.QuoteQuantity[:n], t.Side[:n], t.TimestampUS[:n]
	if len(k.a) < n {
		k.a, k.b = make([]float64, n+n/4), make([]float64, n+n/4)
	}
	bar := Bar{TimestampUS: openUS, Open: p[0], Close: p[n-1], TradeCount: int64(n)}
	bar.High, bar.Low = extremes(p)
	bar.Volume = pairwiseSum(q)
	volume := max(bar.Volume, guard)

	buys := k.splitBySide(q, side)
	bar.BuyVolume, bar.SellVolume = pairwiseSum(k.a[:buys]), pairwiseSum(k.b[:n-buys])
	bar.VolImbalance = (bar.BuyVolume - bar.SellVolume) / volume
	bar.CountImbalance = float64(buys-(n-buys)) / float64(n)

	k.splitBySide(qq, side)
	buyQuote, sellQuote := pairwiseSum(k.a[:buys]), pairwiseSum(k.b[:n-buys])
	bar.QuoteVolume = buyQuote + sellQuote
	bar.DollarImbalance = (buyQuote - sellQuote) / max(bar.QuoteVolume, guard)

	vwap := pairwiseSum(qq) / volume
	bar.PriceRange = (bar.High - bar.Low) / max(vwap, guard)
	bar.CloseVsVWAP = (bar.Close - vwap) / max(vwap, guard)

	k.largeTrades(&bar, q, side, volume)
	k.volumeProfile(&bar, p, q, volume)
	arrivals(&bar, ts)
	bar.After100ms = priceFrom(p, ts, openUS+100_000)
	bar.After1s = priceFrom(p, ts, openUS+1_000_000)
	bar.After5s = priceFrom(p, ts, openUS+5_000_000)
	if n > 10 {
		bar.KyleLambda = k.kyleLambda(p, q, side)
	}
	return bar
}

// splitBySide copies buys to k.a and sells to k.b, and counts the buys.
func (k *kernel) splitBySide(x []float64, side []Side) int {
	a, b := k.a[:len(x)], k.b[:len(x)]
	side = side[:len(x)]
	buys := 0
	for i, v := range x {
		a[buys] = v
		b[i-buys] = v
		buys += int(side[i]+1) >> 1
	}
	return buys
}

// largeTrades covers the trades at or above the bar's 90th percentile of size.
func (k *kernel) largeTrades(bar *Bar, q []float64, side []Side, volume float64) {
	threshold := k.sizes.percentile90(q)
	buys, sells, all := k.a[:len(q)], k.b[:len(q)], k.sizes.buffer(len(q))
	nBuy, n := 0, 0
	for i, v := range q {
		if v >= threshold {
			buys[nBuy] = v
			sells[n-nBuy] = v
			all[n] = v
			n++
			nBuy += int(side[i]+1) >> 1
		}
	}
	buy, sell := pairwiseSum(buys[:nBuy]), pairwiseSum(sells[:n-nBuy])
	bar.LargeImbalance = (buy - sell) / max(buy+sell, guard)
	bar.LargeVolPct = pairwiseSum(all[:n]) / volume
}

// volumeProfile splits volume at the middle of the bar's price range.
func (k *kernel) volumeProfile(bar *Bar, p, q []float64, volume float64) {
	mid := (bar.High + bar.Low) / 2
	above, below := k.a[:len(q)], k.b[:len(q)]
	n := 0
	for i, v := range q {
		above[n] = v
		below[i-n] = v
		if p[i] >= mid {
			n++
		}
	}
	bar.VolProfileSkew = (pairwiseSum(above[:n]) - pairwiseSum(below[:len(q)-n])) / volume
}

// arrivals sets the features that depend on times alone.
func arrivals(bar *Bar, ts []int64) {
	n := len(ts)
	first, last := ts[0], ts[n-1]
	bar.ArrivalRate = float64(n) / max(float64(last-first)/1e6, 0.001)

	mid := float64(first+last) / 2
	early := sort.Search(n, func(i int) bool { return float64(ts[i]) >= mid })
	bar.TradeAcceleration = float64(n-2*early) / float64(n)

	if n == 2 {
		bar.Burstiness = 1
		return
	}
	mean := float64(last-first) / float64(n-1)
	bar.ITICV = math.Sqrt(sumSquaredGaps(ts, mean)/float64(n-1)) / max(mean, 1)
	bar.Burstiness = float64(busiestFifth(ts)) / float64(n)
}

// sumSquaredGaps adds the squared deviations of inter-trade times from their mean.
func sumSquaredGaps(ts []int64, mean float64) float64 {
	var s0, s1 float64
	i := 1
	for ; i+1 < len(ts); i += 2 {
		d0 := float64(ts[i]-ts[i-1]) - mean
		d1 := float64(ts[i+1]-ts[i]) - mean
		s0 += d0 * d0
		s1 += d1 * d1
	}
	if i < len(ts) {
		d := float64(ts[i]-ts[i-1]) - mean
		s0 += d * d
	}
	return s0 + s1
}

// busiestFifth cuts the span from first to last trade into five equal parts,
// the last one closed on the right, and counts the trades of the fullest.
func busiestFifth(ts []int64) int {
	n := len(ts)
	first, last := float64(ts[0]), float64(ts[n-1])
	if first == last {
		return n
	}
	step := (last - first) / 5
	most, from := 0, 0
	for part := 1.0; part <= 5; part++ {
		to := n
		if part < 5 {
			edge := part*step + first
			to = from + sort.Search(n-from, func(i int) bool { return float64(ts[from+i]) >= edge })
		}
		most = max(most, to-from)
		from = to
	}
	return most
}

// kyleLambda is the correlation of signed volume with the price change it
// came with: 0 for a constant signed volume, NaN for a constant price.
func (k *kernel) kyleLambda(p, q []float64, side []Side) float64 {
	n := len(q) - 1
	x, y := k.a[:n], k.b[:n]
	for i := range n {
		x[i] = q[i+1] * float64(side[i+1])
		y[i] = p[i+1] - p[i]
	}
	meanX, meanY := pairwiseSum(x)/float64(n), pairwiseSum(y)/float64(n)
	var xx, yy, xy float64
	for i, v := range x {
		dx, dy := v-meanX, y[i]-meanY
		xx += dx * dx
		yy += dy * dy
		xy += dx * dy
	}
	if xx == 0 {
		return 0
	}
	return clamp(xy/math.Sqrt(xx)/math.Sqrt(yy), -1, 1)
}

// clamp limits x to [low, high] and keeps NaN.
func clamp(x, low, high float64) float64 {
	switch {
	case x < low:
		return low
	case x > high:
		return high
	}
	return x
}

// priceFrom is the price of the first trade at or after a time, NaN if there is none.
func priceFrom(p []float64, ts []int64, us int64) float64 {
	i := sort.Search(len(ts), func(i int) bool { return ts[i] >= us })
	if i == len(ts) {
		return math.NaN()
	}
	return p[i]
}

// extremes gives the largest and smallest price. Positive floats order as
// their bits do, and integer comparisons need no branch.
func extremes(p []float64) (high, low float64) {
	hi := math.Float64bits(p[0])
	lo := hi
	for _, v := range p[1:] {
		b := math.Float64bits(v)
		hi = max(hi, b)
		lo = min(lo, b)
	}
	return math.Float64frombits(hi), math.Float64frombits(lo)
}

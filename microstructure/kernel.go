package microstructure

import "math"

// guard keeps denominators away from zero, as the reference does.
const guard = 1e-10

// A kernel computes one bar from the trades of one interval. Each sum adds in
// the order numpy's does, so that features that tie in the reference tie here,
// and a bar does not depend on how its trades arrived. Only the moments of
// ITICV and KyleLambda, which nothing ranks, add in an order of their own.
//
// The columns of a bar fit the second-level cache, and a pass costs less than a
// mispredicted branch: selections copy every value and advance past those to keep.
type kernel struct {
	columns
	sizes selector
}

// columns are scratch, each longer than the longest bar by vectorLen.
type columns struct {
	buyQ, sellQ, buyQQ, sellQQ []float64
	signed                     []float64 // quantities, negative for sells
}

// vectorLen is how many values a vector pass writes at once, wanted or not.
const vectorLen = 8

// bar needs at least two valid trades of one interval, in order of time.
func (k *kernel) bar(openUS int64, t *Trades) Bar {
	n := t.Len()
	p, q, qq, side, ts := t.Price[:n], t.Quantity[:n], t.QuoteQuantity[:n], t.Side[:n], t.TimestampUS[:n]
	k.grow(n)
	bar := Bar{TimestampUS: openUS, Open: p[0], Close: p[n-1], TradeCount: int64(n)}
	bar.High, bar.Low = pass.extremes(p)
	var quoteVolume float64
	bar.Volume, quoteVolume = pass.pairwiseSums(q, qq)
	volume := max(bar.Volume, guard)

	buys := pass.splitBySide(&k.columns, q, qq, side)
	sells := n - buys
	var buyQuote, sellQuote float64
	bar.BuyVolume, buyQuote = pass.pairwiseSums(k.buyQ[:buys], k.buyQQ[:buys])
	bar.SellVolume, sellQuote = pass.pairwiseSums(k.sellQ[:sells], k.sellQQ[:sells])
	bar.VolImbalance = (bar.BuyVolume - bar.SellVolume) / volume
	bar.CountImbalance = float64(buys-sells) / float64(n)
	bar.QuoteVolume = buyQuote + sellQuote
	bar.DollarImbalance = (buyQuote - sellQuote) / max(bar.QuoteVolume, guard)

	vwap := quoteVolume / volume
	bar.PriceRange = (bar.High - bar.Low) / max(vwap, guard)
	bar.CloseVsVWAP = (bar.Close - vwap) / max(vwap, guard)

	k.largeTrades(&bar, q, volume)
	k.volumeProfile(&bar, p, q, volume)
	arrivals(&bar, ts)
	bar.After100ms = priceFrom(p, ts, openUS+100_000)
	bar.After1s = priceFrom(p, ts, openUS+1_000_000)
	bar.After5s = priceFrom(p, ts, openUS+5_000_000)
	if n > 10 {
		bar.KyleLambda = kyleLambda(p, k.signed[:n])
	}
	return bar
}

func (k *kernel) grow(n int) {
	if len(k.signed) >= n+vectorLen {
		return
	}
	for _, column := range []*[]float64{&k.buyQ, &k.sellQ, &k.buyQQ, &k.sellQQ, &k.signed} {
		*column = make([]float64, n+n/4+vectorLen)
	}
}

// largeTrades covers the trades at or above the bar's 90th percentile of size.
func (k *kernel) largeTrades(bar *Bar, q []float64, volume float64) {
	threshold, candidates := k.sizes.percentile90(q, k.signed[:len(q)])
	limit := math.Float64bits(threshold)
	c := len(candidates)
	buys, sells, all := asBits(k.buyQ[:c]), asBits(k.sellQ[:c]), asBits(k.buyQQ[:c])
	buy, n := 0, 0
	for _, v := range asBits(candidates) {
		size := v &^ signBit
		buys[buy], sells[n-buy], all[n] = size, size, size
		large := 0
		if size >= limit {
			large = 1
		}
		n += large
		buy += large &^ int(v>>63)
	}
	buyVolume, sellVolume := pass.pairwiseSum(k.buyQ[:buy]), pass.pairwiseSum(k.sellQ[:n-buy])
	bar.LargeImbalance = (buyVolume - sellVolume) / max(buyVolume+sellVolume, guard)
	bar.LargeVolPct = pass.pairwiseSum(k.buyQQ[:n]) / volume
}

// volumeProfile splits volume at the middle of the bar's price range.
func (k *kernel) volumeProfile(bar *Bar, p, q []float64, volume float64) {
	n := len(q)
	high := pass.splitByPrice(&k.columns, p, q, (bar.High+bar.Low)/2)
	bar.VolProfileSkew = (pass.pairwiseSum(k.buyQ[:high]) - pass.pairwiseSum(k.sellQ[:n-high])) / volume
}

package microstructure

import "github.com/tickbook/tickbook/microstructure/internal/vector"

// guard keeps denominators away from zero, as the reference does.
const guard = 1e-10

// A kernel computes one bar from the trades of one interval. Each sum adds in
// numpy's order, so that features that tie in the reference tie here, and a bar
// does not depend on how its trades were batched. Only the moments of ITICV and
// KyleLambda are not ranked, so their summation order is free.
//
// The columns of a bar fit the second-level cache, and a pass costs less than a
// mispredicted branch: selections copy every value and advance past those to
// keep. The end of each loop is such a branch where bars have some dozens of
// trades. Those cost most by how many loops they take, not by how long these
// are: searches share one, remainders of sums have none, and order statistics
// are found by counting.
type kernel struct {
	vector.Columns
	sizes vector.Selector
}

// bar sets a bar to that of at least two valid trades of one interval, in time
// order. It is written where it stays: copies of short bars would show.
func (k *kernel) bar(bar *Bar, openUS int64, t *Trades) {
	n := t.Len()
	p, q, qq, side, ts := t.Price[:n], t.Quantity[:n], t.QuoteQuantity[:n], t.Side[:n], t.TimestampUS[:n]
	k.Grow(n)
	*bar = Bar{TimestampUS: openUS, Open: p[0], Close: p[n-1], TradeCount: int64(n)}
	bar.High, bar.Low = vector.Extremes(p)
	var quoteVolume float64
	bar.Volume, quoteVolume = vector.Sums(q, qq)
	volume := max(bar.Volume, guard)

	buys := vector.SplitBySide(&k.Columns, q, qq, side)
	sells := n - buys
	var buyQuote, sellQuote float64
	bar.BuyVolume, buyQuote = vector.Sums(k.BuyQ[:buys], k.BuyQQ[:buys])
	bar.SellVolume, sellQuote = vector.Sums(k.SellQ[:sells], k.SellQQ[:sells])
	bar.VolImbalance = (bar.BuyVolume - bar.SellVolume) / volume
	bar.CountImbalance = float64(buys-sells) / float64(n)
	bar.QuoteVolume = buyQuote + sellQuote
	bar.DollarImbalance = (buyQuote - sellQuote) / max(bar.QuoteVolume, guard)

	vwap := quoteVolume / volume
	bar.PriceRange = (bar.High - bar.Low) / max(vwap, guard)
	bar.CloseVsVWAP = (bar.Close - vwap) / max(vwap, guard)

	k.largeTrades(bar, q, volume)
	k.volumeProfile(bar, p, q, volume)
	arrivals(bar, ts)
	bar.After100ms = priceFrom(p, ts, openUS+delaysUS[1])
	bar.After1s = priceFrom(p, ts, openUS+delaysUS[2])
	bar.After5s = priceFrom(p, ts, openUS+delaysUS[3])
	if n > 10 {
		bar.KyleLambda = kyleLambda(p, k.Signed[:n])
	}
}

// largeTrades sets the features of trades at or above the bar's 90th percentile
// of size.
func (k *kernel) largeTrades(bar *Bar, q []float64, volume float64) {
	threshold, candidates := k.sizes.Percentile90(q, k.Signed[:len(q)])
	buyVolume, sellVolume, largeVolume := vector.SumsBySize(&k.Columns, candidates, threshold, len(q))
	bar.LargeImbalance = (buyVolume - sellVolume) / max(buyVolume+sellVolume, guard)
	bar.LargeVolPct = largeVolume / volume
}

// volumeProfile splits the volume at the middle of the bar's price range.
func (k *kernel) volumeProfile(bar *Bar, p, q []float64, volume float64) {
	n := len(q)
	high := vector.SplitByPrice(&k.Columns, p, q, (bar.High+bar.Low)/2)
	bar.VolProfileSkew = (vector.Sum(k.BuyQ[:high]) - vector.Sum(k.SellQ[:n-high])) / volume
}

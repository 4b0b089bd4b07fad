package microstructure

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// plainBar computes a bar as the formulas of Features read: a copy for every
// selection, a sort for every order statistic, one statement after the other.
func plainBar(openUS int64, t *Trades) Bar {
	n := t.Len()
	pick := func(x []float64, keep func(i int) bool) []float64 {
		var out []float64
		for i, v := range x {
			if keep(i) {
				out = append(out, v)
			}
		}
		return out
	}
	sum := func(x []float64, keep func(i int) bool) float64 { return plainPairwiseSum(pick(x, keep)) }
	any := func(int) bool { return true }
	buy := func(i int) bool { return t.Side[i] == Buy }
	sell := func(i int) bool { return t.Side[i] == Sell }
	p, q, qq, ts := t.Price, t.Quantity, t.QuoteQuantity, t.TimestampUS

	b := Bar{TimestampUS: openUS, TradeCount: int64(n), Open: p[0], Close: p[n-1], High: slices.Max(p), Low: slices.Min(p)}
	b.Volume, b.BuyVolume, b.SellVolume = sum(q, any), sum(q, buy), sum(q, sell)
	volume := max(b.Volume, guard)
	b.VolImbalance = (b.BuyVolume - b.SellVolume) / volume
	buyQuote, sellQuote := sum(qq, buy), sum(qq, sell)
	b.QuoteVolume = buyQuote + sellQuote
	b.DollarImbalance = (buyQuote - sellQuote) / max(b.QuoteVolume, guard)
	b.CountImbalance = float64(len(pick(q, buy))-len(pick(q, sell))) / float64(n)
	vwap := sum(qq, any) / volume
	b.PriceRange, b.CloseVsVWAP = (b.High-b.Low)/max(vwap, guard), (b.Close-vwap)/max(vwap, guard)

	sizes := slices.Clone(q)
	slices.Sort(sizes)
	threshold := Quantile(sizes, 0.9)
	largeBuy := sum(q, func(i int) bool { return q[i] >= threshold && buy(i) })
	largeSell := sum(q, func(i int) bool { return q[i] >= threshold && sell(i) })
	b.LargeImbalance = (largeBuy - largeSell) / max(largeBuy+largeSell, guard)
	b.LargeVolPct = sum(q, func(i int) bool { return q[i] >= threshold }) / volume
	mid := (b.High + b.Low) / 2
	b.VolProfileSkew = (sum(q, func(i int) bool { return p[i] >= mid }) - sum(q, func(i int) bool { return p[i] < mid })) / volume

	plainTimes(&b, ts)
	after := func(us int64) float64 {
		for i := range ts {
			if ts[i] >= openUS+us {
				return p[i]
			}
		}
		return math.NaN()
	}
	b.After100ms, b.After1s, b.After5s = after(100_000), after(1_000_000), after(5_000_000)
	if n > 10 {
		b.KyleLambda = plainKyleLambda(t)
	}
	return b
}

// plainTakers looks for the first trades of each side in all trades, and for
// the last in those of the bar.
func plainTakers(openUS int64, all, own *Trades) (k Takers) {
	first := func(side Side, us int64) float64 {
		for i, at := range all.TimestampUS {
			if at >= openUS+us && at < openUS+5*60*1_000_000 && all.Side[i] == side {
				return all.Price[i]
			}
		}
		return math.NaN()
	}
	k.BuyAtOpen, k.BuyAfter100ms, k.BuyAfter1s, k.BuyAfter5s = first(Buy, 0), first(Buy, 100_000), first(Buy, 1_000_000), first(Buy, 5_000_000)
	k.SellAtOpen, k.SellAfter100ms, k.SellAfter1s, k.SellAfter5s = first(Sell, 0), first(Sell, 100_000), first(Sell, 1_000_000), first(Sell, 5_000_000)
	k.LastBuy, k.LastSell = math.NaN(), math.NaN()
	for i, side := range own.Side {
		if side == Buy {
			k.LastBuy = own.Price[i]
		} else {
			k.LastSell = own.Price[i]
		}
	}
	return k
}

func checkTakers(t *testing.T, what string, got, want Takers) {
	t.Helper()
	for _, f := range TakerFields() {
		if g, w := *f.At(&got), *f.At(&want); g != w && !(math.IsNaN(g) && math.IsNaN(w)) {
			t.Errorf("%s: %s is %v, plainly looked for it is %v", what, f.Name, g, w)
		}
	}
}

func plainTimes(b *Bar, ts []int64) {
	n := len(ts)
	first, last := ts[0], ts[n-1]
	b.ArrivalRate = float64(n) / max(float64(last-first)/1e6, 0.001)
	mid := float64(first+last) / 2
	early := 0
	for _, us := range ts {
		if float64(us) < mid {
			early++
		}
	}
	b.TradeAcceleration = float64(n-early-early) / float64(n)
	b.Burstiness = 1
	if n == 2 {
		return
	}
	var squares []float64
	mean := float64(last-first) / float64(n-1)
	for i := 1; i < n; i++ {
		d := float64(ts[i]-ts[i-1]) - mean
		squares = append(squares, d*d)
	}
	b.ITICV = math.Sqrt(plainPairwiseSum(squares)/float64(n-1)) / max(mean, 1)
	if first == last {
		return
	}
	var counts [5]int
	for _, us := range ts {
		part := 0
		for part < 4 && float64(us) >= float64(part+1)*((float64(last)-float64(first))/5)+float64(first) {
			part++
		}
		counts[part]++
	}
	b.Burstiness = float64(slices.Max(counts[:])) / float64(n)
}

func plainKyleLambda(t *Trades) float64 {
	var x, y []float64
	for i := 1; i < t.Len(); i++ {
		x = append(x, t.Quantity[i]*float64(t.Side[i]))
		y = append(y, t.Price[i]-t.Price[i-1])
	}
	meanX, meanY := plainPairwiseSum(x)/float64(len(x)), plainPairwiseSum(y)/float64(len(y))
	var xx, yy, xy []float64
	for i := range x {
		dx, dy := x[i]-meanX, y[i]-meanY
		xx, yy, xy = append(xx, dx*dx), append(yy, dy*dy), append(xy, dx*dy)
	}
	if plainPairwiseSum(xx) == 0 {
		return 0
	}
	return clamp(plainPairwiseSum(xy)/math.Sqrt(plainPairwiseSum(xx))/math.Sqrt(plainPairwiseSum(yy)), -1, 1)
}

// plainPairwiseSum is numpy's pairwise_sum, read off its C.
func plainPairwiseSum(x []float64) float64 {
	n := len(x)
	if n > 128 {
		half := n/2 - n/2%8
		return plainPairwiseSum(x[:half]) + plainPairwiseSum(x[half:])
	}
	s := 0.0
	i := 0
	if n >= 8 {
		var r [8]float64
		for ; i+8 <= n; i += 8 {
			for j := range r {
				r[j] += x[i+j]
			}
		}
		s = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]))
	}
	for ; i < n; i++ {
		s += x[i]
	}
	return s
}

// awkwardTrades is one interval's trades with ties, bursts, long runs of one
// side, standing prices and sizes over many magnitudes, some by some.
func awkwardTrades(r *rand.Rand, n int) Trades {
	var t Trades
	sizes := []func() float64{
		func() float64 { return math.Exp(4 * r.NormFloat64()) },
		func() float64 { return float64(1+r.IntN(3)) / 1000 },
		func() float64 { return 0.5 },
		func() float64 { return math.Ldexp(1+r.Float64(), r.IntN(600)-300) },
		func() float64 { return math.Max(0.001, math.Round(1000*math.Exp(r.NormFloat64()))/1000) },
	}
	size := sizes[r.IntN(len(sizes))]
	rising := r.IntN(4) == 0
	stuck := []float64{0, 0.5, 0.99, 1}[r.IntN(4)]
	buys := []float64{0, 0.02, 0.5, 0.5, 1}[r.IntN(5)]
	gap := []int64{0, 1, 3, 1000, 40_000}[r.IntN(5)]
	price, us := 95_000.0, int64(1_760_000_100_000_000)
	us += r.Int64N(1000)
	for i := range n {
		if r.Float64() >= stuck {
			price += 0.1 * math.Round(2*r.NormFloat64())
		}
		if r.IntN(3) == 0 {
			us += r.Int64N(1 + 2*gap)
		}
		q := size()
		if rising {
			q *= 1 + float64(i)
		}
		side := Sell
		if r.Float64() < buys {
			side = Buy
		}
		t.TimestampUS = append(t.TimestampUS, us)
		t.Price = append(t.Price, price)
		t.Quantity = append(t.Quantity, q)
		t.QuoteQuantity = append(t.QuoteQuantity, q*price)
		t.Side = append(t.Side, side)
	}
	return t
}

// checkBar compares a bar with the plain one: to the bit, but for the two
// features whose sums may add in any order.
func checkBar(t *testing.T, what string, got, want Bar) {
	t.Helper()
	for _, f := range BarColumns() {
		g, w := f.Of(&got), f.Of(&want)
		near := !exact(f.Name) && math.Abs(g-w) <= 1e-12*max(1, math.Abs(w))
		if math.Float64bits(g) != math.Float64bits(w) && !(math.IsNaN(g) && math.IsNaN(w)) && !near {
			t.Errorf("%s: %s is %v, plainly computed it is %v", what, f.Name, g, w)
		}
	}
	if got.TimestampUS != want.TimestampUS || got.TradeCount != want.TradeCount {
		t.Errorf("%s: opens at %d with %d trades, want %d with %d", what, got.TimestampUS, got.TradeCount, want.TimestampUS, want.TradeCount)
	}
}

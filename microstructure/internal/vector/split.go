package vector

import "math"

// Columns are scratch space for the trades of a bar, split by a property: each
// is as long as the trades, or longer.
type Columns struct {
	BuyQ, SellQ   []float64 // quantities
	BuyQQ, SellQQ []float64 // quote quantities
	Signed        []float64 // quantities in the order of trades, negative for sells
}

// Grow makes room for n trades.
func (c *Columns) Grow(n int) {
	if len(c.Signed) >= n {
		return
	}
	for _, column := range []*[]float64{&c.BuyQ, &c.SellQ, &c.BuyQQ, &c.SellQQ, &c.Signed} {
		*column = make([]float64, n+n/4)
	}
}

func splitBySide(buyQ, sellQ, buyQQ, sellQQ, signed, q, qq []float64, side []int8) int {
	n := len(q)
	qq, side = qq[:n], side[:n]
	buyQ, sellQ, buyQQ, sellQQ, signed = buyQ[:n], sellQ[:n], buyQQ[:n], sellQQ[:n], signed[:n]
	buys, sells := 0, 0
	for i, v := range q {
		w, sell := qq[i], int(side[i]>>7) // -1 for a sell, else 0
		buyQ[buys], buyQQ[buys] = v, w
		sellQ[sells], sellQQ[sells] = v, w
		signed[i] = math.Float64frombits(math.Float64bits(v) ^ uint64(sell)<<63)
		sells -= sell
		buys += 1 + sell
	}
	return buys
}

func splitByPrice(high, low, p, q []float64, mid float64) int {
	limit := math.Float64bits(mid)
	above, below, prices := asBits(high[:len(q)]), asBits(low[:len(q)]), asBits(p[:len(q)])
	n := 0
	for i, v := range asBits(q) {
		above[n], below[i-n] = v, v
		if prices[i] >= limit {
			n++
		}
	}
	return n
}

// SumsBySize adds those candidates, quantities with the sign of their side,
// whose size is limit or more: the sizes of buys, of sells and of all, each as
// Sum does. The candidates are of n trades, a tenth of which are selected unless
// sizes are equal.
func SumsBySize(c *Columns, candidates []float64, limit float64, n int) (bought, sold, all float64) {
	if n <= mostInTurn {
		if bought, sold, all, ok := sumsInTurn(candidates, limit); ok {
			return bought, sold, all
		}
	}
	buys, sells := splitBySize(c, candidates, limit)
	return Sum(c.BuyQ[:buys]), Sum(c.SellQ[:sells]), Sum(c.BuyQQ[:buys+sells])
}

// mostInTurn is of how many trades fewer than eight are selected, which Sum adds
// one after the other.
const mostInTurn = 70

// sumsInTurn is SumsBySize of fewer than eight selected candidates; of more it
// reports false. What is not selected adds -0, which changes no sum.
func sumsInTurn(candidates []float64, limit float64) (bought, sold, all float64, ok bool) {
	from, selected := math.Float64bits(limit), uint64(0)
	for _, v := range asBits(candidates) {
		size := v &^ signBit
		large := (size-from)>>63 - 1 // all ones if size is at or above from
		sell := uint64(int64(v) >> 63)
		selected -= large
		all += math.Float64frombits(size&large | signBit&^large)
		bought += math.Float64frombits(size&large&^sell | signBit&^(large&^sell))
		sold += math.Float64frombits(size&large&sell | signBit&^(large&sell))
	}
	return bought, sold, all, selected < 8
}

// splitBySize selects candidates as SumsBySize does. It copies the sizes of buys
// to c.BuyQ, of sells to c.SellQ and of all to c.BuyQQ.
func splitBySize(c *Columns, candidates []float64, limit float64) (buys, sells int) {
	from, most := math.Float64bits(limit), len(candidates)
	bought, sold, all := asBits(c.BuyQ[:most]), asBits(c.SellQ[:most]), asBits(c.BuyQQ[:most])
	buy, n := 0, 0
	for _, v := range asBits(candidates) {
		size := v &^ signBit
		bought[buy], sold[n-buy], all[n] = size, size, size
		large := 0
		if size >= from {
			large = 1
		}
		n += large
		buy += large &^ int(v>>63)
	}
	return buy, n - buy
}

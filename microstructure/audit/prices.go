package audit

import (
	"math"
	"slices"
)

// priceBlock is the number of trades of which each is compared with the median
// of all of them and of as many before them.
const priceBlock = 128

// A priceCheck counts prices that are far from the running median. A block
// whose prices, with those of the block before, lie within the limit of each
// other cannot hold one, and is not sorted.
type priceCheck struct {
	limit float64 // as a fraction of the median

	before, block []float64
	us            []int64 // of the block
	beforeLow     float64
	beforeHigh    float64
	low, high     float64
	sorted        []float64

	rows        int64
	worst       float64 // NaN if none is far
	worstMedian float64
	worstUS     int64
	worstBy     float64
}

func (c *priceCheck) reset(limit float64) {
	*c = priceCheck{
		limit: limit, before: c.before[:0], block: c.block[:0], us: c.us[:0], sorted: c.sorted,
		worst: math.NaN(), worstMedian: math.NaN(),
	}
	c.beforeLow, c.beforeHigh = math.Inf(1), math.Inf(-1)
	c.low, c.high = math.Inf(1), math.Inf(-1)
}

func (c *priceCheck) add(us []int64, prices []float64) {
	for len(prices) > 0 {
		n := min(len(prices), priceBlock-len(c.block))
		low, high := c.low, c.high
		for _, p := range prices[:n] {
			low, high = min(low, p), max(high, p)
		}
		c.low, c.high = low, high
		c.block, c.us = append(c.block, prices[:n]...), append(c.us, us[:n]...)
		prices, us = prices[n:], us[n:]
		if len(c.block) == priceBlock {
			c.close()
		}
	}
}

// finish checks what has not filled a block.
func (c *priceCheck) finish() { c.close() }

func (c *priceCheck) close() {
	if low, high := min(c.low, c.beforeLow), max(c.high, c.beforeHigh); high > low*(1+c.limit) || high*(1-c.limit) > low {
		c.compare()
	}
	c.before, c.block, c.us = c.block, c.before[:0], c.us[:0]
	c.beforeLow, c.beforeHigh = c.low, c.high
	c.low, c.high = math.Inf(1), math.Inf(-1)
}

func (c *priceCheck) compare() {
	c.sorted = append(append(c.sorted[:0], c.before...), c.block...)
	slices.Sort(c.sorted)
	median := sortedMedian(c.sorted)
	for i, p := range c.block {
		by := math.Abs(p/median - 1)
		if by <= c.limit {
			continue
		}
		c.rows++
		if by > c.worstBy {
			c.worstBy, c.worst, c.worstMedian, c.worstUS = by, p, median, c.us[i]
		}
	}
}

// sortedMedian is the median of sorted numbers, NaN of none.
func sortedMedian(x []float64) float64 {
	n := len(x)
	if n == 0 {
		return math.NaN()
	}
	return (x[(n-1)/2] + x[n/2]) / 2
}

package audit

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
)

// priceBlock is the number of trades per block: a block whose prices, with
// those of the block before, lie within the limit of each other holds none that
// is far from any running median.
const priceBlock = 128

// openingRows are the first trades of a day, of which the median stands for
// those before.
const openingRows = 9

// A priceCheck finds prices that are far from the running median; it passes
// only blocks that may hold one to a tracker.
type priceCheck struct {
	limit float64 // as a fraction of the median
	tracker
	followed bool // the tracker has seen the block before

	rest   microstructure.Trades // the rows of an incomplete block
	before []float64             // prices of the block before, empty at the beginning
	kept   [priceBlock]float64   // holds them from one call of add to the next

	beforeLow, beforeHigh float64

	opening float64 // median of the day's first openingRows prices; 0 if it has none
}

func (c *priceCheck) reset(t *Thresholds) {
	c.rest.Reset()
	c.tracker.reset(t)
	c.limit, c.followed, c.before, c.opening = t.PriceDeviation, false, c.kept[:0], 0
	c.beforeLow, c.beforeHigh = math.Inf(1), math.Inf(-1)
}

// add continues the day with rows, which it does not keep.
func (c *priceCheck) add(t *microstructure.Trades) {
	from, n := 0, t.Len()
	if have := c.rest.Len(); have > 0 {
		from = min(n, priceBlock-have)
		c.rest.Append(t.Slice(0, from))
		if c.rest.Len() < priceBlock {
			return
		}
		c.block(&c.rest)
		c.before = c.kept[:copy(c.kept[:], c.before)]
		c.rest.Reset()
	}
	for ; from+priceBlock <= n; from += priceBlock {
		block := t.Slice(from, from+priceBlock)
		c.block(&block)
	}
	c.before = c.kept[:copy(c.kept[:], c.before)]
	c.rest.Append(t.Slice(from, n))
}

// finish ends the day with the rows of the last, incomplete block.
func (c *priceCheck) finish() {
	if c.rest.Len() > 0 {
		c.block(&c.rest)
	}
	c.tracker.finish()
}

func (c *priceCheck) block(t *microstructure.Trades) {
	if len(c.before) == 0 {
		c.opening = median(t.Price[:min(t.Len(), openingRows)])
	}
	low, high := t.Price[0], t.Price[0]
	for _, p := range t.Price {
		if p < low {
			low = p
		}
		if p > high {
			high = p
		}
	}
	least, most := min(low, c.beforeLow), max(high, c.beforeHigh)
	if c.open || most > least*(1+c.limit) || most*(1-c.limit) > least {
		c.follow(t)
	} else {
		c.followed = false
		c.tracker.row += int64(t.Len())
	}
	c.before, c.beforeLow, c.beforeHigh = t.Price, low, high
}

func (c *priceCheck) follow(t *microstructure.Trades) {
	switch {
	case c.followed:
	case len(c.before) > 0:
		c.startFrom(c.before)
	default:
		c.startFrom([]float64{c.opening})
		c.previous = 0
	}
	c.followed = true
	c.tracker.add(t)
}

// sortedMedian is the median of sorted numbers, NaN for an empty slice.
func sortedMedian(x []float64) float64 {
	n := len(x)
	if n == 0 {
		return math.NaN()
	}
	return (x[(n-1)/2] + x[n/2]) / 2
}

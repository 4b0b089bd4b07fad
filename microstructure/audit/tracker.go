package audit

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
)

// An excursion that has lasted for stayUS and at least windowRows rows has
// stayed: the median of its last prices is the reference from there on.
const stayUS = 3_600_000_000

// A tracker follows prices row by row and finds their excursions. Its memory
// does not grow with rows or excursions.
type tracker struct {
	limit, moveStep float64 // Thresholds.PriceDeviation and MoveStep
	moveRows        int64

	calm     window  // the last prices near their running median
	previous float64 // price of the row before; 0 at the beginning

	open     bool
	now      Excursion  // its Returned is not set while it is open
	level    window     // the last prices of now
	furthest float64    // step from the reference to the extreme
	in, out  float64    // the longest steps before and after the extreme
	stayed   levelShift // the last one that stayed

	row           int64 // rows seen
	beganAt       int64 // row that now began at
	moves, strays Excursions
	unfinished    *unfinished // the one that midnight cut off
}

func (c *tracker) reset(t *Thresholds) {
	*c = tracker{limit: t.PriceDeviation, moveStep: t.MoveStep, moveRows: int64(t.MoveRows)}
}

// far reports whether a price is further from the reference than the limit.
func (c *tracker) far(price, reference float64) bool { return math.Abs(price/reference-1) > c.limit }

// startFrom makes prices the last ones near the reference.
func (c *tracker) startFrom(prices []float64) {
	c.calm.reset()
	for _, p := range prices[max(0, len(prices)-windowRows):] {
		c.calm.push(p)
	}
	c.previous = prices[len(prices)-1]
}

// add follows some rows.
func (c *tracker) add(t *microstructure.Trades) {
	for i, price := range t.Price {
		switch {
		case c.open && c.far(price, c.now.Reference):
			c.extend(t, i)
		case c.open:
			c.close(true, step(price, c.previous))
			c.calm.push(price)
		case c.far(price, c.calm.median()):
			c.begin(t, i)
		default:
			c.calm.push(price)
		}
		c.previous = price
		c.row++
	}
}

func (c *tracker) begin(t *microstructure.Trades, i int) {
	c.open, c.beganAt, c.in, c.out, c.furthest = true, c.row, 1, 1, 1
	c.now = Excursion{FromUS: t.TimestampUS[i], Reference: c.calm.median()}
	c.level.reset()
	if c.previous == 0 {
		c.previous = c.now.Reference
	}
	c.extend(t, i)
}

func (c *tracker) extend(t *microstructure.Trades, i int) {
	e, price := &c.now, t.Price[i]
	e.ToUS = t.TimestampUS[i]
	e.Rows++
	e.Quantity += t.Quantity[i]
	e.QuoteQuantity += t.QuoteQuantity[i]
	if t.Side[i] == microstructure.Buy {
		e.Bought += t.Quantity[i]
	}
	c.level.push(price)
	c.out = max(c.out, step(price, c.previous))
	if away := step(price, e.Reference); away > c.furthest {
		e.Extreme, e.ExtremeUS = price, e.ToUS
		c.furthest, c.in, c.out = away, max(c.in, c.out), 1
	}
	if e.Rows >= windowRows && e.ToUS-e.FromUS >= stayUS {
		c.close(false, 0)
	}
}

// close ends the excursion: by a step back to the reference, or because it has
// stayed away.
func (c *tracker) close(returned bool, back float64) {
	c.open = false
	c.now.Returned = returned
	switch {
	case !returned:
		c.stay()
	case c.now.Rows >= c.moveRows && (c.walked(c.in) || c.walked(max(c.out, back))):
		c.moves.add(c.now)
	default:
		c.strays.add(c.now)
	}
}

// walked reports whether the longest step was short enough for a walk.
func (c *tracker) walked(longest float64) bool {
	return math.Log(longest) <= c.moveStep*math.Log(c.furthest)
}

// stay continues from the new level of prices.
func (c *tracker) stay() {
	next := levelShift{Excursion: c.now, jumped: !c.walked(c.in), row: c.beganAt, level: c.level.median()}
	if c.stayed.undoneBy(&next, c.limit) {
		c.strays.add(c.stayed.until(&next))
		next = levelShift{}
	} else if c.stayed.Rows > 0 {
		c.moves.add(c.stayed.Excursion)
	}
	c.stayed = next
	c.calm, c.level = c.level, c.calm
}

// finish ends the day.
func (c *tracker) finish() {
	if c.stayed.Rows > 0 {
		c.moves.add(c.stayed.Excursion)
	}
	if c.open {
		c.unfinished = &unfinished{Excursion: c.now, Walked: c.walked(c.in), Out: c.out, Last: c.previous}
	}
}

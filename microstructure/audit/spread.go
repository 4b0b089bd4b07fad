package audit

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
)

// A Spread is the half-spread between bid and ask, estimated from trades in two
// ways, each in bps of the price.
type Spread struct {
	Trades int64 `json:"trades"` // that came after one of the other side
	// EffectiveBps is the mean of side × (price − last price of the other side)
	// / 2.
	EffectiveBps Float `json:"effective_bps"`
	// RollBps is Roll's estimate (Journal of Finance 39, 1984), which uses no
	// sides: the square root of minus the mean product of successive price
	// changes. It is unknown where prices trend so much that the mean is above
	// 0.
	RollBps Float `json:"roll_bps"`
}

// spreadSums hold the sums for estimates of the spread. Prices and their steps
// are in bps of the first price of their bar.
type spreadSums struct {
	// Trades that came after one of the other side, and the sum of
	//
	//	side × (price − last price of the other side)
	//
	N, Distance float64
	// Products of a step of prices and the step before it, and their number.
	Pairs, Product float64
	// Trades whose side differs from that of the trade just before, the sum of
	// side × step, and of its squares.
	Turns, Bounce, BounceSquares float64
}

func (s *spreadSums) merge(o spreadSums) {
	s.N += o.N
	s.Distance += o.Distance
	s.Pairs += o.Pairs
	s.Product += o.Product
	s.Turns += o.Turns
	s.Bounce += o.Bounce
	s.BounceSquares += o.BounceSquares
}

// spread is unknown, but for Trades, without trades to estimate it from.
func (s *spreadSums) spread() Spread {
	out := Spread{Trades: int64(s.N), EffectiveBps: Float(s.Distance / s.N / 2), RollBps: unknown()}
	if s.Product < 0 {
		out.RollBps = Float(math.Sqrt(-s.Product / s.Pairs))
	}
	return out
}

// bounce is the mean step of prices, in the direction of the trade, where the
// side turns, in bps and in standard errors. Trends cancel out there: every
// turn from sell to buy is followed by one back. Both are NaN for fewer than a
// hundred turns: the standard error itself would be a guess.
func (s *spreadSums) bounce() (bps, z Float) {
	if s.Turns < 100 {
		return unknown(), unknown()
	}
	mean := s.Bounce / s.Turns
	return Float(mean), Float(mean / math.Sqrt((s.BounceSquares/s.Turns-float64(mean*mean))/s.Turns))
}

// A spreadCheck follows the prices of both sides through a day.
type spreadCheck struct {
	rows  int64
	side  int8    // of the trade before
	price float64 // of it
	step  float64 // from the one before that
	other float64 // the last price of the other side than side; 0 before there is one
}

// add continues the day with trades of one bar; unit is bps per unit of price.
//
// Sides turn too often, and too irregularly, for a branch: it would cost more
// than all the rest.
func (c *spreadCheck) add(t *microstructure.Trades, from, to int, unit float64, s *spreadSums) {
	for ; from < to && c.other == 0; from++ {
		c.first(t, from, unit, s)
	}
	if from == to {
		return
	}
	price, side := t.Price[from:to], t.Side[from:to]
	last, other := math.Float64bits(c.price), math.Float64bits(c.other)
	lastPrice, lastStep, lastSide := c.price, c.step, c.side
	var turns uint64
	var distance, product, bounce, squares float64
	for i, p := range price[:len(side)] {
		now := int8(side[i])
		turned := uint64(int64(now^lastSide) >> 1) // all bits or none
		other = last&turned | other&^turned
		away := (p - math.Float64frombits(other)) * unit
		signed := math.Float64bits(away) ^ uint64(now)&signBit
		atTurn := math.Float64frombits(signed & turned)
		step := (p - lastPrice) * unit
		turns += turned & 1
		distance += math.Float64frombits(signed)
		bounce += atTurn
		squares += float64(atTurn * atTurn)
		product += float64(step * lastStep)
		last, lastPrice, lastStep, lastSide = math.Float64bits(p), p, step, now
	}
	n := float64(len(side))
	s.N += n
	s.Pairs += n
	s.Distance += distance
	s.Product += product
	s.Turns += float64(turns)
	s.Bounce += bounce
	s.BounceSquares += squares
	c.side, c.price, c.step, c.other = lastSide, lastPrice, lastStep, math.Float64frombits(other)
	c.rows += int64(len(side))
}

const signBit = 1 << 63

// first adds a trade before which all were of one side.
func (c *spreadCheck) first(t *microstructure.Trades, i int, unit float64, s *spreadSums) {
	price, side := t.Price[i], int8(t.Side[i])
	step := (price - c.price) * unit
	if c.rows >= 2 {
		s.Pairs++
		s.Product += float64(step * c.step)
	}
	if c.rows > 0 && side != c.side {
		c.other = c.price
		away := float64(side) * step
		s.N++
		s.Turns++
		s.Distance += away
		s.Bounce += away
		s.BounceSquares += float64(away * away)
	}
	c.rows++
	c.side, c.price, c.step = side, price, step
}

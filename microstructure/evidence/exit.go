package evidence

import (
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// An Exit is the walk-forward's record with one kind of exit, the choices of
// the folds being the same: resting orders that are filled when traded through,
// as the study has them, and the ends of what they may be in truth, filled by a
// touch and never.
type Exit struct {
	Kind     Liquidity
	Trips    float64 // round trips, each counted by its size
	Rested   float64 // those whose exit rested and was filled
	GrossBps float64 // of a round trip, before costs; NaN for none, as NetBps
	NetBps   float64
	Daily    inference.Interval // mean daily net profit, 90 %
}

// RestedShare is the share of round trips whose exit rested and was filled.
func (x Exit) RestedShare() float64 { return x.Rested / x.Trips }

// exits are the record with a touch, with a trade through, and with taking.
func (s *sweeper) exits(w *WalkForward, c Config) (out []Exit, err error) {
	if !c.Fill.Time.Crosses() {
		return nil, nil
	}
	for _, kind := range []Liquidity{Touched, Maker, Taker} {
		costs := c.Costs
		costs.Exit = kind
		record := s.under(w, costs)
		net, gross := record.daily(s.market, c.Fill, costs)
		x := Exit{Kind: kind, Trips: record.roundTrips()}
		for i := range record.trips {
			if record.trips[i].rested {
				x.Rested += record.trips[i].size
			}
		}
		x.GrossBps, x.NetBps = vector.Sum(gross)/x.Trips, vector.Sum(net)/x.Trips
		if x.Daily, err = inference.MeanInterval(net, 0.90, c.Resampling); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// An execution is how orders of one kind of fill and exit meet a market.
type execution struct {
	*Market
	prices Sides // of taking
	delay  int   // rows from decision to fill
	rests  bool  // the exit rests first
	touch  bool  // and a touch fills it
	maker  bool  // an exit that does not rest pays as a maker all the same
}

// execution of fills that do not pay the spread takes an exit's kind for its
// fee alone.
func (m *Market) execution(fill FillTime, exit Liquidity) execution {
	x := execution{Market: m, prices: fill.prices(&m.Prices), delay: fill.delay()}
	if fill.Crosses() {
		x.rests, x.touch = exit != Taker, exit == Touched
	} else {
		x.maker = exit != Taker
	}
	return x
}

// take is the price of an order that takes in a row; direction is +1 for a buy.
func (x *execution) take(row int, direction float64) float64 {
	if direction > 0 {
		return x.prices.Buy[row]
	}
	return x.prices.Sell[row]
}

// close ends a position that is due to be closed in a row, before limit.
//
// An exit that rests is a limit order from the beginning of that row to its
// end, at the last price of the side that has to come to it: a long position's
// sell at the last price at which a taker bought. It is filled if the row
// trades through that price, as then everybody who stood there was served. Else
// it takes, in the next row that has a price.
func (x *execution) close(p *position, due, limit int) {
	p.maker = x.maker
	if x.rests && due < limit {
		if price, filled := x.rest(p.direction, due); filled {
			p.exit, p.exitPrice, p.maker, p.rested = due, price, true, true
			return
		}
		due++
	}
	for p.exit = due; p.exit < limit; p.exit++ {
		if v := x.take(p.exit, -p.direction); v > 0 {
			p.exitPrice, p.late = v, p.exit-due
			return
		}
	}
	p.open, p.maker = true, false
	p.exit = limit - 1
	p.exitPrice = x.mark[p.exit]
}

// rest is the price of a resting order that closes a position of the given
// direction, and whether the row fills it.
func (x *execution) rest(direction float64, row int) (price float64, filled bool) {
	if row == 0 {
		return 0, false
	}
	if direction > 0 {
		price = x.lastBuy[row-1]
		return price, x.High[row] > price || x.touch && x.High[row] == price
	}
	price = x.lastSell[row-1]
	return price, x.Low[row] < price || x.touch && x.Low[row] == price
}

package evidence

import (
	"fmt"
	"math"
)

// A pathTrader trades paths of positions: each change at the fill's price of
// its side, a taker's fee and slippage on what changes hands, and the same
// quantity of the base currency between changes.
type pathTrader struct {
	market *Market
	sides  Sides
	delay  int
	fill   Fill
}

func (m *Market) pathTrader(fill Fill) *pathTrader {
	return &pathTrader{m, fill.Time.prices(&m.Prices), fill.Time.delay(), fill}
}

// trade fills r with a path's profits, decided in rows [from, to) from no
// position. wanted has a position per row; NaN keeps it.
func (t *pathTrader) trade(r *record, wanted []float64, costs Costs, from, to int) {
	m := t.market
	perDay := m.PerDay()
	side := costs.TakerBps + t.fill.SlippageBps
	position, quantity, target, mark := 0.0, 0.0, 0.0, 0.0
	waited := false
	book := speller{record: r, market: m}
	first := from + t.delay
	day, midnight := first/perDay-1, first/perDay*perDay // midnight is the next one
	for row := first; row < min(to+t.delay, m.Len()); row++ {
		if row >= midnight {
			day, midnight = day+1, midnight+perDay
		}
		w := wanted[row-t.delay]
		if m.LongOnly {
			w = max(w, 0)
		}
		if !math.IsNaN(w) && w != target {
			target, waited = w, false
		}
		if quantity == 0 && target == 0 {
			position = 0
			continue
		}
		if quantity != 0 && costs.FundingBps != 0 {
			book.add(day, 0, float64(position*costs.FundingBps*float64(m.fundings(row)-m.fundings(row-1))))
		}
		if target != position {
			price := t.sides.Sell[row]
			if target > position {
				price = t.sides.Buy[row]
			}
			if price > 0 {
				gain := 0.0
				if quantity != 0 {
					gain = float64(quantity * (price - mark))
				}
				book.change(row, day, position, target)
				book.add(day, gain, float64(math.Abs(target-position)*side))
				if target == 0 {
					book.close(row)
				}
				position, quantity, mark = target, target*10_000/price, price
			} else if !waited {
				waited = true
				r.missed++
			}
		}
		if quantity != 0 {
			book.add(day, float64(quantity*(m.mark[row]-mark)), 0)
			r.active[day] = true
			r.exposure[day] += position / float64(perDay)
			mark = m.mark[row]
		}
	}
	book.end(min(to+t.delay, m.Len()) - 1)
}

// positions of a rule, checked.
func positions(r Rule, v View) (p []float64, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			p, err = nil, fmt.Errorf("rule %q panicked: %v", r, cause)
		}
	}()
	if p = r.Positions(v); len(p) != v.Len() {
		return nil, fmt.Errorf("%w: rule %q gives %d positions for %d rows", ErrConfig, r, len(p), v.Len())
	}
	for i, x := range p {
		if x < -1 || x > 1 {
			return nil, fmt.Errorf("%w: rule %q wants the position %v in row %d (%s); positions are from -1 to 1", ErrConfig, r, x, i, rowTime(v, i))
		}
	}
	return p, nil
}

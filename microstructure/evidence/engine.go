package evidence

import "github.com/tickbook/tickbook/microstructure"

// entriesKey is the part of a configuration that determines its entries.
type entriesKey struct {
	regimes   microstructure.RegimeSet
	threshold float64
}

// An entryIndex lists, per filter and threshold, the rows with an entry signal,
// so that a backtest jumps from one to the next.
type entryIndex map[entriesKey][]int32

func newEntryIndex(m *Market, configurations []microstructure.Configuration) entryIndex {
	index := entryIndex{}
	for _, c := range configurations {
		key := entriesKey{c.Filter.Regimes, c.Threshold}
		if _, done := index[key]; done {
			continue
		}
		var rows []int32
		for i, v := range m.Signal {
			if (v > c.Threshold && !m.LongOnly || v < -c.Threshold) && c.Filter.Regimes.Has(m.Regime[i]) {
				rows = append(rows, int32(i))
			}
		}
		index[key] = rows
	}
	return index
}

func (x entryIndex) of(c microstructure.Configuration) []int32 {
	return x[entriesKey{c.Filter.Regimes, c.Threshold}]
}

// A span bounds the rows of a walk: decisions in [from, to), prices before
// limit.
type span struct{ from, to, limit int }

// A position is one held from an entry's fill to an exit's.
type position struct {
	decision, entry, exit int // rows; exit is the last row when open
	direction             float64
	entryPrice, exitPrice float64
	late                  int  // rows by which the exit had to wait
	open                  bool // at the end of the span: exitPrice is a mark
	maker                 bool // the exit pays a maker's fee
	rested                bool // and was an order that was traded through
}

// missed counts trades prevented or delayed by gaps in the data.
type missed struct{ Entries, LateExits int }

// walk backtests one configuration over a span: against the signal when it is
// beyond the threshold, for the holding period, one position at a time. The row
// that decides an exit may decide the next entry. It returns the first row that
// could decide anew.
func (m *Market) walk(c microstructure.Configuration, entries []int32, x execution, s span, count *missed, held func(*position)) int {
	delay, holding := x.delay, m.holding(c)
	next := s.from
	var p position
	for at := seek(entries, s.from); at < len(entries); at++ {
		d := int(entries[at])
		if d < next {
			continue
		}
		if d >= s.to || d+delay >= s.limit {
			break
		}
		direction := 1.0
		if m.Signal[d] > 0 {
			direction = -1
		}
		entryPrice := x.take(d+delay, direction)
		if !(entryPrice > 0) {
			count.Entries++
			continue
		}
		p = position{decision: d, entry: d + delay, direction: direction, entryPrice: entryPrice}
		x.close(&p, d+delay+holding, s.limit)
		if p.late > 0 {
			count.LateExits++
		}
		held(&p)
		if p.open {
			return s.limit
		}
		next = p.exit - delay
		if p.rested { // it was closed within the row
			next = p.exit
		}
	}
	return next
}

// holding is the number of rows that a position is held, limited by the
// market's end.
func (m *Market) holding(c microstructure.Configuration) int {
	return min(max(c.Holding.Bars, 1), m.Len())
}

// seek is the index of the first row at or after from.
func seek(rows []int32, from int) int {
	lo, hi := 0, len(rows)
	for lo < hi {
		mid := (lo + hi) / 2
		if int(rows[mid]) < from {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// charges are the costs of a position in bps: fees and slippage at both ends,
// and what funding takes. An open position has not paid for its exit.
type charges struct{ entryFee, exitFee, entrySlip, exitSlip, funding float64 }

func (m *Market) charges(p *position, costs Costs, slippageBps float64) charges {
	c := charges{entryFee: costs.TakerBps, entrySlip: slippageBps}
	c.exitFee, c.exitSlip = p.exitCosts(costs, slippageBps)
	c.funding = p.direction * costs.FundingBps * float64(m.fundings(p.exit)-m.fundings(p.entry))
	return c
}

// exitCosts are fee and slippage of the exit. An order that rested moves
// nothing.
func (p *position) exitCosts(costs Costs, slippageBps float64) (fee, slip float64) {
	switch {
	case p.open:
		return 0, 0
	case p.rested:
		return costs.MakerBps, 0
	case p.maker:
		return costs.MakerBps, slippageBps
	}
	return costs.TakerBps, slippageBps
}

func (c charges) total() float64 {
	return c.entryFee + c.exitFee + c.entrySlip + c.exitSlip + c.funding
}

func (p *position) grossBps() float64 {
	return float64(p.direction * (p.exitPrice/p.entryPrice - 1) * 10000)
}

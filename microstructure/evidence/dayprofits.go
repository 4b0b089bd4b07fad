package evidence

import (
	"errors"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// DayProfits are what a study of several symbols keeps of one: the trading of
// each configuration by day.
type DayProfits struct {
	FirstDay       int // days since 1970-01-01
	Configurations []microstructure.Configuration
	Trials         []DayTrading // of the configurations
	Own            []float64    // return of the traded symbol by day, bps
	PerDay         int          // rows of a day, in which positions are counted
	// PurgeDays cover FoldRule.PurgeBars, in whole days.
	PurgeDays   int
	AuditErrors int // or UnknownAudit
	Unsound     int // functions behind the signal that saw the future, or that could not be tested
}

// DayTrading is one configuration by day. Carried is the part of each day that
// comes of positions entered on a day before: whoever begins to trade the
// configuration on that day has none of it, and whoever stops still has it.
type DayTrading struct {
	Whole, Carried Days
	Held           []HeldRows // each position, in the order of their entries
}

// HeldRows are the rows of a position's entry and exit, from the beginning of
// DayProfits.FirstDay.
type HeldRows struct{ Entry, Exit int32 }

// Days are the days of a record, in bps and units of one unit of capital.
type Days struct {
	Net      []float64
	Exposure []float64 // mean position
	Turnover []float64 // sum of |change of the position|
	Active   []bool    // a position was held or changed
}

// Days is the number of days.
func (p *DayProfits) Days() int { return len(p.Own) }

// DayProfits backtests every configuration by day.
func (e *Evidence) DayProfits() (DayProfits, error) {
	if e == nil {
		return DayProfits{}, (*Market)(nil).Validate()
	}
	p, err := e.Market.DayProfits(e.Config)
	p.AuditErrors = e.Config.AuditErrors
	for i := range e.Causality {
		if e.Causality[i].Unsound() {
			p.Unsound++
		}
	}
	return p, err
}

// DayProfits backtests every configuration of c.Grid by day, from m.FirstDay
// on.
func (m *Market) DayProfits(c Config) (DayProfits, error) {
	if err := errors.Join(m.Validate(), c.Grid.Validate(), c.Folds.Validate()); err != nil {
		return DayProfits{}, err
	}
	p := DayProfits{FirstDay: int(dayOf(m.TimestampUS(m.FirstDay * m.PerDay()))), Own: m.dailyReturns(m.FirstDay), PerDay: m.PerDay(), PurgeDays: (c.Folds.PurgeBars + m.PerDay() - 1) / m.PerDay()}
	p.Configurations = c.Grid.Configurations()
	s := newSweeper(m, p.Configurations, c.Fill, c.Costs)
	carried := m.newRecord()
	for _, k := range p.Configurations {
		held := s.carry(k, carried)
		p.Trials = append(p.Trials, DayTrading{s.record.days(m.FirstDay), carried.days(m.FirstDay), held})
	}
	return p, nil
}

// carry fills s.record with a configuration's trading, and carried with what
// comes of positions of the days before. It returns all positions.
func (s *sweeper) carry(c microstructure.Configuration, carried *record) (held []HeldRows) {
	m := s.market
	s.record.reset()
	carried.reset()
	alone := m.newRecord()
	var count missed
	from := m.FirstDay * m.PerDay()
	s.market.walk(c, s.index.of(c), s.execution, span{from, m.Len(), m.Len()}, &count, func(p *position) {
		held = append(held, HeldRows{int32(p.entry - from), int32(p.exit - from)})
		s.record.add(m, p, 1, s.costs, s.fill.SlippageBps)
		first, last := p.entry/m.PerDay(), p.exit/m.PerDay()
		if first == last {
			return
		}
		alone.reset()
		alone.add(m, p, 1, s.costs, s.fill.SlippageBps)
		for day := first + 1; day <= last; day++ {
			carried.gross[day] += alone.gross[day]
			carried.cost[day] += alone.cost[day]
			carried.turnover[day] += alone.turnover[day]
			carried.exposure[day] += alone.exposure[day]
			carried.active[day] = carried.active[day] || alone.active[day]
		}
	})
	return held
}

// days are those of the record from a day on.
func (r *record) days(first int) Days {
	return Days{Net: r.net(first, len(r.gross)), Exposure: slices.Clone(r.exposure[first:]), Turnover: slices.Clone(r.turnover[first:]), Active: slices.Clone(r.active[first:])}
}

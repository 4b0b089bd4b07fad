package evidence

import (
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A RoundTrip is a position opened and, unless Open, closed. Profits and costs
// are in bps of the notional at entry.
type RoundTrip struct {
	Configuration microstructure.Configuration
	DecisionUS    int64 // opening time of the row whose signal decided
	EntryUS       int64 // opening time of the row in which the entry was filled
	ExitUS        int64 // the same of the exit; of the last row when Open
	Direction     int   // +1 long, -1 short
	EntryPrice    float64
	ExitPrice     float64 // a mark when Open
	Signal        float64 // at the decision
	GrossBps      float64
	FeeBps        float64
	SlippageBps   float64
	FundingBps    float64 // below 0 when received
	NetBps        float64
	LateBars      int  // rows that the exit waited for a price
	Rested        bool // the exit was a resting order that was filled, which pays the maker's fee
	Open          bool // at the end of the data: marked at the last close, its exit not yet paid for
}

// An Account is one unit of capital traded over whole days, by round trip, by
// row and by day.
type Account struct {
	Trips                    []RoundTrip
	MissedEntries, LateExits int

	FirstDay int       // of the market; the lists below begin with it
	Daily    []float64 // net profit by UTC day, bps, marked to market
	Gross    []float64 // the same before costs
	Bars     AccountBars
}

// AccountBars is an account by row.
type AccountBars struct {
	TimestampUS []int64
	Decided     []int64   // position wanted by the signals known at the row's end: -1, 0 or 1
	Held        []int64   // position at the row's end
	PriceBps    []float64 // price return of the position held
	FeeBps      []float64
	SlippageBps []float64
	FundingBps  []float64
	NetBps      []float64 // PriceBps less the costs
	EquityBps   []float64 // sum of NetBps
	DrawdownBps []float64 // at most 0: EquityBps below the largest before it, or below the 0 it starts from
}

// account books positions of a market, in time order, over days [firstDay,
// firstDay + days).
func (m *Market) account(trips []trip, costs Costs, slippageBps float64, firstDay, days int) Account {
	a := Account{FirstDay: firstDay}
	perDay := m.PerDay()
	from, rows := firstDay*perDay, days*perDay
	b := newBars(m, from, rows)
	for i := range trips {
		p := &trips[i].position
		c := m.charges(p, costs, slippageBps)
		gross := p.grossBps()
		a.Trips = append(a.Trips, RoundTrip{
			Configuration: trips[i].configuration,
			DecisionUS:    m.TimestampUS(p.decision), EntryUS: m.TimestampUS(p.entry), ExitUS: m.TimestampUS(p.exit),
			Direction: int(p.direction), EntryPrice: p.entryPrice, ExitPrice: p.exitPrice, Signal: m.Signal[p.decision],
			GrossBps: gross, FeeBps: c.entryFee + c.exitFee, SlippageBps: c.entrySlip + c.exitSlip, FundingBps: c.funding,
			NetBps: gross - c.total(), LateBars: p.late, Rested: p.rested, Open: p.open,
		})
		if p.late > 0 {
			a.LateExits++
		}
		b.book(m, p, trips[i].configuration, c, costs, from)
	}
	b.total()
	a.Bars = b
	a.Daily, a.Gross = make([]float64, days), make([]float64, days)
	for i := range rows {
		a.Daily[i/perDay] += b.NetBps[i]
		a.Gross[i/perDay] += b.PriceBps[i]
	}
	return a
}

// A trip is a position with the configuration that decided it.
type trip struct {
	position
	configuration microstructure.Configuration
}

func newBars(m *Market, from, rows int) AccountBars {
	b := AccountBars{TimestampUS: make([]int64, rows), Decided: make([]int64, rows), Held: make([]int64, rows)}
	for _, x := range []*[]float64{&b.PriceBps, &b.FeeBps, &b.SlippageBps, &b.FundingBps, &b.NetBps, &b.EquityBps, &b.DrawdownBps} {
		*x = make([]float64, rows)
	}
	for i := range b.TimestampUS {
		b.TimestampUS[i] = m.TimestampUS(from + i)
	}
	return b
}

func (b *AccountBars) book(m *Market, p *position, c microstructure.Configuration, ch charges, costs Costs, from int) {
	direction := int64(p.direction)
	for row := p.decision; row < min(p.decision+m.holding(c), from+len(b.Decided)); row++ {
		b.Decided[row-from] = direction
	}
	scale := p.direction * 10000 / p.entryPrice
	mark := p.entryPrice
	for row := p.entry; row < p.exit; row++ {
		b.PriceBps[row-from] += float64(scale * (m.mark[row] - mark))
		b.Held[row-from] = direction
		mark = m.mark[row]
	}
	b.PriceBps[p.exit-from] += float64(scale * (p.exitPrice - mark))
	b.FeeBps[p.entry-from] += ch.entryFee
	b.SlippageBps[p.entry-from] += ch.entrySlip
	b.FeeBps[p.exit-from] += ch.exitFee
	b.SlippageBps[p.exit-from] += ch.exitSlip
	if p.open {
		b.Held[p.exit-from] = direction
	}
	for k := m.fundings(p.entry) + 1; k <= m.fundings(p.exit); k++ {
		b.FundingBps[m.fundingRow(k)-from] += float64(p.direction * costs.FundingBps)
	}
}

func (b *AccountBars) total() {
	equity, peak := 0.0, 0.0
	for i := range b.NetBps {
		b.NetBps[i] = b.PriceBps[i] - b.FeeBps[i] - b.SlippageBps[i] - b.FundingBps[i]
		equity += b.NetBps[i]
		peak = max(peak, equity)
		b.EquityBps[i] = equity
		b.DrawdownBps[i] = equity - peak
	}
}

// TotalBps is the account's net profit.
func (a *Account) TotalBps() float64 { return vector.Sum(a.Daily) }

// MaxDrawdownBps is the deepest drawdown, losses of open positions included; at
// most 0.
func (a *Account) MaxDrawdownBps() float64 {
	lowest := 0.0
	for _, d := range a.Bars.DrawdownBps {
		lowest = min(lowest, d)
	}
	return lowest
}

// TradingDays counts the days on which a position was entered.
func (a *Account) TradingDays() int {
	n, last := 0, int64(-1)
	for _, t := range a.Trips {
		if d := dayOf(t.EntryUS); d != last {
			n, last = n+1, d
		}
	}
	return n
}

// Open lists the positions that the end of the data left open, at most one.
func (a *Account) Open() []RoundTrip {
	var out []RoundTrip
	for _, t := range a.Trips {
		if t.Open {
			out = append(out, t)
		}
	}
	return out
}

// Backtest runs one configuration over all days from m.FirstDay on. A market
// that is not valid is an error, here and in Sweep, Ladder and WalkForward; so
// is a grid or a rule.
func (m *Market) Backtest(c microstructure.Configuration, fill Fill, costs Costs) (Account, error) {
	if err := m.Validate(); err != nil {
		return Account{}, err
	}
	return m.backtest(c, fill, costs), nil
}

func (m *Market) backtest(c microstructure.Configuration, fill Fill, costs Costs) Account {
	index := newEntryIndex(m, []microstructure.Configuration{c})
	var trips []trip
	var count missed
	from := m.FirstDay * m.PerDay()
	m.walk(c, index.of(c), m.execution(fill.Time, costs.Exit), span{from, m.Len(), m.Len()}, &count, func(p *position) {
		trips = append(trips, trip{*p, c})
	})
	a := m.account(trips, costs, fill.SlippageBps, m.FirstDay, m.Days()-m.FirstDay)
	a.MissedEntries = count.Entries
	return a
}

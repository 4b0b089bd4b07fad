package evidence

import (
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A RoundTrip is a position opened and, unless Open, closed. Profits and costs
// are in bps of its own notional at entry; of the account's unit they are Size
// times as much.
type RoundTrip struct {
	Size          float64 // notional at entry, in units of the account
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
	Trips                    []RoundTrip // in the order of their entries
	Spells                   []Spell
	RoundTrips               float64 // half of the turnover: each of Trips by its size, an open one by half
	ActiveDays               int     // days on which a position was held or changed
	MissedEntries, LateExits int

	FirstDay int       // of the market; the lists below begin with it
	Daily    []float64 // net profit by UTC day, bps, marked to market
	Gross    []float64 // the same before costs
	Bars     AccountBars
}

// AccountBars is an account by row.
type AccountBars struct {
	TimestampUS []int64
	Decided     []float64 // position wanted by the signals known at the row's end, from -1 to 1
	Held        []float64 // position at the row's end
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
	a, daily := Account{FirstDay: firstDay}, m.newRecord()
	perDay := m.PerDay()
	from, rows := firstDay*perDay, days*perDay
	b := newBars(m, from, rows)
	for i := range trips {
		p := &trips[i].position
		c := m.charges(p, costs, slippageBps)
		daily.add(m, p, trips[i].size, costs, slippageBps)
		gross := p.grossBps()
		a.Trips = append(a.Trips, RoundTrip{
			Size: trips[i].size, Configuration: trips[i].configuration,
			DecisionUS: m.TimestampUS(p.decision), EntryUS: m.TimestampUS(p.entry), ExitUS: m.TimestampUS(p.exit),
			Direction: int(p.direction), EntryPrice: p.entryPrice, ExitPrice: p.exitPrice, Signal: m.Signal[p.decision],
			GrossBps: gross, FeeBps: c.entryFee + c.exitFee, SlippageBps: c.entrySlip + c.exitSlip, FundingBps: c.funding,
			NetBps: gross - c.total(), LateBars: p.late, Rested: p.rested, Open: p.open,
		})
		if p.late > 0 {
			a.LateExits++
		}
		b.book(m, &trips[i], c, costs, from)
	}
	b.total()
	a.Bars = b
	a.Spells = spells(a.Trips)
	a.RoundTrips, a.ActiveDays = daily.trips(firstDay, firstDay+days), daily.activeDays(firstDay, firstDay+days)
	a.Daily, a.Gross = make([]float64, days), make([]float64, days)
	for i := range rows {
		a.Daily[i/perDay] += b.NetBps[i]
		a.Gross[i/perDay] += b.PriceBps[i]
	}
	return a
}

// A trip is a position with the configuration that decided it, and its size.
type trip struct {
	position
	configuration microstructure.Configuration
	size          float64
}

// turnover of the trip so far.
func (t *trip) turnover() float64 {
	if t.open {
		return t.size
	}
	return 2 * t.size
}

func newBars(m *Market, from, rows int) AccountBars {
	b := AccountBars{TimestampUS: make([]int64, rows)}
	for _, x := range []*[]float64{&b.Decided, &b.Held, &b.PriceBps, &b.FeeBps, &b.SlippageBps, &b.FundingBps, &b.NetBps, &b.EquityBps, &b.DrawdownBps} {
		*x = make([]float64, rows)
	}
	for i := range b.TimestampUS {
		b.TimestampUS[i] = m.TimestampUS(from + i)
	}
	return b
}

func (b *AccountBars) book(m *Market, t *trip, ch charges, costs Costs, from int) {
	p, held := &t.position, t.size*t.direction
	for row := p.decision; row < min(p.decision+m.holding(t.configuration), from+len(b.Decided)); row++ {
		b.Decided[row-from] += held
	}
	scale := held * 10000 / p.entryPrice
	mark := p.entryPrice
	for row := p.entry; row < p.exit; row++ {
		b.PriceBps[row-from] += float64(scale * (m.mark[row] - mark))
		b.Held[row-from] += held
		mark = m.mark[row]
	}
	b.PriceBps[p.exit-from] += float64(scale * (p.exitPrice - mark))
	b.FeeBps[p.entry-from] += float64(t.size * ch.entryFee)
	b.SlippageBps[p.entry-from] += float64(t.size * ch.entrySlip)
	b.FeeBps[p.exit-from] += float64(t.size * ch.exitFee)
	b.SlippageBps[p.exit-from] += float64(t.size * ch.exitSlip)
	if p.open {
		b.Held[p.exit-from] += held
	}
	for k := m.fundings(p.entry) + 1; k <= m.fundings(p.exit); k++ {
		b.FundingBps[m.fundingRow(k)-from] += float64(held * costs.FundingBps)
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

// Open lists the positions that the end of the data left open, at most one of
// each configuration.
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
		trips = append(trips, trip{*p, c, 1})
	})
	a := m.account(trips, costs, fill.SlippageBps, m.FirstDay, m.Days()-m.FirstDay)
	a.MissedEntries = count.Entries
	return a
}

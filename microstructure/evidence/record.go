package evidence

import "math"

// A record is trading by day of a market: of round trips, which rest and take,
// and of paths of positions, which only take. Amounts are in bps of one unit
// of capital, positions in units.
type record struct {
	gross, cost []float64 // marked to market at midnight
	turnover    []float64 // sum of |change of the position|
	active      []bool    // a position was held or changed
	exposure    []float64 // mean position
	missed      int       // changes of a path that waited for a price
	spelling    bool      // spells are listed, of paths alone
	spells      []Spell
}

func (m *Market) newRecord() *record {
	return &record{gross: make([]float64, m.Days()), cost: make([]float64, m.Days()), turnover: make([]float64, m.Days()), active: make([]bool, m.Days()), exposure: make([]float64, m.Days())}
}

func (r *record) reset() {
	clear(r.gross)
	clear(r.cost)
	clear(r.turnover)
	clear(r.active)
	clear(r.exposure)
	r.missed, r.spells = 0, nil
}

// net is gross less cost on the days [from, to).
func (r *record) net(from, to int) []float64 {
	out := make([]float64, to-from)
	for i := range out {
		out[i] = r.gross[from+i] - r.cost[from+i]
	}
	return out
}

// trips are the round trips of the days [from, to).
func (r *record) trips(from, to int) float64 {
	total := 0.0
	for _, v := range r.turnover[from:to] {
		total += v
	}
	return roundTrips(total)
}

// activeDays counts those of the days [from, to).
func (r *record) activeDays(from, to int) (n int) {
	for _, active := range r.active[from:to] {
		if active {
			n++
		}
	}
	return n
}

// roundTrips of a turnover: half of it, since a round trip changes the position
// twice. Sums of fifths are rounded, so that 30 trips are not 29.999….
func roundTrips(turnover float64) float64 { return math.Round(turnover/2*1e9) / 1e9 }

// add books a round trip of a part of the unit on the days it falls on.
func (r *record) add(m *Market, p *position, size float64, costs Costs, slippageBps float64) {
	scale := size * p.direction * 10000 / p.entryPrice
	perDay := m.PerDay()
	first, last := p.entry/perDay, p.exit/perDay
	mark, from := p.entryPrice, p.entry
	hold := func(day, to int) {
		r.exposure[day] += float64(size * p.direction * float64(to-from) / float64(perDay))
		from = to
	}
	for day := first; day < last; day++ {
		end := m.mark[(day+1)*perDay-1]
		hold(day, (day+1)*perDay)
		r.gross[day] += float64(scale * (end - mark))
		r.active[day] = true
		mark = end
	}
	r.gross[last] += float64(scale * (p.exitPrice - mark))
	r.active[last] = true
	if end := p.exit; p.open {
		hold(last, end+1)
	} else {
		hold(last, end)
	}
	r.cost[first] += float64(size * (costs.TakerBps + slippageBps))
	fee, slip := p.exitCosts(costs, slippageBps)
	r.cost[last] += float64(size * (fee + slip))
	r.turnover[first] += size
	if !p.open {
		r.turnover[last] += size
	}
	if costs.FundingBps != 0 {
		for k := m.fundings(p.entry) + 1; k <= m.fundings(p.exit); k++ {
			r.cost[m.fundingRow(k)/perDay] += float64(size * p.direction * costs.FundingBps)
		}
	}
}

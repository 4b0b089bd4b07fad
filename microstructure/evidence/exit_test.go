package evidence

import (
	"fmt"
	"math"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// quotedTrades are days of trades of one source at a bid and an ask that walk
// in ticks of 0.1, some ticks apart; takers come in runs, with pauses of
// minutes.
func quotedTrades(seed uint64, days int) (t microstructure.Trades) {
	rng := newRand(seed, 4)
	bid, ticks := 1000, 3
	side := microstructure.Buy
	us := int64(testStartUS)
	for {
		gap := int64(rng.ExpFloat64() * 12e6)
		if rng.IntN(150) == 0 {
			gap += rng.Int64N(1_500_000_000)
		}
		if us += gap; us >= testStartUS+int64(days)*microstructure.DayUS {
			return t
		}
		bid += rng.IntN(3) - 1
		if rng.IntN(30) == 0 {
			ticks = 1 + rng.IntN(6)
		}
		if rng.IntN(4) == 0 {
			side = -side
		}
		price := float64(bid) / 10
		if side == microstructure.Buy {
			price = float64(bid+ticks) / 10
		}
		t.TimestampUS, t.Price, t.Side = append(t.TimestampUS, us), append(t.Price, price), append(t.Side, side)
		t.Quantity, t.QuoteQuantity = append(t.Quantity, 1), append(t.QuoteQuantity, price)
	}
}

// TestFillsEqualThoseOfTheTrades finds entries and exits of every kind among
// the trades themselves, without bars.
func TestFillsEqualThoseOfTheTrades(t *testing.T) {
	const days = 4
	trades := quotedTrades(1, days)
	bars, err := microstructure.BuildBars(trades, microstructure.IntervalUS)
	if err != nil {
		t.Fatal(err)
	}
	takers, err := microstructure.BuildTakers(trades, microstructure.IntervalUS)
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewCalendar([]microstructure.SourceBars{{Source: microstructure.Source{Name: "a", Label: "a"}, Bars: bars, Takers: takers}})
	if err != nil {
		t.Fatal(err)
	}
	rng := newRand(2, 5)
	signal, regime := make([]float64, c.Len()), make([]microstructure.Regime, c.Len())
	for i := range signal {
		if rng.IntN(7) == 0 {
			signal[i] = float64(rng.IntN(2)*6 - 3)
		}
	}
	m, err := NewMarket(c.StartUS, c.Prices(), signal, regime)
	if err != nil {
		t.Fatal(err)
	}
	// first is the price of the first trade of a side in [from, to) of a row
	// that has a bar; NaN if there is none.
	first := func(row int, delayUS int64, side microstructure.Side) float64 {
		open := m.TimestampUS(row)
		for i, us := range trades.TimestampUS {
			if us >= open+delayUS && us < open+microstructure.IntervalUS && trades.Side[i] == side && c.of(0)[row] != nil {
				return trades.Price[i]
			}
		}
		return math.NaN()
	}
	last := func(row int, side microstructure.Side) float64 {
		price := math.NaN()
		for i, us := range trades.TimestampUS {
			bar := (us - testStartUS) / microstructure.IntervalUS
			if us < m.TimestampUS(row) && trades.Side[i] == side && c.of(0)[int(bar)] != nil {
				price = trades.Price[i]
			}
		}
		return price
	}
	// best is the highest price in a row for a sell, the lowest for a buy.
	best := func(row int, direction float64) float64 {
		out := math.NaN()
		for i, us := range trades.TimestampUS {
			if us >= m.TimestampUS(row) && us < m.TimestampUS(row+1) && c.of(0)[row] != nil && !(direction*(trades.Price[i]-out) <= 0) {
				out = trades.Price[i]
			}
		}
		return out
	}
	costs := Standard()
	counted := map[string]int{}
	for fill, delayUS := range map[FillTime]int64{CrossOpen: 0, Cross100ms: 100_000, Cross1s: 1_000_000, Cross5s: 5_000_000} {
		for _, exit := range []Liquidity{Taker, Maker, Touched} {
			costs.Exit = exit
			a := must(m.Backtest(configuration(2, 3), Fill{fill, 0.25}, costs))
			for _, trip := range a.Trips {
				row := func(us int64) int { return int((us - testStartUS) / microstructure.IntervalUS) }
				entry, out, direction := row(trip.EntryUS), row(trip.ExitUS), float64(trip.Direction)
				what := fmt.Sprintf("%v %v, entry in row %d", fill, exit, entry)
				if want := first(entry, delayUS, microstructure.Side(direction)); trip.EntryPrice != want || trip.DecisionUS != m.TimestampUS(entry-1) {
					t.Fatalf("%s: at %v, want %v", what, trip.EntryPrice, want)
				}
				if trip.Open {
					continue
				}
				limit, reached := last(entry+3, microstructure.Side(direction)), best(entry+3, direction)
				rests := exit != Taker && (direction*(reached-limit) > 0 || exit == Touched && reached == limit)
				price, at, fee := limit, entry+3, 2.0
				if !rests {
					fee = 5
					if exit != Taker {
						at++
					}
					for price = first(at, delayUS, microstructure.Side(-direction)); math.IsNaN(price); price = first(at, delayUS, microstructure.Side(-direction)) {
						at++
					}
				}
				slippage := 0.5
				if rests {
					slippage = 0.25
				}
				if trip.Rested != rests || trip.ExitPrice != price || out != at || trip.FeeBps != 5+fee || trip.SlippageBps != slippage {
					t.Fatalf("%s: %+v, want an exit at %v in row %d, rested %v", what, trip, price, at, rests)
				}
				counted[fmt.Sprint(exit, rests)]++
			}
		}
	}
	for _, kind := range []string{"taker false", "maker true", "maker false", "touched true", "touched false"} {
		if counted[kind] < 20 {
			t.Errorf("%v, too few to tell", counted)
		}
	}
}

// A buy pays the ask and a sell gets the bid: with a constant mid, a round trip
// that takes both ways loses the spread, one whose exit rests loses nothing.
func TestRoundTripsPayTheSpread(t *testing.T) {
	m := flatMarket(2)
	for i := range m.Signal {
		m.CrossOpen.Buy[i], m.CrossOpen.Sell[i], m.lastBuy[i], m.lastSell[i] = 101, 99, 101, 99
		m.High[i], m.Low[i] = 101, 99
	}
	m.Signal[10], m.Signal[30] = -3, 3 // a long position and a short one
	net := func(fill FillTime, exit Liquidity) (out []float64) {
		for _, trip := range must(m.Backtest(configuration(2, 3), Fill{Time: fill}, Costs{Exit: exit})).Trips {
			out = append(out, trip.NetBps)
		}
		return out
	}
	if got := net(CrossOpen, Taker); len(got) != 2 || !near(got[0], -2e4/101) || !near(got[1], -2e4/99) {
		t.Errorf("taking both ways: %v", got)
	}
	if got := net(CrossOpen, Touched); len(got) != 2 || got[0] != 0 || got[1] != 0 {
		t.Errorf("filled by a touch: %v", got)
	}
	if got := net(CrossOpen, Maker); len(got) != 2 || !near(got[0], -2e4/101) {
		t.Errorf("never traded through: %v", got)
	}
	m.High[14], m.Low[34] = 101.1, 98.9
	if got := net(CrossOpen, Maker); len(got) != 2 || got[0] != 0 || got[1] != 0 {
		t.Errorf("traded through: %v", got)
	}
	if got := net(NextOpen, Maker); len(got) != 2 || got[0] != 0 || got[1] != 0 {
		t.Errorf("at the next open: %v", got)
	}
}

// The order rests for the row after the holding period, and is replaced in the
// one after that; what happens at the data's ends is no exit.
func TestRestingOrders(t *testing.T) {
	for name, c := range map[string]struct {
		change func(m *Market)
		want   position
	}{
		"traded through":      {func(m *Market) { m.High[14] = 101 }, position{exit: 14, exitPrice: 100, maker: true, rested: true}},
		"touched":             {func(*Market) {}, position{exit: 15, exitPrice: 100}},
		"traded through late": {func(m *Market) { m.High[15] = 101 }, position{exit: 15, exitPrice: 100}},
		"no trade in the row": {func(m *Market) { m.High[14], m.CrossOpen.Sell[14] = nan, nan }, position{exit: 15, exitPrice: 100}},
		"nor in the next":     {func(m *Market) { m.CrossOpen.Sell[15] = nan }, position{exit: 16, exitPrice: 100, late: 1}},
		"an older price": {func(m *Market) {
			m.lastBuy[13], m.lastBuy[12] = 102, 102
			m.High[14] = 102.5
		}, position{exit: 14, exitPrice: 102, maker: true, rested: true}},
		"no price yet": {func(m *Market) {
			for i := range m.lastBuy {
				m.lastBuy[i] = nan
			}
			m.High[14] = 101
		}, position{exit: 15, exitPrice: 100}},
	} {
		m := flatMarket(2)
		c.change(m)
		x := m.execution(CrossOpen, Maker)
		p := position{direction: 1}
		if x.close(&p, 14, m.Len()); p.exit != c.want.exit || p.exitPrice != c.want.exitPrice || p.late != c.want.late || p.maker != c.want.maker || p.rested != c.want.rested || p.open {
			t.Errorf("%s: %+v, want %+v", name, p, c.want)
		}
	}
	m := flatMarket(2)
	m.High[14] = 101
	x := m.execution(CrossOpen, Maker)
	for limit, open := range map[int]bool{14: true, 15: false, 16: false} {
		p := position{direction: 1}
		if x.close(&p, 14, limit); p.open != open || open && (p.exit != limit-1 || p.maker) {
			t.Errorf("up to row %d: %+v", limit, p)
		}
	}
	m.High[14] = 100
	p := position{direction: 1}
	if x.close(&p, 14, 15); !p.open || p.exit != 14 || p.maker || p.late != 0 {
		t.Errorf("an order that is still there at the end: %+v", p)
	}
	if x.close(&p, 0, 15); p.rested {
		t.Error("an order rests before the first row")
	}
}

// The three ends are made of the same choices.
func TestExits(t *testing.T) {
	s := shortSimulation()
	s.EdgeBps = 9
	m := spread(simulated(t, s, 3).Market, 4)
	c := DefaultConfig()
	c.AuditErrors = 0
	e := must(evaluate(m, c, nil, false))
	if len(e.Exits) != 3 || e.Exits[0].Kind != Touched || e.Exits[1].Kind != Maker || e.Exits[2].Kind != Taker {
		t.Fatalf("%+v", e.Exits)
	}
	touched, through, taken := e.Exits[0], e.Exits[1], e.Exits[2]
	if !near(through.Trips, e.WalkForward.Account.RoundTrips) || !near(through.NetBps*through.Trips, e.WalkForward.Account.TotalBps()) {
		t.Errorf("%+v, the record has %v round trips and %v bps", through, e.WalkForward.Account.RoundTrips, e.WalkForward.Account.TotalBps())
	}
	if taken.Rested != 0 || !(touched.RestedShare() > through.RestedShare()) || through.Rested == 0 {
		t.Errorf("rested: %v, %v and %v", touched.Rested, through.Rested, taken.Rested)
	}
	c.Fill.Time = NextOpen
	if e = must(evaluate(m, c, nil, false)); e.Exits != nil {
		t.Errorf("fills that do not pay the spread have %+v", e.Exits)
	}
}

package evidence

import (
	"fmt"
	"math"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// plainWalk goes row by row, as a person would.
func plainWalk(m *Market, c microstructure.Configuration, fill FillTime, exit Liquidity, from, to, limit int) (out []position, missedEntries int) {
	prices := fill.prices(&m.Prices)
	take := func(row int, direction float64) float64 {
		if direction > 0 {
			return prices.Buy[row]
		}
		return prices.Sell[row]
	}
	for d := from; d < to && d+fill.delay() < limit; d++ {
		v := m.Signal[d]
		if math.IsNaN(v) || math.Abs(v) <= c.Threshold || !c.Filter.Regimes.Has(m.Regime[d]) {
			continue
		}
		p := position{decision: d, entry: d + fill.delay(), direction: -math.Copysign(1, v)}
		if p.entryPrice = take(p.entry, p.direction); math.IsNaN(p.entryPrice) {
			missedEntries++
			continue
		}
		at := p.entry + c.Holding.Bars
		if fill.Crosses() && exit != Taker && at < limit {
			if p.exitPrice = plainRest(m, p.direction, at, exit); p.exitPrice > 0 {
				p.exit, p.maker, p.rested = at, true, true
				out = append(out, p)
				d = at - 1 // the row in which it was closed may decide anew
				continue
			}
			at++
		}
		for at+p.late < limit && math.IsNaN(take(at+p.late, -p.direction)) {
			p.late++
		}
		if at+p.late >= limit {
			p.exit, p.exitPrice, p.open, p.late = limit-1, m.mark[limit-1], true, 0
			return append(out, p), missedEntries
		}
		p.exit, p.exitPrice, p.maker = at+p.late, take(at+p.late, -p.direction), !fill.Crosses() && exit != Taker
		out = append(out, p)
		d = p.exit - fill.delay() - 1 // the row before the exit's fill may decide anew
	}
	return out, missedEntries
}

// plainRest is the price of a resting order that the row fills, 0 if it does
// not.
func plainRest(m *Market, direction float64, row int, exit Liquidity) float64 {
	last, best := m.Last.Sell, m.Low[row]
	if direction > 0 {
		last, best = m.Last.Buy, m.High[row]
	}
	for r := row - 1; r >= 0; r-- {
		if math.IsNaN(last[r]) {
			continue
		}
		if through := direction*(best-last[r]) > 0; through || exit == Touched && best == last[r] {
			return last[r]
		}
		return 0
	}
	return 0
}

// punch takes the prices of a share of rows away, some of them in long holes.
func punch(m *SimulatedMarket, seed uint64) *Market {
	rng := newRand(seed, 77)
	p := m.Prices
	for _, x := range p.columns() {
		*x = append([]float64{}, *x...)
	}
	signal := append([]float64{}, m.Signal...)
	for row := 700; row < m.Len(); row++ {
		if rng.IntN(100) > 0 {
			continue
		}
		for range 1 + rng.IntN(40) {
			if row < m.Len() {
				for _, x := range p.columns() {
					(*x)[row] = nan
				}
				signal[row] = nan
				row++
			}
		}
	}
	out, err := NewMarket(m.StartUS, p, signal, m.Regime)
	if err != nil {
		panic(err)
	}
	return out
}

// spread puts a market's sides some ticks of 5 apart, takes prints of a side
// away here and there, and rounds prices, so that orders are touched.
func spread(m *Market, seed uint64) *Market {
	rng := newRand(seed, 78)
	p := m.Prices
	for _, x := range p.columns() {
		*x = append([]float64{}, *x...)
		for i, v := range *x {
			(*x)[i] = 5 * math.Round(v/5)
		}
	}
	for _, x := range []*Sides{&p.CrossOpen, &p.Cross100ms, &p.Cross1s, &p.Cross5s, &p.Last} {
		for i := range x.Buy {
			x.Buy[i] += 5 * float64(rng.IntN(4))
			for _, side := range [][]float64{x.Buy, x.Sell} {
				if rng.IntN(20) == 0 {
					side[i] = nan
				}
			}
		}
	}
	out, err := NewMarket(m.StartUS, p, m.Signal, m.Regime)
	if err != nil {
		panic(err)
	}
	return out
}

func shortSimulation() Simulation {
	s := NullSimulations()[0]
	s.Days = 40
	return s
}

func TestWalkEqualsARowByRowLoop(t *testing.T) {
	m := spread(punch(simulated(t, shortSimulation(), 5), 1), 2)
	index := newEntryIndex(m, allConfigurations())
	seen := map[string]int{}
	for _, fill := range FillTimes() {
		for _, exit := range []Liquidity{Taker, Maker, Touched} {
			x := m.execution(fill, exit)
			for _, c := range allConfigurations() {
				for _, s := range []span{{0, m.Len(), m.Len()}, {900, 3000, 3100}, {900, 3000, 3001}, {50, 50, 60}} {
					var got []position
					var count missed
					m.walk(c, index.of(c), x, s, &count, func(p *position) { got = append(got, *p) })
					want, missedEntries := plainWalk(m, c, fill, exit, s.from, s.to, s.limit)
					if len(got) != len(want) || count.Entries != missedEntries {
						t.Fatalf("%v %v %v %+v: %d positions and %d missed, want %d and %d", fill, exit, c, s, len(got), count.Entries, len(want), missedEntries)
					}
					for i := range got {
						if got[i] != want[i] {
							t.Fatalf("%v %v %v %+v: position %d is %+v, want %+v", fill, exit, c, s, i, got[i], want[i])
						}
						seen[fmt.Sprint(exit, got[i].rested, got[i].late > 0, got[i].open)]++
					}
				}
			}
		}
	}
	for _, kind := range []string{"maker true false false", "maker false true false", "touched true false false", "touched false false false", "taker false true false", "maker false false true"} {
		if seen[kind] < 10 {
			t.Errorf("%d positions are %s; there are %v", seen[kind], kind, seen)
		}
	}
}

// At the same close, without holes and with every position closed, the engine
// makes the reference's round trips.
func TestSameCloseIsTheReference(t *testing.T) {
	m := simulated(t, shortSimulation(), 6)
	times := make([]int64, m.Len())
	for i := range times {
		times[i] = m.TimestampUS(i)
	}
	series := reference.Series{TimestampUS: times, Close: m.Close, Signal: m.Signal, Regime: m.Regime}
	from := m.FirstDay * RowsPerDay
	for _, c := range allConfigurations() {
		strategy := reference.Contrarian{Threshold: c.Threshold, HoldingBars: c.Holding.Bars, Regimes: c.Filter.Regimes, FeeBps: 7}
		want, err := strategy.BacktestAtSignalClose(series.Slice(from, m.Len()))
		if err != nil {
			t.Fatal(err)
		}
		got := must(m.Backtest(c, Fill{Time: SameClose}, Standard()))
		if len(got.Trips) < len(want) || len(got.Trips) > len(want)+1+50/c.Holding.Bars {
			t.Fatalf("%v: %d round trips, the reference makes %d", c, len(got.Trips), len(want))
		}
		for i, w := range want {
			g := got.Trips[i]
			if g.EntryUS != w.EntryUS || g.ExitUS != w.ExitUS || g.Direction != w.Direction || !near(g.NetBps, w.NetBps) {
				t.Fatalf("%v: round trip %d is %+v, the reference's %+v", c, i, g, w)
			}
		}
	}
}

func TestFillPrices(t *testing.T) {
	m := flatMarket(2)
	m.Signal[10] = -3 // a long position
	rows := map[FillTime][]float64{SameClose: m.Close, NextOpen: m.Open, After100ms: m.After100ms, After1s: m.After1s, After5s: m.After5s, NextVWAP: m.VWAP}
	for k, fill := range FillTimes() {
		if fill.Crosses() {
			continue
		}
		entry := 11
		if fill == SameClose {
			entry = 10
		}
		rows[fill][entry], rows[fill][entry+6] = 100+float64(k), 110+float64(k)
		a := must(m.Backtest(configuration(2, 6), Fill{fill, 0.5}, Standard()))
		if len(a.Trips) != 1 {
			t.Fatalf("%v: %d round trips", fill, len(a.Trips))
		}
		trip := a.Trips[0]
		want := (110+float64(k))/(100+float64(k)) - 1
		if !near(trip.GrossBps, want*1e4) || trip.FeeBps != 7 || trip.SlippageBps != 1 || !near(trip.NetBps, want*1e4-8) {
			t.Errorf("%v: %+v", fill, trip)
		}
		if trip.DecisionUS != m.TimestampUS(10) || trip.EntryUS != m.TimestampUS(entry) || trip.ExitUS != m.TimestampUS(entry+6) {
			t.Errorf("%v: times %+v", fill, trip)
		}
	}
	if FillTime(99).String() != "FillTime(99)" || NextVWAP.String() != "next_vwap" {
		t.Error("names")
	}
}

func TestHolesPreventEntriesAndDelayExits(t *testing.T) {
	m := flatMarket(2)
	m.Signal[10], m.Signal[11] = 3, 3
	m.Open[11] = nan                  // no price for the first decision
	m.Open[15], m.Open[16] = nan, nan // nor for the exit
	a := must(m.Backtest(configuration(2, 3), Fill{Time: NextOpen}, Standard()))
	if a.MissedEntries != 1 || a.LateExits != 1 || len(a.Trips) != 1 {
		t.Fatalf("%d missed, %d late, %d round trips", a.MissedEntries, a.LateExits, len(a.Trips))
	}
	if trip := a.Trips[0]; trip.EntryUS != m.TimestampUS(12) || trip.ExitUS != m.TimestampUS(17) || trip.LateBars != 2 || trip.Direction != -1 {
		t.Errorf("%+v", trip)
	}
}

func TestAnOpenPositionIsMarkedAndListed(t *testing.T) {
	m := flatMarket(2)
	last := m.Len() - 1
	m.Signal[last-3] = -3
	m.Close[last], m.mark[last] = 101, 101
	a := must(m.Backtest(configuration(2, 24), Fill{Time: NextOpen}, Standard()))
	open := a.Open()
	if len(open) != 1 || !open[0].Open || open[0].FeeBps != 5 || !near(open[0].GrossBps, 100) || !near(a.TotalBps(), 95) {
		t.Fatalf("%+v", open)
	}
	if held := a.Bars.Held; held[len(held)-1] != 1 {
		t.Error("the last row holds nothing")
	}
	if a.MaxDrawdownBps() != -5 {
		t.Errorf("drawdown %v bps, want the entry's fee, 5", a.MaxDrawdownBps())
	}
}

func TestFundingIsChargedBySign(t *testing.T) {
	m := flatMarket(2)
	m.Signal[90] = -3  // long from row 91 to 115, over 08:00 (row 96)
	m.Signal[150] = 3  // short from row 151 to 175: no funding time
	m.Signal[280] = 3  // short over midnight
	m.Signal[359] = -3 // a long entry fills at row 360; 08:00 of the second day is row 384, its exit's fill: it was held then
	costs := Gross()
	costs.FundingBps = 1
	a := must(m.Backtest(configuration(2, 24), Fill{Time: NextOpen}, costs))
	want := []float64{1, 0, -1, 1}
	for i, trip := range a.Trips {
		if trip.FundingBps != want[i] || trip.NetBps != -want[i] {
			t.Errorf("round trip %d pays %v, want %v", i, trip.FundingBps, want[i])
		}
	}
	if len(a.Trips) != 4 || a.Bars.FundingBps[96] != 1 || a.Bars.FundingBps[288] != -1 || a.Daily[0] != -1 || a.Daily[1] != 0 {
		t.Errorf("%d round trips, days %v", len(a.Trips), a.Daily)
	}
}

// The account by row, the sum by day of the fast path and the round trips tell
// the same profit.
func TestAccountsAgree(t *testing.T) {
	m := punch(simulated(t, shortSimulation(), 8), 2)
	costs := Standard()
	costs.FundingBps = 0.7
	for _, fill := range FillTimes() {
		f := Fill{fill, 0.3}
		all := must(m.Sweep(microstructure.DefaultGrid(), f, costs))
		for k, c := range allConfigurations() {
			a := must(m.Backtest(c, f, costs))
			trial := all.Trials[k]
			total, gross := 0.0, 0.0
			for _, trip := range a.Trips {
				total += trip.NetBps
				gross += trip.GrossBps
			}
			if trial.Trips != len(a.Trips) || trial.MissedEntries != a.MissedEntries || trial.LateExits != a.LateExits || trial.Open != len(a.Open()) {
				t.Fatalf("%v %v: the sweep counts otherwise", fill, c)
			}
			equity := a.Bars.EquityBps[len(a.Bars.EquityBps)-1]
			if math.Abs(total-a.TotalBps()) > 1e-6 || math.Abs(total-equity) > 1e-6 || math.Abs(total-trial.NetBps) > 1e-6 || math.Abs(gross-trial.GrossBps) > 1e-6 {
				t.Fatalf("%v %v: totals %v, %v, %v, %v", fill, c, total, a.TotalBps(), equity, trial.NetBps)
			}
			for d := range a.Daily {
				if math.Abs(a.Daily[d]-trial.Daily[d]) > 1e-7 {
					t.Fatalf("%v %v: day %d is %v by row, %v in the sweep", fill, c, d, a.Daily[d], trial.Daily[d])
				}
			}
			for i, d := range a.Bars.DrawdownBps {
				if d > 0 || a.Bars.EquityBps[i]-d < -1e-9 {
					t.Fatalf("drawdown %v at equity %v", d, a.Bars.EquityBps[i])
				}
			}
		}
	}
}

func TestDecidedLeadsHeldByABar(t *testing.T) {
	m := flatMarket(2)
	m.Signal[10] = 3
	b := must(m.Backtest(configuration(2, 3), Fill{Time: NextOpen}, Gross())).Bars
	for row, want := range map[int][2]float64{9: {0, 0}, 10: {-1, 0}, 11: {-1, -1}, 12: {-1, -1}, 13: {0, -1}, 14: {0, 0}} {
		if b.Decided[row] != want[0] || b.Held[row] != want[1] {
			t.Errorf("row %d: decided %v, held %v, want %v", row, b.Decided[row], b.Held[row], want)
		}
	}
}

func TestNeverTraded(t *testing.T) {
	m := flatMarket(3)
	a := must(m.Backtest(configuration(2, 3), Fill{Time: NextOpen}, Standard()))
	if len(a.Trips) != 0 || a.TotalBps() != 0 || a.ActiveDays != 0 || a.RoundTrips != 0 || a.MaxDrawdownBps() != 0 {
		t.Errorf("%+v", a.Trips)
	}
	if s := NewDailySharpe(a.Daily); !math.IsNaN(s.Annual) || !math.IsNaN(s.Lower) {
		t.Errorf("Sharpe ratio of no days: %+v", s)
	}
}

func TestDailySharpe(t *testing.T) {
	s := NewDailySharpe([]float64{1, -1, 2, 0, 1})
	// mean 0.6, sd sqrt(5.2/4)
	if want := 0.6 / math.Sqrt(1.3); !near(s.PerDay, want) || !near(s.Annual, want*math.Sqrt(365)) || !(s.Lower < s.Annual && s.Annual < s.Upper) {
		t.Errorf("%+v", s)
	}
}

package evidence

import (
	"math"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

func TestRisk(t *testing.T) {
	net := make([]float64, 40)
	for i := range net {
		net[i] = 2
	}
	net[3], net[10], net[11], net[13] = -7, -30, -10, -20
	r := newRisk(net, []Spell{{NetBps: 5}, {NetBps: -12}, {NetBps: 3}})
	total := 36*2 - 67.0
	if r.WorstDayBps != -30 || r.CVaRBps != -25 || r.WorstBps != -12 || r.Spells != 3 || !near(r.RuinousBps, total/3) {
		t.Errorf("%+v, total %v", r, total)
	}
	// The peak is after day 9; days 10 to 13 lose 58, and the rest makes 52.
	if r.DrawdownBps != -58 || r.DrawdownDays != 30 {
		t.Errorf("drawdown %v over %d days", r.DrawdownBps, r.DrawdownDays)
	}
	r.LargestMoveBps, r.MoveBars = 812.34, 24
	want := "No loss beyond 12 bps in 3 times in the market; one of −1.7 bps in every 1 would take the profit away; the largest move in the span was 812.3 bps within 24 bars. No test can see what has not happened."
	if got := r.Sentence(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	for _, thin := range []Risk{newRisk(nil, nil), newRisk([]float64{-1}, []Spell{{NetBps: -1}}), newRisk([]float64{1}, []Spell{{NetBps: 1}}), {}} {
		if s := thin.Sentence(); strings.Contains(s, "NaN") || strings.Contains(s, "–") {
			t.Errorf("%+v: %s", thin, s)
		}
	}
	m := flatMarket(2)
	m.mark[100], m.mark[101] = 103, 90
	r.moved(m, 3)
	if !near(r.LargestMoveBps, (1-90./100)*1e4) && !near(r.LargestMoveBps, (100./90-1)*1e4) {
		t.Errorf("largest move %v", r.LargestMoveBps)
	}
}

// The spells of a path are its profits, from flat to flat.
func TestSpellsOfPaths(t *testing.T) {
	m := edgeMarket(t, 12)
	rng := newRand(3, 3)
	path := make([]float64, m.Len())
	for i := range path {
		path[i] = path[max(i-1, 0)]
		switch rng.IntN(10) {
		case 0:
			path[i] = 2*rng.Float64() - 1
		case 1, 2:
			path[i] = 0
		}
	}
	r := m.newRecord()
	r.spelling = true
	m.pathTrader(DefaultFill()).trade(r, path, Costs{TakerBps: 3, FundingBps: 1}, 0, m.Len())
	gross, cost, turnover := 0.0, 0.0, 0.0
	for i, s := range r.spells {
		gross, cost, turnover = gross+s.GrossBps, cost+s.CostBps, turnover+2*s.RoundTrips
		if i > 0 && s.EntryUS < r.spells[i-1].ExitUS || s.ExitUS < s.EntryUS || s.Orders == 0 || s.Open && i+1 < len(r.spells) {
			t.Fatalf("spell %d: %+v", i, s)
		}
	}
	for d := range r.gross {
		gross, cost, turnover = gross-r.gross[d], cost-r.cost[d], turnover-r.turnover[d]
	}
	if math.Abs(gross) > 1e-6 || math.Abs(cost) > 1e-6 || math.Abs(turnover) > 1e-6 || len(r.spells) < 100 {
		t.Errorf("%d spells differ from the days by %v, %v and %v", len(r.spells), gross, cost, turnover)
	}
	flat := m.newRecord()
	flat.spelling = true
	if m.pathTrader(DefaultFill()).trade(flat, make([]float64, m.Len()), Costs{}, 0, m.Len()); flat.spells != nil {
		t.Errorf("a flat path has %v", flat.spells)
	}
}

// At the share that breaks even, impact both ways is the net profit.
func TestCapacity(t *testing.T) {
	m := flatMarket(3)
	for i := range m.mark {
		m.mark[i] = 100 * (1 + 0.001*float64(i%2))
	}
	bars := microstructure.SourceBars{}
	for i := range m.Len() {
		bars.Bars = append(bars.Bars, microstructure.Bar{TimestampUS: m.TimestampUS(i), TradeCount: 1, Open: 1, Close: 1, High: 1, Low: 1, Volume: 1, QuoteVolume: float64(1000 + i)})
	}
	calendar, err := NewCalendar([]microstructure.SourceBars{bars})
	if err != nil {
		t.Fatal(err)
	}
	w := &WalkForward{Account: Account{Daily: []float64{6, 4}, RoundTrips: 2.5, Trips: []RoundTrip{{EntryUS: m.TimestampUS(1)}, {EntryUS: m.TimestampUS(4)}, {EntryUS: m.TimestampUS(9)}}}}
	e := &Evidence{Market: m, Calendar: calendar, Evaluation: &Evaluation{WalkForward: w}}
	e.Verdict.Daily.Lower = 2
	c := e.Capacity(1.5)
	if !near(c.NetBps, 4) || c.VolumeQuote != 1004 || math.Abs(c.VolatilityBps-10) > 0.1 {
		t.Fatalf("%+v", c)
	}
	if got := 2 * 1.5 * c.VolatilityBps * math.Sqrt(c.BreakEvenShare); !near(got, 4) {
		t.Errorf("at the share that breaks even, impact is %v bps of 4", got)
	}
	for i, p := range c.Points {
		if !near(p.NetBps, 4-p.ImpactBps) || !near(p.DailyBps, 1.25*p.NetBps) || p.EnoughShown != (1.25*p.ImpactBps < 2) || !near(p.Quote, p.Share*1004) {
			t.Errorf("%+v", p)
		}
		if i > 0 && !(p.NetBps < c.Points[i-1].NetBps) {
			t.Errorf("more volume nets more: %+v", p)
		}
	}
	w.Account.Daily[0] = -60
	if c := e.Capacity(1); c.BreakEvenShare != 0 {
		t.Errorf("a loss breaks even at %v", c.BreakEvenShare)
	}
	for _, none := range []*Evidence{nil, {}, {Market: m, Calendar: calendar, Evaluation: &Evaluation{WalkForward: &WalkForward{}}}} {
		if c := none.Capacity(1); len(c.Points) != 0 || !math.IsNaN(c.NetBps) || len(none.HoldingPower()) != 0 {
			t.Errorf("%+v", c)
		}
	}
	if c := e.Capacity(0); len(c.Points) != 0 {
		t.Errorf("without impact: %+v", c)
	}
}

func TestHoldingPower(t *testing.T) {
	h := HoldingPower{SDBps: 50}
	// 50 bps / sqrt(100) times (1.645 + 0.842)
	if got := h.SmallestBps(100, 0.95, 0.8); math.Abs(got-5*2.4864749) > 1e-5 {
		t.Errorf("100 trips show %v bps", got)
	}
	if !math.IsNaN(h.SmallestBps(0, 0.95, 0.8)) || !math.IsNaN(h.SmallestBps(9, 1.5, 0.8)) {
		t.Error("senseless arguments have an answer")
	}
	s := shortSimulation()
	c := DefaultConfig()
	c.Resampling.Reps = 99
	m := simulated(t, s, 2).Market
	e := &Evidence{Config: c, Market: m, Evaluation: must(evaluate(m, c, nil, false))}
	powers := e.HoldingPower()
	if len(powers) != 4 || powers[0].Holding.Name != "15m" {
		t.Fatalf("%+v", powers)
	}
	// A random walk's deviation grows with the square root of time.
	if ratio := powers[3].SDBps / powers[0].SDBps; ratio < 2.2 || ratio > 3.5 || powers[0].MostTrips <= powers[3].MostTrips {
		t.Errorf("2h over 15m: %v, %+v", ratio, powers)
	}
}

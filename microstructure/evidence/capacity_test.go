package evidence

import (
	"math"
	"reflect"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

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
	spells := []Spell{{EntryUS: m.TimestampUS(1)}, {EntryUS: m.TimestampUS(4)}, {EntryUS: m.TimestampUS(9)}}
	searched := &Searched{Market: m, Daily: w.Account.Daily, Spells: spells, volume: calendar.leadingVolume(), Verdict: Verdict{Trips: 2.5, Daily: e.Verdict.Daily}}
	if of := searched.Capacity(1.5); !reflect.DeepEqual(of, c) {
		t.Errorf("a search has %+v, a study %+v", of, c)
	}
	for _, none := range []*Searched{nil, {}, {Market: m}} {
		if c := none.Capacity(1); len(c.Points) != 0 {
			t.Errorf("%+v", c)
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

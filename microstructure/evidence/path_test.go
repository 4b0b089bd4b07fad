package evidence

import (
	"math"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// constantMarket has one price throughout.
func constantMarket(t *testing.T, length string, days int) *Market {
	t.Helper()
	interval := mustInterval(t, length)
	n := days * interval.PerDay()
	price := make([]float64, n)
	for i := range price {
		price[i] = 100
	}
	p := OnePrice(price)
	p.Interval = interval
	m, err := NewMarket(testStartUS, p, make([]float64, n), make([]microstructure.Regime, n))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A position that is held pays funding three times a day, however long bars
// are.
func TestPathsPayFundingOfAnyBars(t *testing.T) {
	for _, length := range []string{"5m", "1h", "12h", "24h"} {
		m := constantMarket(t, length, 10)
		wanted := make([]float64, m.Len())
		for i := range wanted {
			wanted[i] = 0.5
		}
		r := m.newRecord()
		m.pathTrader(Fill{Time: SameClose}).trade(r, wanted, Costs{FundingBps: 2}, 0, m.Len())
		for d, net := range r.net(2, 9) {
			if !near(net, -3) {
				t.Errorf("%s, day %d: %v, want three times half of 2 bps", length, d+2, net)
			}
		}
	}
}

// A change that waits for a price is missed once, however long it waits and
// however often the same is wanted.
func TestPathsMissAChangeOnce(t *testing.T) {
	for _, short := range []float64{-1, 0} {
		m := constantMarket(t, "1h", 3)
		m.LongOnly = true
		wanted := make([]float64, m.Len())
		for i := range wanted {
			if wanted[i] = 1; i >= 30 {
				wanted[i] = short
			}
		}
		for i := 30; i < 35; i++ {
			m.Close[i] = math.NaN()
		}
		r := m.newRecord()
		m.pathTrader(Fill{Time: SameClose}).trade(r, wanted, Costs{}, 0, m.Len())
		if r.missed != 1 {
			t.Errorf("to %v: %d changes were missed", short, r.missed)
		}
	}
}

package synth

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
)

func market(t testing.TB, change func(*Config)) *Market {
	t.Helper()
	cfg := DefaultConfig()
	change(&cfg)
	m, err := NewMarket(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// returns are the relative changes of prices.
func returns(price []float64) []float64 {
	r := make([]float64, len(price)-1)
	for i := range r {
		r[i] = price[i+1]/price[i] - 1
	}
	return r
}

// tStat is that of the correlation of x[i] with y[i+lag], for independent
// pairs.
func tStat(x, y []float64, lag int) (r, tstat float64) {
	x, y = x[:len(x)-lag], y[lag:]
	r = stat.Correlation(x, y, nil)
	return r, r * math.Sqrt(float64(len(x)-2)/(1-r*r))
}

func TestPathMoments(t *testing.T) {
	m := market(t, func(c *Config) { c.Days = 365 })
	p := m.Pressure()
	if len(p) != 365*288 || len(m.Mid()) != len(p)+1 || len(m.Volatility()) != len(p) {
		t.Fatal("lengths")
	}
	mean, std := stat.MeanStdDev(p, nil)
	if math.Abs(mean) > 0.03 || math.Abs(std-1) > 0.02 {
		t.Errorf("pressure has mean %.3f and deviation %.3f, want 0 and 1", mean, std)
	}
	if r, _ := tStat(p, p, 1); math.Abs(r-0.5) > 0.02 {
		t.Errorf("pressure has autocorrelation %.3f, want 0.5", r)
	}
	vol := m.Volatility()
	slices.Sort(vol)
	if v := vol[len(vol)/2] * 1e4; math.Abs(v-8) > 1 {
		t.Errorf("median volatility %.2f bps, want 8", v)
	}
}

func TestEdge(t *testing.T) {
	for _, c := range []struct {
		name string
		edge float64
		sign int
	}{{"none", 0, 0}, {"reversion", 5, -1}, {"continuation", -5, 1}} {
		t.Run(c.name, func(t *testing.T) {
			m := market(t, func(c2 *Config) { c2.EdgeBps, c2.Days = c.edge, 365 })
			p, r := m.Pressure(), returns(m.Mid())
			_, next := tStat(p, r, 1)
			switch {
			case c.sign == 0 && math.Abs(next) > 3.5:
				t.Errorf("t = %.1f without an edge", next)
			case c.sign != 0 && next*float64(c.sign) < 20:
				t.Errorf("t = %.1f with an edge of %g bps", next, c.edge)
			}
			if c.sign == 0 {
				if _, now := tStat(p, r, 0); now < 20 {
					t.Errorf("t = %.1f of pressure with the return of the same bar: no impact", now)
				}
			}
		})
	}
}

// The slope of the next return on pressure is -EdgeBps.
func TestEdgeIsInBpsPerUnit(t *testing.T) {
	m := market(t, func(c *Config) { c.EdgeBps, c.Days = 10, 365 })
	p, r := m.Pressure(), returns(m.Mid())
	_, slope := stat.LinearRegression(p[:len(p)-1], r[1:], nil, false)
	if math.Abs(slope*1e4+10) > 0.2 {
		t.Errorf("slope %.2f bps, want -10", slope*1e4)
	}
}

// What a study sees: the imbalance of traded quantity against the change of the
// leading source's closes. Without an edge the t statistics of many markets are
// standard normal; a stale close or a bid-ask bounce would shift their mean.
func TestEdgeInTrades(t *testing.T) {
	const markets = 40
	var sum, withEdge float64
	for seed := range uint64(markets) {
		for _, edge := range []float64{0, 5} {
			m := market(t, func(c *Config) { c.Seed, c.EdgeBps, c.Days, c.TradesPerBar = seed, edge, 10, 12 })
			imbalance, closes := closesAndImbalance(m, 0)
			_, tstat := tStat(imbalance[:len(imbalance)-1], returns(closes), 0)
			if edge == 0 {
				sum += tstat
			} else {
				withEdge += tstat
			}
		}
	}
	if z := sum / math.Sqrt(markets); math.Abs(z) > 3.5 {
		t.Errorf("without an edge, z = %.1f over %d markets", z, markets)
	}
	if mean := withEdge / markets; mean > -3 {
		t.Errorf("with 5 bps, the mean t is %.1f", mean)
	}
}

// closesAndImbalance are those of a source's bars that have trades.
func closesAndImbalance(m *Market, source int) (imbalance, closes []float64) {
	for day := range m.cfg.Days {
		trades, _ := m.Day(source, day)
		for from := 0; from < trades.Len(); {
			to := from
			var signed, volume float64
			for ; to < trades.Len() && bar(trades.TimestampUS[to]) == bar(trades.TimestampUS[from]); to++ {
				signed += float64(trades.Side[to]) * trades.Quantity[to]
				volume += trades.Quantity[to]
			}
			imbalance = append(imbalance, signed/volume)
			closes = append(closes, trades.Price[to-1])
			from = to
		}
	}
	return imbalance, closes
}

package synth

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// correlation of two columns.
func correlation(x, y []float64) float64 {
	n := float64(len(x))
	var mx, my, xx, yy, xy float64
	for i := range x {
		mx += x[i] / n
		my += y[i] / n
	}
	for i := range x {
		xx += (x[i] - mx) * (x[i] - mx)
		yy += (y[i] - my) * (y[i] - my)
		xy += (x[i] - mx) * (y[i] - my)
	}
	return xy / math.Sqrt(xx*yy)
}

func TestTogether(t *testing.T) {
	c := DefaultConfig()
	c.Days, c.EdgeBps, c.LogVolatilityStd = 60, 4, 0.2
	for _, rho := range []float64{0, 0.3, 0.8} {
		configs, err := c.Together(3, rho, EdgeOnOne)
		if err != nil {
			t.Fatal(err)
		}
		var markets []*Market
		for i, config := range configs {
			m, err := NewMarket(config)
			if err != nil {
				t.Fatal(err)
			}
			markets = append(markets, m)
			if edge := map[bool]float64{true: 4}[i == 0]; config.EdgeBps != edge || config.Seed != c.Seed+uint64(i) {
				t.Errorf("market %d has an edge of %v and the seed %d", i, config.EdgeBps, config.Seed)
			}
			// Pressure says something of the next return where there is an edge.
			p, r := m.Pressure(), returns(m.Mid())
			if got := correlation(p[:len(p)-1], r[1:]); (got < -0.3) != (i == 0) {
				t.Errorf("correlation %v, market %d: pressure and the return that follows correlate by %v", rho, i, got)
			}
		}
		for i := range markets {
			for k := range i {
				if got := correlation(markets[i].Pressure(), markets[k].Pressure()); math.Abs(got-rho) > 0.05 {
					t.Errorf("pressures %d and %d correlate by %v, want %v", i, k, got, rho)
				}
				if got := correlation(returns(markets[i].Mid()), returns(markets[k].Mid())); k > 0 && math.Abs(got-rho) > 0.06 {
					t.Errorf("returns %d and %d correlate by %v, want %v", i, k, got, rho)
				}
			}
		}
	}
	// A market that is alone is what it was.
	alone, err := NewMarket(c)
	if err != nil {
		t.Fatal(err)
	}
	configs, _ := c.Together(2, 0, EdgeOnAll)
	if first, err := NewMarket(configs[0]); err != nil || !slices.Equal(first.Mid(), alone.Mid()) {
		t.Errorf("the first of uncorrelated markets is another one, %v", err)
	}
	if none, _ := c.Together(2, 0.5, EdgeOnNone); none[0].EdgeBps != 0 || none[1].EdgeBps != 0 {
		t.Error("there is an edge on none")
	}
	for want, err := range map[string]error{
		"number of markets is 0: give 1 to 1000":   second(c.Together(0, 0.5, EdgeOnAll)),
		"correlation is 1.5: give a number":        second(c.Together(2, 1.5, EdgeOnAll)),
		`edge on is "some": give all, one or none`: second(c.Together(2, 0.5, "some")),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	c.Correlation = 2
	if err := c.Validate(); err == nil || !strings.Contains(err.Error(), "Correlation is 2") {
		t.Error(err)
	}
}

func second[T any](_ T, err error) error { return err }

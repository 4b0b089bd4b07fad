package audit

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
)

func TestDuplicateCheck(t *testing.T) {
	row := func(us int64, price float64) ms.Trades {
		return ms.Trades{TimestampUS: []int64{us}, Price: []float64{price}, Quantity: []float64{1}, QuoteQuantity: []float64{price}, Side: []ms.Side{ms.Buy}}
	}
	for _, c := range []struct {
		name string
		us   []int64
		p    []float64
		want int64
	}{
		{"none", nil, nil, 0},
		{"one", []int64{1}, []float64{5}, 0},
		{"equal", []int64{1, 1, 1}, []float64{5, 5, 5}, 2},
		{"not neighbours", []int64{1, 1, 1, 1}, []float64{5, 6, 5, 6}, 2},
		{"other times", []int64{1, 2, 3}, []float64{5, 5, 5}, 0},
		{"other prices", []int64{1, 1}, []float64{5, 6}, 0},
	} {
		var d duplicateCheck
		d.reset()
		for i := range c.us {
			r := row(c.us[i], c.p[i])
			d.add(&r)
		}
		if d.count != c.want {
			t.Errorf("%s: %d, want %d", c.name, d.count, c.want)
		}
	}
	var long duplicateCheck // many rows of one time
	long.reset()
	for i := range 10_000 {
		r := row(1, float64(1+i%(duplicateReach+1)))
		long.add(&r)
	}
	if long.count != 0 || len(long.group) != duplicateReach {
		t.Errorf("%d duplicates further than %d rows apart, %d rows held", long.count, duplicateReach, len(long.group))
	}
}

func TestMoments(t *testing.T) {
	for name, c := range map[string]struct{ x, y, want []float64 }{
		"none":       {nil, nil, []float64{math.NaN()}},
		"one":        {[]float64{1}, []float64{1}, []float64{math.NaN()}},
		"constant":   {[]float64{1, 1, 1}, []float64{1, 2, 3}, []float64{math.NaN()}},
		"two":        {[]float64{1, 2}, []float64{3, 1}, []float64{-1}},
		"nan":        {[]float64{1, math.NaN(), 2}, []float64{1, 5, 2}, []float64{1}},
		"orthogonal": {[]float64{-1, 1, -1, 1}, []float64{-1, -1, 1, 1}, []float64{0}},
	} {
		var m moments
		for i := range c.x {
			m.add(c.x[i], c.y[i])
		}
		if got := m.correlation(); math.Abs(got-c.want[0]) > 1e-12 || math.IsNaN(got) != math.IsNaN(c.want[0]) {
			t.Errorf("%s: %v, want %v", name, got, c.want[0])
		}
		if z := m.z(); !math.IsNaN(z) {
			t.Errorf("%s: z %v of %v pairs", name, z, m.N)
		}
	}
}

func TestSecondPrices(t *testing.T) {
	var s secondPrices
	s.set([]float64{0, 100, 0, 100.1, 200, 0})
	log := func(prices ...float64) []float64 {
		for i := range prices {
			if prices[i] > 0 {
				prices[i] = math.Log(prices[i])
			}
		}
		return prices
	}
	if !slices.Equal(s.updates, []int32{1, 3, 4}) || !slices.Equal(s.before, log(0, 100, 100, 100.1, 200, 200)) || !slices.Equal(s.from, log(100, 100, 100.1, 100.1, 200, 200)) {
		t.Errorf("prices %+v", s)
	}
	s.set(make([]float64, 6))
	sums := newLagSums(&s, &s)
	if l := sums.peak(&Thresholds{}, 0); l.clear || l.seconds != 0 || !math.IsNaN(l.peak) {
		t.Errorf("the lag of no minutes is %+v", l)
	}
}

// TestLagSums: where both sources trade in every second, the sums are those of
// products of 1-second returns.
func TestLagSums(t *testing.T) {
	const n = 2_000
	walk := func(seed uint64) []float64 {
		r := rand.New(rand.NewPCG(seed, 1))
		p := make([]float64, n)
		for i := range p {
			p[i] = 100 * math.Exp(r.NormFloat64()/1e4)
		}
		return p
	}
	x, y := walk(1), walk(2)
	var a, b secondPrices
	a.set(x)
	b.set(y)
	s := newLagSums(&a, &b)
	returns := func(p []float64, t int) float64 { return math.Log(p[t] / p[t-1]) }
	for k := -MaxLagSeconds; k <= MaxLagSeconds; k++ {
		want := 0.0
		for at := MaxLagSeconds + 1; at+MaxLagSeconds < n; at++ {
			want += returns(x, at) * returns(y, at+k)
		}
		if got := s.AB[MaxLagSeconds+k]; math.Abs(got-want) > 1e-12 {
			t.Errorf("lag %d: %g, want %g", k, got, want)
		}
	}
	self := newLagSums(&a, &a)
	defaults := DefaultThresholds()
	if l := self.peak(&defaults, 0); l.seconds != 0 || !l.clear || math.Abs(l.peak-1) > 0.1 {
		t.Errorf("a source against itself: %+v", l)
	}
}

func TestSeverityText(t *testing.T) {
	for _, s := range []Severity{Note, Warning, Error} {
		text, _ := s.MarshalText()
		var back Severity
		if err := back.UnmarshalText(text); err != nil || back != s {
			t.Errorf("%s is read as %v, %v", text, back, err)
		}
	}
	var s Severity
	if s.UnmarshalText([]byte("grave")) == nil || Severity(7).String() != "severity(7)" {
		t.Error("a severity that is none is taken for one")
	}
}

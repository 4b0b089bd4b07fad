package figure

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func dayStarts(n int) (us []int64) {
	for i := range n {
		us = append(us, start.AddDate(0, 0, i).UnixMicro())
	}
	return us
}

func sampleCoverage(days int) Coverage {
	c := Coverage{Symbol: "BTCUSDT", Sources: []string{"binance_futures", "bybit_futures", "okx_futures"}, DayUS: dayStarts(days)}
	r := rand.New(rand.NewPCG(1, 1))
	for i := range c.Sources {
		row := make([]float64, days)
		for d := range row {
			if row[d] = 1 - 0.1*float64(i)*r.Float64(); i == 1 && d == days/3 {
				row[d] = nan
			}
		}
		c.Share = append(c.Share, row)
	}
	return c
}

func sampleGaps(days int) Gaps {
	g := Gaps{Symbol: "BTCUSDT", Sources: []string{"binance_futures", "okx_futures"}, DayUS: dayStarts(days)}
	for i := range g.Sources {
		var source [][]float64
		for d := range days {
			hours := make([]float64, 24)
			for h := range hours {
				if hours[h] = float64((d*h*(i+1))%7) * 3; i == 1 && d == days/2 {
					hours[h] = nan
				}
			}
			source = append(source, hours)
		}
		g.Minutes = append(g.Minutes, source)
	}
	return g
}

func sampleVenues(n, sources int) VenuePrices {
	v := VenuePrices{Symbol: "BTCUSDT"}
	r := rand.New(rand.NewPCG(2, 1))
	price := 100_000.0
	for i := range n {
		v.TimestampUS = append(v.TimestampUS, start.UnixMicro()+int64(i)*300_000_000)
	}
	for s := range sources {
		v.Sources = append(v.Sources, []string{"binance_futures", "bybit_futures", "okx_futures"}[s])
		v.Price = append(v.Price, make([]float64, n))
	}
	for i := range n {
		price *= 1 + r.NormFloat64()/1_000
		for s := range sources {
			if v.Price[s][i] = price * (1 + r.NormFloat64()/1e4); s == 1 && (i%9 == 0 || i > n/2 && i < n/2+n/10) {
				v.Price[s][i] = nan
			}
		}
	}
	return v
}

func sampleProfile() DayProfile {
	d := DayProfile{Symbol: "BTCUSDT", Sources: []string{"binance_futures", "okx_futures"}}
	for i := range d.Sources {
		row := make([]float64, 1440)
		for m := range row {
			row[m] = float64(10-4*i) * (2 + math.Sin(float64(m)/229))
		}
		d.PerMinute = append(d.PerMinute, row)
	}
	return d
}

func TestMarketFigures(t *testing.T) {
	nothing := sampleVenues(300, 2)
	for i := range nothing.Price[1] {
		nothing.Price[1][i] = nan
	}
	seven := sampleVenues(100, 1)
	for i := range 6 {
		seven.Sources, seven.Price = append(seven.Sources, strings.Repeat("s", i+1)), append(seven.Price, seven.Price[0])
	}
	build := func(f *Figure, err error) func() (*Figure, error) { return func() (*Figure, error) { return f, err } }
	for _, c := range []struct {
		name  string
		build func() (*Figure, error)
		texts []string
	}{
		{"coverage", build(CoverageCalendar(sampleCoverage(92))), []string{"BTCUSDT: coverage by day and source", "bybit_futures", "Bars present", "100 %", "Dec 1", "Day (UTC)"}},
		{"coverage, 1 day", build(CoverageCalendar(Coverage{"X", []string{"a"}, dayStarts(1), [][]float64{{0.5}}})), []string{"Nov 1", "2025", "50 %"}},
		{"coverage, 3 days", build(CoverageCalendar(sampleCoverage(3))), []string{"Nov 3"}},
		{"coverage, 20 days", build(CoverageCalendar(sampleCoverage(20))), nil},
		{"coverage, 3 years", build(CoverageCalendar(sampleCoverage(1_096))), []string{"2026"}},
		{"coverage without a bar", build(CoverageCalendar(Coverage{"X", []string{"a"}, dayStarts(2), [][]float64{{0, nan}}})), nil},
		{"gaps", build(GapHeatmap(sampleGaps(92))), []string{"BTCUSDT: minutes without a trade, by hour and day", "Hour (UTC)", "06:00", "Minutes per hour", "60"}},
		{"gaps, 1 day", build(GapHeatmap(sampleGaps(1))), nil},
		{"gaps, 20 days", build(GapHeatmap(sampleGaps(20))), nil},
		{"venues", build(PricesAndSpread(sampleVenues(26_000, 3))), []string{"BTCUSDT: prices of 3 sources", "Closes", "Difference of closes from binance_futures", "Price (quote currency)", "Difference (bps)", "Time (UTC)"}},
		{"venues, 2 bars", build(PricesAndSpread(sampleVenues(2, 2))), []string{"bybit_futures"}},
		{"venues, 1 source", build(PricesAndSpread(sampleVenues(300, 1))), []string{"one source: nothing to compare", "BTCUSDT: prices of 1 source"}},
		{"venues, nothing in common", build(PricesAndSpread(nothing)), []string{"no bars in common"}},
		{"venues, 7 sources", build(PricesAndSpread(seven)), []string{"ssssss"}},
		{"profile", build(TradesPerMinute(sampleProfile())), []string{"BTCUSDT: trades per minute over the day", "09:00", "24:00", "Trades per minute", "Time of day (UTC)"}},
		{"profile of zero", build(TradesPerMinute(DayProfile{"X", []string{"a"}, [][]float64{make([]float64, 1440)}})), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkConstructor(t, c.name, c.build, c.texts)
		})
	}
}

func TestMarketFigureErrors(t *testing.T) {
	coverage := func(change func(*Coverage)) func() (*Figure, error) {
		return func() (*Figure, error) { c := sampleCoverage(5); change(&c); return CoverageCalendar(c) }
	}
	gaps := func(change func(*Gaps)) func() (*Figure, error) {
		return func() (*Figure, error) { g := sampleGaps(5); change(&g); return GapHeatmap(g) }
	}
	venues := func(change func(*VenuePrices)) func() (*Figure, error) {
		return func() (*Figure, error) { v := sampleVenues(50, 2); change(&v); return PricesAndSpread(v) }
	}
	profile := func(change func(*DayProfile)) func() (*Figure, error) {
		return func() (*Figure, error) { d := sampleProfile(); change(&d); return TradesPerMinute(d) }
	}
	for _, c := range []struct {
		name string
		err  error
		got  func() (*Figure, error)
		says string
	}{
		{"no sources", ErrNoData, coverage(func(c *Coverage) { c.Sources = nil }), "coverage calendar"},
		{"no days", ErrNoData, coverage(func(c *Coverage) { c.DayUS = nil }), "coverage calendar"},
		{"a day left out", ErrShape, coverage(func(c *Coverage) { c.DayUS[3] += 5 }), "day 3"},
		{"short row", ErrShape, coverage(func(c *Coverage) { c.Share[1] = c.Share[1][:2] }), "bybit_futures has 2 days"},
		{"few rows", ErrShape, coverage(func(c *Coverage) { c.Share = c.Share[:1] }), "3 sources, but 1 rows"},
		{"all missing", ErrNoData, coverage(func(c *Coverage) { c.Share = [][]float64{fill(5, nan), fill(5, nan), fill(5, nan)} }), "no source"},
		{"infinite share", ErrNotFinite, coverage(func(c *Coverage) { c.Share[0][1] = math.Inf(1) }), "binance_futures"},
		{"gaps without days", ErrNoData, gaps(func(g *Gaps) { g.DayUS = nil }), "gap heatmap"},
		{"gaps all missing", ErrNoData, gaps(func(g *Gaps) {
			for _, days := range g.Minutes {
				for d := range days {
					days[d] = fill(24, nan)
				}
			}
		}), "no source"},
		{"23 hours", ErrShape, gaps(func(g *Gaps) { g.Minutes[0][2] = fill(23, 0) }), "day 2 has 23 hours"},
		{"gap days", ErrShape, gaps(func(g *Gaps) { g.Minutes[1] = g.Minutes[1][:1] }), "okx_futures has 1 days"},
		{"gap panels", ErrShape, gaps(func(g *Gaps) { g.Minutes = nil }), "0 panels"},
		{"infinite gap", ErrNotFinite, gaps(func(g *Gaps) { g.Minutes[0][0][0] = math.Inf(1) }), "binance_futures"},
		{"no prices", ErrNoData, venues(func(v *VenuePrices) { v.Price = [][]float64{fill(50, nan), fill(50, nan)} }), "no source"},
		{"no times", ErrNoData, venues(func(v *VenuePrices) { *v = VenuePrices{} }), "no source"},
		{"unsorted", ErrShape, venues(func(v *VenuePrices) { v.TimestampUS[7] = 0 }), "order"},
		{"few prices", ErrShape, venues(func(v *VenuePrices) { v.Price[1] = nil }), "0 prices of bybit_futures"},
		{"few columns", ErrShape, venues(func(v *VenuePrices) { v.Price = v.Price[:1] }), "1 columns"},
		{"infinite price", ErrNotFinite, venues(func(v *VenuePrices) { v.Price[1][1] = math.Inf(1) }), "price of bybit_futures"},
		{"infinite spread", ErrNotFinite, venues(func(v *VenuePrices) { v.Price[0][1] = 0 }), "spread of bybit_futures"},
		{"short profile", ErrShape, profile(func(d *DayProfile) { d.PerMinute[1] = nil }), "okx_futures has 0 minutes"},
		{"few profiles", ErrShape, profile(func(d *DayProfile) { d.PerMinute = nil }), "0 columns"},
		{"infinite profile", ErrNotFinite, profile(func(d *DayProfile) { d.PerMinute[0][3] = math.Inf(1) }), "row 3"},
		{"profile without sources", ErrNoData, profile(func(d *DayProfile) { *d = DayProfile{} }), "no source"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := c.got()
			if f != nil || !errors.Is(err, c.err) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, %v; want an error that is %q and says %q", f, err, c.err, c.says)
			}
		})
	}
}

// The lightness of sequential scales falls throughout, so that they can be read
// in grey.
func TestSequentialScalesDarken(t *testing.T) {
	for name, scale := range map[string]colorScale{"blues": blues, "oranges": oranges} {
		for i := 1; i <= 100; i++ {
			if at := scale.color(100); luminance(at(float64(i))) > luminance(at(float64(i-1))) {
				t.Errorf("%s are lighter at %d %% than at %d %%", name, i, i-1)
			}
		}
	}
}

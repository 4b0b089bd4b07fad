package evidence

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

func mustInterval(t *testing.T, length string) microstructure.Interval {
	t.Helper()
	i, err := microstructure.ParseInterval(length)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestConfigurationsFollowTheInterval(t *testing.T) {
	five := DefaultConfig()
	if at := five.WithInterval(microstructure.Interval{}); at.Look().Key() != five.Look().Key() || !reflect.DeepEqual(at.Folds, five.Folds) || !reflect.DeepEqual(at.Regimes, five.Regimes) ||
		!reflect.DeepEqual(at.Grid, five.Grid) || !reflect.DeepEqual(at.Horizons, five.Horizons) {
		t.Errorf("the default configuration at five minutes is\n%+v, not\n%+v", at, five)
	}
	minute := five.WithInterval(mustInterval(t, "1m"))
	if want := (RegimeRule{60, 45, 1440, 1080, 30 * 1440, 2 * 1440, 0.3, 0.7}); minute.Regimes != want || minute.Folds.PurgeBars != 121 || minute.Validate() != nil {
		t.Errorf("regimes %+v, purge %d, %v", minute.Regimes, minute.Folds.PurgeBars, minute.Validate())
	}
	if minute.Look().Key() == five.Look().Key() {
		t.Error("a search on other bars has the same digest")
	}
	longer, err := minute.Interval.ParseHorizons("30m,6h")
	if err != nil {
		t.Fatal(err)
	}
	if c := minute.WithHoldings(longer); c.Folds.PurgeBars != 361 || c.Validate() != nil {
		t.Errorf("holding 6h, the purge is %d bars: %v", c.Folds.PurgeBars, c.Validate())
	}
	for _, length := range []string{"1s", "10s", "15m", "1h", "2h", "8h", "24h"} {
		if err := five.WithInterval(mustInterval(t, length)).Validate(); err != nil {
			t.Errorf("%s: %v", length, err)
		}
	}
}

func TestCalendarRefusesBarsByActivity(t *testing.T) {
	bars := microstructure.SourceBars{Source: microstructure.Source{Name: "a"}, Bars: make([]microstructure.Bar, 1), Activity: microstructure.Activity{Measure: microstructure.ByVolume, Size: 100}, Ends: make([]microstructure.BarEnd, 1)}
	if _, err := NewCalendar([]microstructure.SourceBars{bars}); !errors.Is(err, microstructure.ErrActivity) || !strings.Contains(err.Error(), "a: bars by activity (volume:100) have no places on it: put them on bars of a length of time with PlaceBars") {
		t.Errorf("error %v", err)
	}
}

// The account of a market of any length of bars has the days, and the fundings,
// that their times say.
func TestAccountsFollowTheInterval(t *testing.T) {
	for _, length := range []string{"1m", "5m", "1h", "9m", "12h", "24h"} {
		interval := mustInterval(t, length)
		rng := newRand(1, 2)
		n := 60 * interval.PerDay()
		price, signal := make([]float64, n), make([]float64, n)
		for i := range price {
			price[i], signal[i] = 100+rng.Float64(), 3*rng.Float64()-1.5
		}
		p := OnePrice(price)
		p.Interval = interval
		m, err := NewMarket(testStartUS, p, signal, make([]microstructure.Regime, n))
		if err != nil {
			t.Fatal(err)
		}
		costs := Costs{Name: "funded", TakerBps: 5, FundingBps: 2}
		a, err := m.Backtest(configuration(1, 3), Fill{Time: NextOpen}, costs)
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Trips) == 0 || len(a.Daily) != 60 {
			t.Fatalf("%s: %d round trips, %d days", length, len(a.Trips), len(a.Daily))
		}
		daily, gross, net := make([]float64, 60), 0.0, 0.0
		for i := range a.Bars.NetBps {
			daily[dayOf(a.Bars.TimestampUS[i]-testStartUS)] += a.Bars.NetBps[i]
		}
		for d := range daily {
			if !near(daily[d], a.Daily[d]) {
				t.Fatalf("%s: day %d has %v, its bars %v", length, d, a.Daily[d], daily[d])
			}
		}
		const eightHours = 8 * 3600 * 1_000_000
		for _, trip := range a.Trips {
			funded := 0
			for us := int64(0); us <= trip.ExitUS; us += eightHours {
				if us > trip.EntryUS-trip.EntryUS%interval.US() && us <= trip.ExitUS {
					funded++
				}
			}
			if want := float64(trip.Direction) * 2 * float64(funded); trip.FundingBps != want {
				t.Fatalf("%s: a trip from %s to %s pays %v for funding, want %v", length,
					microstructure.FormatTime(trip.EntryUS), microstructure.FormatTime(trip.ExitUS), trip.FundingBps, want)
			}
			gross += trip.GrossBps
			net += trip.NetBps
		}
		trials, err := m.Sweep(microstructure.Grid{Filters: []microstructure.RegimeFilter{{Name: "all", Regimes: microstructure.AllRegimes}},
			Thresholds: []float64{1}, Holdings: []microstructure.Horizon{{Name: "3", Bars: 3}}}, Fill{Time: NextOpen}, costs)
		if err != nil || !near(trials.Trials[0].NetBps, net) || !near(trials.Trials[0].GrossBps, gross) {
			t.Errorf("%s: the sweep has %v before costs and %v after, the round trips %v and %v (%v)", length, trials.Trials[0].GrossBps, trials.Trials[0].NetBps, gross, net, err)
		}
	}
}

// barsOfLength are the leading source's bars of a market, with the features of
// the composite.
func barsOfLength(interval microstructure.Interval, days int) []microstructure.SourceBars {
	rng := newRand(7, 7)
	s := microstructure.SourceBars{Source: microstructure.Source{Name: "a", Label: "a"}, Interval: interval}
	price := 100.0
	for row := range days * interval.PerDay() {
		price *= 1 + 0.001*rng.NormFloat64()
		b := microstructure.Bar{TimestampUS: testStartUS + int64(row)*interval.US(), TradeCount: 2, Volume: 1, QuoteVolume: price}
		for _, f := range microstructure.BarFields() {
			if v := f.At(&b); f.Unit == "quote" && *v == 0 {
				*v = price
			} else if f.Unit == "" {
				*v = rng.NormFloat64()
			}
		}
		s.Bars = append(s.Bars, b)
		var k microstructure.Takers
		for _, f := range microstructure.TakerFields() {
			*f.At(&k) = price
		}
		s.Takers = append(s.Takers, k)
	}
	return []microstructure.SourceBars{s}
}

func TestRunOnBarsOfOtherLengths(t *testing.T) {
	for length, rows := range map[string]int{"15m": 96, "1h": 24, "2h": 12} {
		interval := mustInterval(t, length)
		c := DefaultConfig().WithInterval(interval)
		c.Resampling.Reps, c.ICReps, c.Causality.Cuts = 19, 9, 8
		bars := barsOfLength(interval, 60)
		e, err := Run(bars, c, nil)
		if err != nil {
			t.Errorf("%s: %v", length, err)
			continue
		}
		if e.Calendar.Len() != 60*rows || e.Market.FirstDay != interval.WarmupDays() || len(e.Trials.Trials) != c.Grid.Len() {
			t.Errorf("%s: %d rows, first day %d of %d", length, e.Calendar.Len(), e.Market.FirstDay, interval.WarmupDays())
		}
		for _, f := range e.Causality {
			if f.Unsound() {
				t.Errorf("%s: %v", length, &f)
			}
		}
		n := NullConfig{Shifts: 2, Simulations: NullSimulations()[:1], Markets: 1, Seed: 1, Workers: 1}
		if null, err := Null(e.Market, c, nil, n, nil); err != nil || len(null.Runs) != 6 {
			t.Errorf("%s: null control %v", length, err)
		}
		if _, err := Run(bars, DefaultConfig(), nil); !errors.Is(err, ErrConfig) || !strings.Contains(fmt.Sprint(err), fmt.Sprintf("the bars are of %s, the configuration is for 5m", length)) {
			t.Errorf("%s with the configuration for five minutes: %v", length, err)
		}
	}
	// A source of another length, and bars off the grid.
	mixed := append(barsOfLength(mustInterval(t, "1h"), 3), barsOfLength(mustInterval(t, "15m"), 3)...)
	if _, err := NewCalendar(mixed); !errors.Is(err, ErrNoCalendar) || !strings.Contains(err.Error(), "a has bars of 1h, a of 15m") {
		t.Errorf("two lengths: %v", err)
	}
	off := barsOfLength(mustInterval(t, "15m"), 3)
	off[0].Interval = mustInterval(t, "1h")
	if _, err := NewCalendar(off); !errors.Is(err, ErrNoCalendar) {
		t.Errorf("bars of 15m as bars of an hour: %v", err)
	}
}

// A calendar's signal at any length ranks within three days and needs one.
func TestSignalFollowsTheInterval(t *testing.T) {
	interval := mustInterval(t, "1h")
	x := make([]float64, 24*6)
	for i := range x {
		x[i] = math.Mod(float64(i)*0.618, 1)
	}
	s := newSignal([][]float64{x}, interval)
	for i := range x {
		if known := i >= 23; known == math.IsNaN(s.Score[i]) || i >= 46 == math.IsNaN(s.Value[i]) {
			t.Fatalf("row %d: score %v, signal %v", i, s.Score[i], s.Value[i])
		}
		if i < 23 {
			continue
		}
		below, n := 0, 0
		for k := max(0, i-71); k <= i; k++ {
			n++
			if x[k] < x[i] {
				below++
			}
		}
		if want := float64(below+1) / float64(n); !near(s.Score[i], want) {
			t.Fatalf("row %d: rank %v, want %v", i, s.Score[i], want)
		}
	}
}

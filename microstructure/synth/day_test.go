package synth

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

func bar(timestampUS int64) int64 { return timestampUS / microstructure.IntervalUS }

func digest(t microstructure.Trades) string {
	h := sha256.New()
	for _, column := range []any{t.TimestampUS, t.Price, t.Quantity, t.QuoteQuantity, t.Side} {
		if err := binary.Write(h, binary.LittleEndian, column); err != nil {
			panic(err)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:8])
}

func TestDayIsValid(t *testing.T) {
	oneSource := microstructure.DefaultSources()[:1]
	for name, change := range map[string]func(*Config){
		"default":       func(c *Config) { c.Days = 2 },
		"awkward":       func(c *Config) { c.Days, c.Awkward = 10, true },
		"one source":    func(c *Config) { c.Days, c.Sources = 1, oneSource },
		"one trade":     func(c *Config) { c.Days, c.TradesPerBar = 2, 0.01 },
		"dense":         func(c *Config) { c.Days, c.TradesPerBar, c.Sources = 1, 3000, oneSource },
		"1970":          func(c *Config) { c.Days, c.Start = 1, c.Start.AddDate(-55, -10, 0) },
		"cheap coin":    func(c *Config) { c.Days, c.StartPrice, c.PriceTick, c.QuantityStep = 1, 1e-5, 1e-8, 1000 },
		"odd tick":      func(c *Config) { c.Days, c.PriceTick = 1, 0.3 },
		"constant":      func(c *Config) { c.Days, c.VolatilityBps, c.NoiseBps = 1, 0, 0 },
		"only impact":   func(c *Config) { c.Days, c.Impact = 1, 1 },
		"wild":          func(c *Config) { c.Days, c.VolatilityBps, c.LogVolatilityStd, c.NoiseBps = 1, 50, 1.5, 50 },
		"no dependence": func(c *Config) { c.Days, c.PressurePersistence, c.VolatilityPersistence = 1, 0, 0 },
	} {
		t.Run(name, func(t *testing.T) {
			m := market(t, change)
			total := 0
			for source := range m.cfg.Sources {
				for day := range m.cfg.Days {
					trades, ok := m.Day(source, day)
					if ok != (trades.Len() > 0) {
						t.Fatalf("%v with %d trades", ok, trades.Len())
					}
					total += trades.Len()
					checkDay(t, m, day, trades)
				}
			}
			if total == 0 {
				t.Error("no trades")
			}
		})
	}
}

func checkDay(t *testing.T, m *Market, day int, trades microstructure.Trades) {
	t.Helper()
	if err := trades.Validate(); err != nil {
		t.Fatal(err)
	}
	fromUS := m.Date(day).UnixMicro()
	for i, ts := range trades.TimestampUS {
		if ts < fromUS || ts >= fromUS+dayUS || ts%1000 != 0 {
			t.Fatalf("row %d: time %d is off day %d or not in whole ms", i, ts, day)
		}
		if trades.QuoteQuantity[i] != trades.Price[i]*trades.Quantity[i] {
			t.Fatalf("row %d: quote quantity", i)
		}
		onGrid(t, trades.Price[i], m.cfg.PriceTick)
		onGrid(t, trades.Quantity[i], m.cfg.QuantityStep)
		last := i+1 == trades.Len() || bar(trades.TimestampUS[i+1]) != bar(ts)
		end := day*barsPerDay + int((ts-fromUS)/microstructure.IntervalUS) + 1
		if last && math.Abs(trades.Price[i]-m.mid[end]) > 0.501*m.cfg.PriceTick {
			t.Fatalf("row %d closes its bar at %v, the mid is %v", i, trades.Price[i], m.mid[end])
		}
	}
}

func onGrid(t *testing.T, x, step float64) {
	t.Helper()
	if steps := x / step; math.Abs(steps-math.Round(steps)) > 1e-9*steps+1e-9 {
		t.Fatalf("%v is no multiple of %v", x, step)
	}
}

func TestNoSuchDay(t *testing.T) {
	m := market(t, func(c *Config) { c.Days = 1 })
	for _, c := range [][2]int{{-1, 0}, {3, 0}, {0, -1}, {0, 1}} {
		if trades, ok := m.Day(c[0], c[1]); ok || trades.Len() != 0 {
			t.Errorf("source %d, day %d exists", c[0], c[1])
		}
	}
}

func TestTradesPerBar(t *testing.T) {
	m := market(t, func(c *Config) { c.Days = 92 })
	for source, want := range []float64{30, 30 / 1.7, 30 / 2.4} {
		n := 0
		for day := range m.cfg.Days {
			trades, _ := m.Day(source, day)
			n += trades.Len()
		}
		if got := float64(n) / (92 * barsPerDay); math.Abs(got/want-1) > 0.05 {
			t.Errorf("source %d has %.1f trades per bar, want %.1f", source, got, want)
		}
	}
}

func TestOrderAndParallelismChangeNothing(t *testing.T) {
	change := func(c *Config) { c.Days, c.Awkward = 6, true }
	m := market(t, change)
	want := map[[2]int]string{}
	for source := range 3 {
		for day := range 6 {
			trades, _ := m.Day(source, day)
			want[[2]int{source, day}] = digest(trades)
		}
	}
	again := market(t, change)
	var wg sync.WaitGroup
	for day := 5; day >= 0; day-- {
		for source := 2; source >= 0; source-- {
			wg.Go(func() {
				trades, _ := again.Day(source, day)
				if digest(trades) != want[[2]int{source, day}] {
					t.Errorf("source %d, day %d differs", source, day)
				}
			})
		}
	}
	wg.Wait()
}

func TestLongerMarketBeginsTheSame(t *testing.T) {
	short := market(t, func(c *Config) { c.Days = 2 })
	long := market(t, func(c *Config) { c.Days = 5 })
	for source := range 3 {
		a, _ := short.Day(source, 1)
		b, _ := long.Day(source, 1)
		if digest(a) != digest(b) {
			t.Errorf("source %d differs", source)
		}
	}
}

func TestSeedsSourcesAndDaysDiffer(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(3) {
		m := market(t, func(c *Config) { c.Seed, c.Days, c.TradesPerBar = seed, 3, 2 })
		for source := range 3 {
			for day := range 3 {
				trades, _ := m.Day(source, day)
				seen[digest(trades)] = true
			}
		}
	}
	if len(seen) != 27 {
		t.Errorf("%d different days of 27", len(seen))
	}
}

// The digest is this package's own: it tells when sample data change, which
// every figure computed from them would follow.
func TestGoldenDay(t *testing.T) {
	m := market(t, func(c *Config) { c.Days = 1 })
	trades, _ := m.Day(0, 0)
	if got, want := fmt.Sprint(trades.Len(), " ", digest(trades)), "11237 d09359fa4768d44f"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCallerMayChangeWhatItGets(t *testing.T) {
	m := market(t, func(c *Config) { c.Days = 1 })
	before, _ := m.Day(0, 0)
	want := digest(before)
	before.Price[0] = -1
	m.Mid()[0], m.Pressure()[0], m.Config().Sources[0].Name = -1, 9, "x"
	after, _ := m.Day(0, 0)
	if digest(after) != want || m.Mid()[0] != m.cfg.StartPrice || m.cfg.Sources[0].Name == "x" {
		t.Error("the market changed")
	}
}

// With a spread, buys print its half above and sells its half below what they
// print without, and nothing else changes.
func TestSpread(t *testing.T) {
	plain, quoted := market(t, func(c *Config) { c.Days = 1 }), market(t, func(c *Config) { c.Days, c.SpreadBps = 1, 20 })
	a, _ := plain.Day(1, 0)
	b, _ := quoted.Day(1, 0)
	if a.Len() != b.Len() || !slices.Equal(a.TimestampUS, b.TimestampUS) || !slices.Equal(a.Quantity, b.Quantity) || !slices.Equal(a.Side, b.Side) {
		t.Fatal("times, quantities or sides change")
	}
	for i := range a.Price {
		if by := 1e4 * (b.Price[i]/a.Price[i] - 1); math.Abs(by-10*float64(a.Side[i])) > 0.02 { // prices are rounded to 0.01 bps
			t.Fatalf("row %d: a taker's price moves by %v bps, of side %d", i, by, a.Side[i])
		}
	}
}

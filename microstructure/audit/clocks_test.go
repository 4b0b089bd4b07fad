package audit

import (
	"flag"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/synth"
)

// soundSets is what `make sound` raises.
var soundSets = flag.Int("sound", 6, "number of sound data sets in which TestSoundData looks for findings")

// simulated is a market of three sources as trades by source, one after the
// other.
func simulated(t *testing.T, days int, tradesPerBar, edgeBps float64, seed uint64) []ms.Trades {
	t.Helper()
	c := synth.DefaultConfig()
	c.Days, c.TradesPerBar, c.EdgeBps, c.Seed = days, tradesPerBar, edgeBps, seed
	m, err := synth.NewMarket(c)
	if err != nil {
		t.Fatal(err)
	}
	all := make([]ms.Trades, len(c.Sources))
	for i := range all {
		for day := range days {
			trades, _ := m.Day(i, day)
			all[i].Append(trades)
		}
	}
	return all
}

// dataOf writes a file for each source and each day on which it has trades.
func dataOf(t *testing.T, all []ms.Trades) *testSet {
	t.Helper()
	s := newTestSet(t)
	for i, source := range ms.DefaultSources() {
		for trades := all[i]; trades.Len() > 0; {
			day := floorDay(trades.TimestampUS[0])
			n, _ := slices.BinarySearch(trades.TimestampUS, day+ms.DayUS)
			s.write(source.Name, int((day-midnight(0))/ms.DayUS), trades.Slice(0, n), ms.Provenance{})
			trades = trades.Slice(n, trades.Len())
		}
	}
	return s
}

func floorDay(us int64) int64 { return us - us%ms.DayUS }

// TestShiftedClocks: each shift of one venue's times is found at both pairs
// that it is part of, with its size, and at no other.
func TestShiftedClocks(t *testing.T) {
	if testing.Short() {
		t.Skip("in short mode: millions of trades are simulated")
	}
	sparse, dense := simulated(t, 12, 12, 0, 1), simulated(t, 12, 200, 0, 1)
	for _, c := range []struct {
		market   []ms.Trades
		source   int
		seconds  int
		severity Severity
		says     string
	}{
		{sparse, 2, 60, Error, "okx_futures trails binance_futures by 60 s"},
		{sparse, 2, 300, Error, "okx_futures trails binance_futures by 5 min"},
		{sparse, 1, 3600, Error, "bybit_futures trails binance_futures by 1 h"},
		{sparse, 2, 8 * 3600, Error, "okx_futures trails binance_futures by 8 h"},
		{sparse, 2, -5 * 3600, Error, "binance_futures trails okx_futures by 5 h"},
		{sparse, 0, 3600, Error, "binance_futures trails okx_futures by 1 h"},
		{sparse, 1, 24 * 3600, Error, "bybit_futures trails binance_futures by 24 h"},
		{dense, 2, 2, Warning, "okx_futures trails bybit_futures by 2 s"},
		{dense, 1, 2, Warning, "bybit_futures trails binance_futures by 2 s"},
		{dense, 0, 2, Error, "binance_futures trails bybit_futures by 2 s"},
		{dense, 0, -45, Error, "bybit_futures trails binance_futures by 45 s"},
	} {
		t.Run(fmt.Sprintf("%d by %d s", c.source, c.seconds), func(t *testing.T) {
			t.Parallel()
			all := slices.Clone(c.market)
			all[c.source].TimestampUS = slices.Clone(all[c.source].TimestampUS)
			for i := range all[c.source].TimestampUS {
				all[c.source].TimestampUS[i] += int64(c.seconds) * secondUS
			}
			a := dataOf(t, all).run()
			name := a.Sources[c.source].Name
			said := false
			for _, f := range find(a, CheckLag) {
				said = said || strings.HasPrefix(f.Message, c.says)
				if f.Source != name && f.Other != name || f.Severity != c.severity && f.Severity != Note || f.Date != "" {
					t.Errorf("found %v", f)
				}
			}
			if !said {
				t.Errorf("nothing says %q in %v", c.says, a.Findings)
			}
			for _, p := range a.Pairs {
				want := 0
				switch name {
				case p.First:
					want = -c.seconds
				case p.Second:
					want = c.seconds
				}
				// The last trade of a simulated bar is at the price of its end,
				// so that sources that trade seldom come some part of a second
				// early.
				near := p.LagSeconds == want || c.seconds < 60 && max(p.LagSeconds-want, want-p.LagSeconds) <= 1
				if !near || !p.ClearLag || p.Unrelated {
					t.Errorf("%s and %s: a lag of %d s (clear: %v), want %d", p.First, p.Second, p.LagSeconds, p.ClearLag, want)
				}
			}
			if c.severity == Error && a.Refusal() == nil {
				t.Error("the data are not refused")
			}
		})
	}
}

// TestShiftedDays: a clock that is off on some days is found on these.
func TestShiftedDays(t *testing.T) {
	t.Parallel()
	all := simulated(t, 6, 60, 0, 3)
	for i, us := range all[1].TimestampUS {
		if us >= midnight(4) {
			all[1].TimestampUS[i] += hourUS
		}
	}
	var dates []string
	for _, f := range find(dataOf(t, all).run(), CheckLag) {
		if f.Severity != Error || !strings.Contains(f.Message, "bybit_futures") || !strings.Contains(f.Message, "by 1 h on this day") {
			t.Errorf("found %v", f)
		}
		dates = append(dates, f.Date)
	}
	slices.Sort(dates)
	if want := []string{date(4), date(4), date(5), date(5)}; !slices.Equal(dates, want) {
		t.Errorf("found on %v, want %v", dates, want)
	}
}

// TestUnrelatedSources: a source of another market is found, and nothing is
// said where the data are too few to tell.
func TestUnrelatedSources(t *testing.T) {
	for _, c := range []struct {
		name string
		days int
		all  func(days int) []ms.Trades
		want []string // names of findings
	}{
		{"another market", 12, func(days int) []ms.Trades {
			all := simulated(t, days, 12, 0, 1)
			all[1] = simulated(t, days, 12, 0, 2)[1]
			return all
		}, []string{"unrelated:bybit_futures"}},
		{"three markets", 12, func(days int) []ms.Trades {
			return []ms.Trades{simulated(t, days, 12, 0, 1)[0], simulated(t, days, 12, 0, 2)[1], simulated(t, days, 12, 0, 3)[2]}
		}, []string{"unrelated:binance_futures", "unrelated:bybit_futures", "unrelated:okx_futures"}},
		{"two sources", 12, func(days int) []ms.Trades {
			return []ms.Trades{simulated(t, days, 12, 0, 1)[0], simulated(t, days, 12, 0, 2)[1], {}}
		}, []string{"unrelated:binance_futures+bybit_futures"}},
		{"a day", 1, func(days int) []ms.Trades {
			return []ms.Trades{simulated(t, days, 12, 0, 1)[0], simulated(t, days, 12, 0, 2)[1], {}}
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var names []string
			a := dataOf(t, c.all(c.days)).run()
			for _, f := range a.Findings {
				if f.Check == CheckLag || f.Check == CheckUnrelated {
					names = append(names, f.Name())
				}
			}
			if !slices.Equal(names, c.want) {
				t.Errorf("found %v, want %v", names, c.want)
			}
		})
	}
}

// TestSoundData: no clock, copy or side is called wrong in data that have
// nothing wrong with them, with an edge and without, however few trades there
// are.
func TestSoundData(t *testing.T) {
	wrong := []string{CheckLag, CheckUnrelated, CheckCopied, CheckSide}
	sets := *soundSets
	if testing.Short() {
		sets = 1
	}
	for set := range sets {
		t.Run(fmt.Sprint(set), func(t *testing.T) {
			t.Parallel()
			perBar, edge := []float64{12, 4, 30, 100}[set%4], []float64{0, 5, -5}[set%3]
			a := dataOf(t, simulated(t, 12, perBar, edge, uint64(100+set))).run(func(c *Config) { c.NoCache = true })
			for _, f := range a.Findings {
				if slices.Contains(wrong, f.Check) && f.Severity > Note {
					t.Errorf("%g trades per bar, edge %g: %v", perBar, edge, f)
				}
			}
			for _, p := range a.Pairs {
				if !p.ClearLag || p.LagSeconds != 0 {
					t.Errorf("%g trades per bar, edge %g: %s and %s have a lag of %d s (clear: %v)", perBar, edge, p.First, p.Second, p.LagSeconds, p.ClearLag)
				}
			}
		})
	}
}

func TestMinuteReturns(t *testing.T) {
	prices := make([]float64, 6*60)
	prices[70], prices[100], prices[130], prices[299], prices[300] = 2, 1, 1.5, 3, 3 // in minutes 1, 1, 2, 4, 5
	var s secondPrices
	s.set(prices)
	got := s.minuteReturns()
	want := minuteReturns{0, 0, float32(math.Log(1.5)), 0, float32(math.Log(3) - math.Log(1.5)), 0}
	if !slices.Equal(got, want) {
		t.Errorf("returns %v, want %v", got, want)
	}
	data, err := got.GobEncode()
	var back minuteReturns
	if err := back.GobDecode(data); err != nil || !slices.Equal(back, got) {
		t.Errorf("read as %v, %v", back, err)
	}
	if err != nil || back.GobDecode(data[:3]) == nil {
		t.Errorf("half a number is read: %v", err)
	}
	s.set(make([]float64, 120))
	if r := s.minuteReturns(); r != nil {
		t.Errorf("returns without a trade: %v", r)
	}
}

// TestReturnGrid compares lagged sums with a plain version across midnights, a
// missing day among them.
func TestReturnGrid(t *testing.T) {
	const perDay = 8
	days := func(seed int) []minuteReturns {
		out := make([]minuteReturns, 5)
		for d := range out {
			if d == 3 && seed == 1 {
				continue
			}
			out[d] = make(minuteReturns, perDay)
			for i := range out[d] {
				out[d][i] = float32((seed*31+d*17+i*7)%13 - 6)
			}
		}
		return out
	}
	x, y := days(1), days(2)
	gx, gy := newReturnGrid(x, perDay), newReturnGrid(y, perDay)
	for lag := -perDay; lag <= perDay; lag++ {
		for d := range x {
			var want clockSums
			for i := range x[d] {
				at := d*perDay + i + lag
				if at < 0 || at >= len(y)*perDay {
					continue
				}
				a, b := float64(x[d][i]), float64(y[at/perDay][at%perDay])
				want.merge(clockSums{1, a * a, b * b, a * b})
			}
			if got := gx.compare(&gy, d, lag); got != want {
				t.Errorf("day %d, lag %d: %+v, want %+v", d, lag, got, want)
			}
		}
	}
	if g := newReturnGrid([]minuteReturns{{1, -1, 1, -1, 1, 1, 100, 0}}, perDay); g.returns[0][6] != float32(5*106./7) {
		t.Errorf("limited to %v", g.returns[0][6])
	}
}

package microstructure

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestTheZeroIntervalIsTheReferences(t *testing.T) {
	var five Interval
	parsed, err := ParseInterval("5m")
	if err != nil || parsed != five || five.US() != IntervalUS || five.String() != "5m" || five.PerDay() != 288 {
		t.Errorf("5m is %v (%v) of %d µs, %d a day", five, err, five.US(), five.PerDay())
	}
	if got, want := five.Windows(), (Windows{864, RankMinPeriods, 12, 288}); got != want || got.SignalBars() != SignalBars || five.WarmupDays() != 2 {
		t.Errorf("windows of 5m are %+v, want %+v", got, want)
	}
	if !reflect.DeepEqual(five.Horizons(), Horizons()) || !reflect.DeepEqual(five.Grid(), DefaultGrid()) {
		t.Errorf("horizons %v, grid %v", five.Horizons(), five.Grid())
	}
}

func TestParseInterval(t *testing.T) {
	for length, perDay := range map[string]int{"1s": 86_400, "10s": 8_640, "1m": 1_440, "60s": 1_440, "15m": 96, "90m": 16, "1h": 24, "24h": 1} {
		i, err := ParseInterval(length)
		if again, err2 := ParseInterval(i.String()); err != nil || err2 != nil || again != i || i.PerDay() != perDay || i.Duration()*time.Duration(perDay) != 24*time.Hour {
			t.Errorf("%s: %v of %d a day (%v), again %v (%v)", length, i, i.PerDay(), err, again, err2)
		}
	}
	for length, want := range map[string]string{
		"7m":     "bars of 7m do not divide a day: the nearest that do are of 400s and 432s",
		"7h":     "of 6h and 8h",
		"50h":    "the longest are of 24h",
		"0s":     "the shortest are of 1s",
		"-5m":    "the shortest are of 1s",
		"1300ms": "do not divide a day: the nearest that do are of 1s and 2s",
		"100ms":  "the shortest are of 1s",
		"1.5ns":  "write it as 10s",
		"5":      "write it as 10s",
		"":       "write it as 10s",
		"month":  "write it as 10s",
	} {
		if _, err := ParseInterval(length); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", length, err, want)
		}
	}
}

// Spans are spans of time: as many bars as fit, or refused.
func TestSpansFollowTheInterval(t *testing.T) {
	lengths := func(h []Horizon) (out string) {
		for _, x := range h {
			out += fmt.Sprintf("%s=%d ", x.Name, x.Bars)
		}
		return out
	}
	for length, want := range map[string]struct {
		horizons, holdings string
		windows            Windows
		warmup             int
	}{
		"10s": {"5m=30 15m=90 30m=180 1h=360 2h=720 ", "15m=90 30m=180 1h=360 2h=720 ", Windows{25_920, 8_640, 360, 8_640}, 2},
		"1m":  {"5m=5 15m=15 30m=30 1h=60 2h=120 ", "15m=15 30m=30 1h=60 2h=120 ", Windows{4_320, 1_440, 60, 1_440}, 2},
		"15m": {"15m=1 30m=2 1h=4 2h=8 ", "15m=1 30m=2 1h=4 2h=8 ", Windows{288, 96, 4, 96}, 2},
		"1h":  {"1h=1 2h=2 ", "1h=1 2h=2 ", Windows{72, 24, 4, 24}, 2},
		"2h":  {"2h=1 6h=3 12h=6 24h=12 48h=24 ", "6h=3 12h=6 24h=12 48h=24 ", Windows{72, 24, 4, 24}, 4},
		"24h": {"24h=1 72h=3 144h=6 288h=12 576h=24 ", "72h=3 144h=6 288h=12 576h=24 ", Windows{72, 24, 4, 24}, 46},
	} {
		i := mustInterval(t, length)
		if got := lengths(i.Horizons()); got != want.horizons {
			t.Errorf("%s: horizons %s, want %s", length, got, want.horizons)
		}
		if got := lengths(i.Grid().Holdings); got != want.holdings {
			t.Errorf("%s: holdings %s, want %s", length, got, want.holdings)
		}
		if got := i.Windows(); got != want.windows || i.WarmupDays() != want.warmup {
			t.Errorf("%s: windows %+v and %d days, want %+v", length, got, i.WarmupDays(), want)
		}
	}
	for _, c := range []struct{ length, spans, want string }{
		{"1h", "15m", "15m is not a multiple of the bars' length, 1h; the shortest is 1h"},
		{"1h", "1h,90m", "90m is not a multiple of the bars' length, 1h; the nearest that are: 1h and 2h"},
		{"10s", "15s", "the nearest that are: 10s and 20s"},
		{"5m", "0s", "the shortest is 5m"},
		{"5m", "-5m", "the shortest is 5m"},
		{"5m", "15m,", "is not a span of time"},
		{"1m", "15m,900s", "is twice"},
		{"1h", "169h", "is not a span of a week at most"},
	} {
		if _, err := mustInterval(t, c.length).ParseHorizons(c.spans); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s of %s bars: error %v, want %q", c.spans, c.length, err, c.want)
		}
	}
	if h, err := mustInterval(t, "1m").ParseHorizons("15m, 1h"); err != nil || lengths(h) != "15m=15 1h=60 " {
		t.Errorf("15m, 1h of 1m bars: %v, %v", h, err)
	}
}

func mustInterval(t *testing.T, length string) Interval {
	t.Helper()
	i, err := ParseInterval(length)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// Bars of each length are those of a plain search for the trades of each
// interval, computed as the formulas read.
func TestBarsOfAnyLengthEqualPlainBars(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 1))
	trades := awkwardTrades(r, 3_000)
	us := int64(20_000) * DayUS
	for i := range trades.TimestampUS { // two days with gaps of up to hours
		gap := int64(r.ExpFloat64() * 8e6)
		if r.IntN(300) == 0 {
			gap += r.Int64N(2 * 3_600_000_000)
		}
		us += gap
		trades.TimestampUS[i] = us
	}
	for _, length := range []string{"1s", "10s", "1m", "5m", "15m", "1h", "24h"} {
		interval := mustInterval(t, length).US()
		got, err := BuildBars(trades, interval)
		if err != nil {
			t.Fatal(err)
		}
		takers, err := BuildTakers(trades, interval)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for open := floorTo(trades.TimestampUS[0], interval); open <= us; open += interval {
			var own Trades
			for i, at := range trades.TimestampUS {
				if at >= open && at < open+interval {
					own.Append(trades.Slice(i, i+1))
				}
			}
			if own.Len() < 2 {
				continue
			}
			if n == len(got) {
				t.Fatalf("%s: only %d bars", length, n)
			}
			what := fmt.Sprintf("%s, bar %d", length, n)
			checkBar(t, what, got[n], plainBar(open, &own))
			checkTakers(t, what, takers[n], plainTakers(open, &trades, &own))
			n++
		}
		if n != len(got) || n == 0 {
			t.Errorf("%s: %d bars, want %d", length, len(got), n)
		}
	}
}

func TestPanelRefusesBarsOfDifferentLengths(t *testing.T) {
	a, b := barsOf("a", 0, 1), barsOf("b", 0, 1)
	b.Interval = mustInterval(t, "1m")
	if _, err := JoinPanel([]SourceBars{a, b}); err == nil || !strings.Contains(err.Error(), `source "a" has bars of 5m, source "b" of 1m`) {
		t.Errorf("error %v", err)
	}
	a.Interval = b.Interval
	if p, err := JoinPanel([]SourceBars{a, b}); err != nil || p.Interval != b.Interval || p.Overlap().Interval != b.Interval {
		t.Errorf("panel %+v, error %v", p, err)
	}
}

// The same rows are counted on a calendar of any length.
func TestOverlapFollowsTheInterval(t *testing.T) {
	for _, length := range []string{"1m", "1h", "6h"} {
		i := mustInterval(t, length)
		s := SourceBars{Source: Source{"a", "a"}, Interval: i}
		first := (i.Windows().SignalBars() - 1) // the row of the first signal
		for row := range 3*i.PerDay() + first {
			s.Bars = append(s.Bars, Bar{TimestampUS: int64(row) * i.US()})
		}
		o := NewOverlap([]SourceBars{s})
		r := o.Reaches[0]
		if r.Rows != len(s.Bars) || r.SignalRows != len(s.Bars)-first || r.Days != (len(s.Bars)+i.PerDay()-1)/i.PerDay() || r.SignalDays != r.Days-i.WarmupDays() {
			t.Errorf("%s: %+v of %d bars", length, r, len(s.Bars))
		}
		if need := (Need{SignalDays: r.SignalDays}); !need.Met(&r) || need.Days(i) != r.Days {
			t.Errorf("%s: %d days are needed for %d with a signal, there are %d", length, need.Days(i), r.SignalDays, r.Days)
		}
	}
}

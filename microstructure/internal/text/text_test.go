package text

import (
	"math"
	"testing"
)

var nan, inf = math.NaN(), math.Inf(1)

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		v              float64
		decimals       int
		number, signed string
	}{
		{0, 0, "0", "0"},
		{math.Copysign(0, -1), 1, "0.0", "0.0"},
		{0.04, 1, "0.0", "0.0"},
		{-0.04, 1, "0.0", "0.0"},
		{0.05001, 1, "0.1", "+0.1"},
		{-0.3, 1, "−0.3", "−0.3"},
		{999.96, 1, "1,000.0", "+1,000.0"},
		{999, 0, "999", "+999"},
		{-1000, 0, "−1,000", "−1,000"},
		{-123456.789, 2, "−123,456.79", "−123,456.79"},
		{1234567, 0, "1,234,567", "+1,234,567"},
		{0.0001234, 6, "0.000123", "+0.000123"},
		{1e15, 1, "1,000,000,000,000,000.0", "+1,000,000,000,000,000.0"},
		{nan, 3, "–", "–"},
		{inf, 2, "∞", "+∞"},
		{-inf, 2, "−∞", "−∞"},
	} {
		if got := Number(c.v, c.decimals); got != c.number {
			t.Errorf("Number(%v, %d) = %q, want %q", c.v, c.decimals, got, c.number)
		}
		if got := Signed(c.v, c.decimals); got != c.signed {
			t.Errorf("Signed(%v, %d) = %q, want %q", c.v, c.decimals, got, c.signed)
		}
	}
}

func TestWithUnits(t *testing.T) {
	for got, want := range map[string]string{
		Bps(1234.5, 1):      "+1,234.5 bps",
		Bps(-0.001, 2):      "0.00 bps",
		Bps(nan, 2):         "–",
		GivenPercent(0.8):   "80 %",
		GivenPercent(nan):   "–",
		GivenBps(0.1 + 0.2): "0.3 bps",
		GivenBps(nan):       "–",
		Minus("-1e-05 s"):   "−1e−05 s",
		Minus("2025 days"):  "2025 days",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestSignificant(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 1: "1.00", 1.5: "1.50", -1.5: "−1.50", 73.21: "73.2", 99.96: "100", 9.996: "10.0", 9.994: "9.99",
		999.4: "999", 999.6: "1,000", 1234: "1,234", 98765: "98,765", 0.01234: "0.0123", 0.00009996: "0.000100", inf: "∞",
	} {
		if got := Significant(v); got != want {
			t.Errorf("Significant(%v) = %q, want %q", v, got, want)
		}
	}
	if got := Significant(nan); got != Missing {
		t.Errorf("Significant(NaN) = %q", got)
	}
}

func TestRough(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 1: "1", 1.04: "1", 1.06: "1.1", -0.0514: "−0.051", 0.00000514: "0.0000051", 99.6: "100", 51234: "51,000", 1e6: "1,000,000", -inf: "−∞",
	} {
		if got := Rough(v); got != want {
			t.Errorf("Rough(%v) = %q, want %q", v, got, want)
		}
	}
	if got := Rough(nan); got != Missing {
		t.Errorf("Rough(NaN) = %q", got)
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0", 1: "1", 12: "12", 123: "123", 1234: "1,234", 123456: "123,456", 1234567: "1,234,567", -1: "−1", -123: "−123",
		-1234: "−1,234", math.MaxInt64: "9,223,372,036,854,775,807", math.MinInt64: "−9,223,372,036,854,775,808",
	} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int]string{0: "0 rows", 1: "1 row", 2: "2 rows", -1: "−1 rows", 2048: "2,048 rows"} {
		if got := Plural(n, "row"); got != want {
			t.Errorf("Plural(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestGiven(t *testing.T) {
	for _, c := range []struct {
		v                float64
		given, threshold string
	}{
		{0, "0", "0.0"},
		{2, "2", "2.0"},
		{1.5, "1.5", "1.5"},
		{1.75, "1.75", "1.75"},
		{-1.25, "−1.25", "−1.25"},
		{-3, "−3", "−3.0"},
		{1.23456, "1.23456", "1.23456"},
		{0.1 + 0.2, "0.3", "0.3"},
		{100 * (2*0.95 - 1), "90", "90.0"}, // 89.99999999999999
		{1000, "1,000", "1,000.0"},
		{0.00001, "0.00001", "0.00001"},
		{nan, "–", "–"},
		{inf, "∞", "∞"},
	} {
		if got := Given(c.v); got != c.given {
			t.Errorf("Given(%v) = %q, want %q", c.v, got, c.given)
		}
		if got := Threshold(c.v); got != c.threshold {
			t.Errorf("Threshold(%v) = %q, want %q", c.v, got, c.threshold)
		}
	}
	if got, want := Configuration("low+normal", 1.75, "1h"), "vol filter low+normal, threshold 1.75, holding 1h"; got != want {
		t.Errorf("Configuration: %q, want %q", got, want)
	}
	if got, want := ShortConfiguration("low+normal", 2, "1h"), "low+normal, 2.0, 1h"; got != want {
		t.Errorf("ShortConfiguration: %q, want %q", got, want)
	}
}

func TestPercent(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0.0 %", 1: "100.0 %", 0.125: "12.5 %", 1.0 / 3: "33.3 %", -0.2: "−20.0 %", 12.34567: "1,234.6 %",
		// Nearly nothing, and nearly all.
		0.001: "0.1 %", 0.0009: "0.09 %", 0.00015: "0.015 %", 0.0000123: "0.0012 %", -0.0004: "−0.04 %",
		0.999: "99.9 %", 0.9996: "99.96 %", 0.99996: "99.996 %", 1.0004: "100.04 %", 0.999876: "99.988 %",
		// Rounding of what is nothing, or all.
		1e-12: "0.0 %", 1 - 1e-12: "100.0 %", inf: "∞ %",
	} {
		if got := Percent(v); got != want {
			t.Errorf("Percent(%v) = %q, want %q", v, got, want)
		}
	}
	for got, want := range map[string]string{
		Percent(nan):                    "–",
		PercentRange(0.02, 0.0904):      "2.0 to 9.0 %",
		PercentRange(nan, 1):            "–",
		PercentRange(0, nan):            "–",
		PercentWithin(0.05, 0.02, 0.09): "5.0 % (2.0 to 9.0)",
		PercentWithin(nan, nan, nan):    "–",
		PercentWithin(0, 0, 0.0004):     "0.0 % (0.0 to 0.04)",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// No number has a hyphen, which is not a minus sign.
func FuzzNumber(f *testing.F) {
	f.Add(1234.5, 1)
	f.Add(-0.0004, 3)
	f.Fuzz(func(t *testing.T, v float64, decimals int) {
		decimals = min(max(decimals, 0), 20)
		for _, s := range []string{Number(v, decimals), Signed(v, decimals), Bps(v, decimals), Significant(v), Rough(v), Given(v), Threshold(v), Percent(v)} {
			for _, r := range s {
				if r == '-' || r == 'e' || r == 'N' || r == 'I' {
					t.Errorf("%v with %d decimals: %q", v, decimals, s)
				}
			}
		}
	})
}

func TestSeconds(t *testing.T) {
	for _, c := range []struct {
		v    int
		want string
	}{
		{0, "0 s"}, {7, "7 s"}, {-7, "−7 s"}, {60, "60 s"}, {119, "119 s"}, {120, "2 min"}, {300, "5 min"}, {3599, "59 min"},
		{3600, "1 h"}, {-5 * 3600, "−5 h"}, {5400, "1 h 30 min"}, {3630, "1 h"}, {86_400, "24 h"},
	} {
		if got := Seconds(c.v); got != c.want {
			t.Errorf("Seconds(%d) = %q, want %q", c.v, got, c.want)
		}
	}
}

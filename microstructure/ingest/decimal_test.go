package ingest

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

func TestParseDecimal(t *testing.T) {
	for _, text := range []string{
		"0", "1", "61800.30", "0.00019062", "6.2e-07", "1E3", "3.6672468639337374e+06", "0.49000000000000005",
		"273.30002", "1236.7526000000000000", "5.", ".5", "+1.5", "-2", "1e22", "1e23", "9007199254740993",
		"9007199254740992", "12345678901234567890", "0.000000000000000000000000123", "100000000000000000000000",
		"1234567890.00000000", "4.9e-324", "1e-400", "1.7976931348623157e308", "00012.500", "0e5", "0.0e-999999999999",
		"8.41e21", "9214843084008499e-1", "2.2250738585072011e-308",
	} {
		want, err := strconv.ParseFloat(text, 64)
		must(t, err)
		for _, tail := range []string{"", ",x"} {
			got, end, ok := parseDecimal([]byte("1,"+text+tail), 2)
			if !ok || got != want || end != 2+len(text) {
				t.Errorf("%q: %v, end %d, %t; want %v", text+tail, got, end, ok, want)
			}
		}
		if got, _, _, ok := parseApprox([]byte(text), 0); !ok || math.Abs(want) > 1e-290 && math.Abs(got-want) > 1e-15*math.Abs(want) {
			t.Errorf("%q: about %v, want %v", text, got, want)
		}
	}
	for _, text := range []string{
		"", ".", "-", "+", "e5", "1e", "1e+", "1.2.3", "12a", "0x10", "1_000", "NaN", "nan", "Inf", "-inf",
		"infinity", "1e400", " 1", "1 ", "--1", "1e5.0", "١", "1\x00",
	} {
		if v, end, ok := parseDecimal([]byte(text+",1"), 0); ok || end != len(text) && !strings.Contains(text, ",") {
			t.Errorf("%q is read as %v, end %d", text, v, end)
		}
	}
}

func TestParseApproxUnit(t *testing.T) {
	for text, want := range map[string]float64{"12.50": 0.01, "12": 1, "6.2e-07": 1e-8, "0.00": 0.01, "1200": 1, "1236.7526000000000000": 1e-16} {
		if _, unit, _, ok := parseApprox([]byte(text), 0); !ok || math.Abs(unit/want-1) > 1e-12 {
			t.Errorf("%s: unit %g, want %g", text, unit, want)
		}
	}
}

// Every way that a float64 is commonly written must be read back to the bit.
func TestParseDecimalRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200_000 {
		v := math.Abs(math.Float64frombits(r.Uint64()))
		if r.IntN(2) == 0 {
			v = float64(r.IntN(1e9)) / math.Pow10(r.IntN(12))
		}
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		text := strconv.FormatFloat(v, "efg"[r.IntN(3)], -1, 64)
		if got, _, ok := parseDecimal([]byte(text), 0); !ok || got != v {
			t.Fatalf("%s: %v, %t; want %v", text, got, ok, v)
		}
	}
}

func TestEightDigits(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 100_000 {
		b := []byte(strconv.Itoa(100_000_000 + r.IntN(100_000_000))[1:])
		want, _ := strconv.ParseUint(string(b), 10, 64)
		if got, ok := eightDigits(b, 0); !ok || got != want {
			t.Fatalf("%s: %d, %t", b, got, ok)
		}
		b[r.IntN(8)] = byte(r.IntN(256))
		want, err := strconv.ParseUint(string(b), 10, 64)
		if got, ok := eightDigits(b, 0); ok != (err == nil) || ok && got != want {
			t.Fatalf("%q: %d, %t", b, got, ok)
		}
	}
}

func TestParseTime(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64
	}{
		{"1618677813", 1618677813000000},
		{"1618677813.744", 1618677813744000},
		{"1618677807.46", 1618677807460000},
		{"1569974396.557895", 1569974396557895},
		{"1569974396.5578959", 1569974396557895}, // cut, not rounded
		{"1569974396.", 1569974396000000},
		{"1.618677813744e9", 1618677813744000},
		{"1723161256560", 1723161256560000},
		{"1723161256560.25", 1723161256560250},
		{"1735689600000123", 1735689600000123},
		{"1735689600000123456", 1735689600000123},
		{"1.723161256560e12", 1723161256560000},
		{"0", 0},
	} {
		if got, _, end, ok := parseTime([]byte(c.text+",1"), 0); !ok || got != c.want || end != len(c.text) {
			t.Errorf("%s: %d, end %d, %t; want %d", c.text, got, end, ok, c.want)
		}
	}
	for _, text := range []string{"", "-1", "+1", "x", "1x", "17231612565601723161256560", "9999999999999999999", "1e30", ".5", "1.2.3", "2024-08-08", "1618677813.7444444444", "1.72316E+12", "1.7231600E+12", "17e11"} {
		if got, _, _, ok := parseTime([]byte(text), 0); ok {
			t.Errorf("%q is read as %d", text, got)
		}
	}
}

func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"61800.30", "6.2e-07", "0.49000000000000005", "1236.7526000000000000", "nan", "1e999", "-0", "9007199254740993", "0x1p-2", "1_0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text, _, _ = strings.Cut(text, ",")
		want, err := strconv.ParseFloat(text, 64)
		valid := err == nil && strings.Trim(text, "0123456789.eE+-") == ""
		got, end, ok := parseDecimal([]byte(text+",7"), 0)
		if end != len(text) {
			t.Fatalf("%q ends at %d", text, end)
		}
		if ok != valid || ok && math.Float64bits(got) != math.Float64bits(want) {
			t.Fatalf("%q: %v, %t; strconv has %v, %v", text, got, ok, want, err)
		}
		about, unit, end, ok := parseApprox([]byte(text+",7"), 0)
		if end != len(text) || valid && !ok {
			t.Fatalf("%q: about %v, end %d, %t", text, about, end, ok)
		}
		if valid && want != 0 && math.Abs(want) > 1e-290 && !(math.Abs(about-want) <= 1e-14*math.Abs(want)) {
			t.Fatalf("%q: about %v (unit %v), want %v", text, about, unit, want)
		}
	})
}

func FuzzParseTime(f *testing.F) {
	for _, s := range []string{"1618677813.744", "1723161256560", "1735689600000123", "1e9", "9223372036854775807", "0.0000001"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text, _, _ = strings.Cut(text, ",")
		us, _, end, ok := parseTime([]byte(text+",7"), 0)
		if end != len(text) {
			t.Fatalf("%q ends at %d", text, end)
		}
		if ok && us < 0 {
			t.Fatalf("%q is %d", text, us)
		}
		v, err := strconv.ParseFloat(text, 64)
		if ok && err == nil && v < maxSeconds/2 && v >= 1 && math.Abs(float64(us)/1e6-v) > 2e-6+v*1e-15 {
			t.Fatalf("%q is %d", text, us)
		}
	})
}

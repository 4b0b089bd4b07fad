package microstructure

import (
	"encoding/json"
	"math"
	"os"
	"reflect"
	"slices"
	"testing"
)

// goldenBars are inputs with the bars that the reference's own function made
// of them; see testdata/README.md.
type goldenBars struct {
	Name          string               `json:"name"`
	TimestampUS   []int64              `json:"timestamp_us"`
	Price         []float64            `json:"price"`
	Quantity      []float64            `json:"quantity"`
	QuoteQuantity []float64            `json:"quote_quantity"`
	Side          []Side               `json:"side"`
	Bars          []map[string]float64 `json:"bars"`
}

func (g goldenBars) trades() Trades {
	return Trades{g.TimestampUS, g.Price, g.Quantity, g.QuoteQuantity, g.Side}
}

func readGoldenBars(t testing.TB) []goldenBars {
	t.Helper()
	text, err := os.ReadFile("testdata/bars.json")
	if err != nil {
		t.Fatal(err)
	}
	var raw []struct {
		goldenBars
		Bars []map[string]*float64 `json:"bars"` // null is NaN
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Fatal(err)
	}
	var out []goldenBars
	for _, r := range raw {
		for _, b := range r.Bars {
			row := map[string]float64{}
			for k, v := range b {
				row[k] = math.NaN()
				if v != nil {
					row[k] = *v
				}
			}
			r.goldenBars.Bars = append(r.goldenBars.Bars, row)
		}
		out = append(out, r.goldenBars)
	}
	return out
}

func mustBuild(t *testing.T, trades Trades) []Bar {
	t.Helper()
	bars, err := BuildBars(trades, IntervalUS)
	if err != nil {
		t.Fatal(err)
	}
	return bars
}

// exact are the columns that must equal the reference to the bit: the composite
// ranks them, and a tie that breaks would move a rank. The rest may differ in
// the last digits, as they come from a linear algebra library there.
func exact(name string) bool { return name != "kyle_lambda" && name != "iti_cv" }

func TestBarsEqualTheReference(t *testing.T) {
	for _, g := range readGoldenBars(t) {
		t.Run(g.Name, func(t *testing.T) {
			bars := mustBuild(t, g.trades())
			if len(bars) != len(g.Bars) {
				t.Fatalf("%d bars, the reference has %d", len(bars), len(g.Bars))
			}
			for i := range bars {
				want := g.Bars[i]
				if float64(bars[i].TimestampUS) != want["timestamp_us"] || float64(bars[i].TradeCount) != want["trade_count"] {
					t.Errorf("bar %d opens at %d with %d trades, the reference has %v", i, bars[i].TimestampUS, bars[i].TradeCount, want)
				}
				for _, f := range features(slices.Concat(featureFields, totalFields)) {
					got, want := f.Of(&bars[i]), want[f.Name]
					if got == want || math.IsNaN(got) && math.IsNaN(want) {
						continue
					}
					if exact(f.Name) || !(math.Abs(got-want) <= 1e-12) {
						t.Errorf("bar %d: %s is %v, the reference has %v", i, f.Name, got, want)
					}
				}
			}
		})
	}
}

func TestPiecesOfAStreamChangeNothing(t *testing.T) {
	for _, g := range readGoldenBars(t) {
		whole := mustBuild(t, g.trades())
		trades := g.trades()
		for _, piece := range []int{1, 2, 3, 7, 100} {
			b := NewBarBuilder(IntervalUS)
			for from := 0; from < trades.Len(); from += piece {
				if err := b.Add(trades.Slice(from, min(from+piece, trades.Len()))); err != nil {
					t.Fatal(err)
				}
			}
			if got := b.Finish(); !equalBars(got, whole) {
				t.Errorf("%s: pieces of %d trades give other bars", g.Name, piece)
			}
		}
	}
}

// equalBars compares to the bit, NaN equal to NaN.
func equalBars(a, b []Bar) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		for _, f := range BarColumns() {
			if math.Float64bits(f.Of(&a[i])) != math.Float64bits(f.Of(&b[i])) {
				return false
			}
		}
		if a[i].TimestampUS != b[i].TimestampUS || a[i].TradeCount != b[i].TradeCount {
			return false
		}
	}
	return true
}

func TestBuilderStartsAfresh(t *testing.T) {
	g := readGoldenBars(t)
	b := NewBarBuilder(IntervalUS)
	if bars := b.Finish(); len(bars) != 0 {
		t.Errorf("no trades give %d bars", len(bars))
	}
	for range 2 {
		if err := b.Add(g[6].trades()); err != nil {
			t.Fatal(err)
		}
		if got := b.Finish(); !equalBars(got, mustBuild(t, g[6].trades())) {
			t.Error("a used builder gives other bars than a new one")
		}
	}
}

func TestDelayedPrices(t *testing.T) {
	trades := Trades{
		TimestampUS:   []int64{99_999, 100_000, 999_999, 5_000_000},
		Price:         []float64{1, 2, 3, 4},
		Quantity:      []float64{1, 1, 1, 1},
		QuoteQuantity: []float64{1, 2, 3, 4},
		Side:          []Side{Buy, Buy, Buy, Buy},
	}
	b := mustBuild(t, trades)[0]
	if b.After100ms != 2 || b.After1s != 4 || b.After5s != 4 {
		t.Errorf("prices after 100 ms, 1 s and 5 s are %v, %v and %v", b.After100ms, b.After1s, b.After5s)
	}
	b = mustBuild(t, trades.Slice(0, 2))[0]
	if b.After100ms != 2 || !math.IsNaN(b.After1s) || !math.IsNaN(b.After5s) {
		t.Errorf("prices after the last trade are %v and %v", b.After1s, b.After5s)
	}
}

func TestEveryFieldOfABarHasAColumn(t *testing.T) {
	fields := BarFields()
	if n := reflect.TypeFor[Bar]().NumField(); n != len(fields)+2 {
		t.Errorf("a bar has %d fields, and %d columns besides time and count", n, len(fields))
	}
	seen := map[*float64]string{}
	var b Bar
	for i, f := range fields {
		if other, twice := seen[f.At(&b)]; twice {
			t.Errorf("%s and %s are one field", f.Name, other)
		}
		seen[f.At(&b)] = f.Name
		*f.At(&b) = float64(i + 1)
		if c := BarColumns()[i]; c.Name != f.Name || c.Of(&b) != float64(i+1) {
			t.Errorf("column %s does not read field %s", c.Name, f.Name)
		}
	}
}

package microstructure

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// decimalTrades are n trades of three days, with ties, of sizes in thousandths
// and prices in halves, one in fifty of them a hundred times as large.
func decimalTrades(r *rand.Rand, n int) (t Trades, thousandths, halves []int64) {
	us := int64(20_000)*DayUS + r.Int64N(DayUS/2)
	for range n {
		if r.IntN(3) > 0 {
			us += r.Int64N(5 * DayUS / int64(2*n))
		}
		q, p := 1+r.Int64N(2_000), 190_000+r.Int64N(2_000)
		if r.IntN(50) == 0 {
			q *= 100
		}
		thousandths, halves = append(thousandths, q), append(halves, p)
		t.TimestampUS = append(t.TimestampUS, us)
		t.Price = append(t.Price, float64(p)/2)
		t.Quantity = append(t.Quantity, float64(q)/1000)
		t.QuoteQuantity = append(t.QuoteQuantity, float64(p*q)/2000)
		t.Side = append(t.Side, []Side{Buy, Sell}[r.IntN(2)])
	}
	return t, thousandths, halves
}

// Bars by activity are those of a plain count in whole numbers, day by day,
// however the stream is cut.
func TestActivityBarsEqualPlainBars(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 2))
	for _, n := range []int{0, 1, 2, 3, 50, 2_000} {
		trades, q, p := decimalTrades(r, n)
		one, notional := make([]int64, n), make([]int64, n)
		for i := range n {
			one[i], notional[i] = 1, q[i]*p[i]
		}
		for _, c := range []struct {
			activity string
			of       []int64
			size     int64
		}{
			{"volume:10", q, 10_000}, {"volume:0.001", q, 1}, {"volume:1e9", q, 1e12}, {"volume:0.1", q, 100},
			{"dollar:1e6", notional, 2000 * 1e6}, {"dollar:95000.5", notional, 2000*95_000 + 1000},
			{"ticks:2", one, 2}, {"ticks:7", one, 7}, {"ticks:100000", one, 100_000},
		} {
			activity := mustActivity(t, c.activity)
			what := fmt.Sprintf("%d trades, %s", n, c.activity)
			got, ends, err := BuildActivityBars(trades, activity)
			if err != nil {
				t.Fatal(err)
			}
			bars, sum, own, made := 0, int64(0), Trades{}, 0
			end := func(partial bool) {
				if own.Len() >= 2 && made < len(got) {
					checkBar(t, fmt.Sprintf("%s, bar %d", what, made), got[made], plainBar(own.TimestampUS[0], &own))
					if want := (BarEnd{own.TimestampUS[own.Len()-1], partial}); ends[made] != want {
						t.Errorf("%s, bar %d: it ends at %+v, want %+v", what, made, ends[made], want)
					}
					made++
				}
				if own.Len() >= 2 {
					bars++
				}
				own, sum = Trades{}, 0
			}
			for i := range n {
				if own.Len() > 0 && own.TimestampUS[0]/DayUS != trades.TimestampUS[i]/DayUS {
					end(true)
				}
				own.Append(trades.Slice(i, i+1))
				if sum += c.of[i]; sum >= c.size && own.Len() >= 2 {
					end(false)
				}
			}
			end(true)
			if bars != len(got) || len(ends) != len(got) {
				t.Errorf("%s: %d bars with %d ends, want %d", what, len(got), len(ends), bars)
			}
			for _, piece := range []int{1, 3, 64} {
				builder, cut := NewActivityBuilder(activity), 0
				cutter := NewActivityCutter(activity, func(of Trades) {
					if cut < len(got) && (of.TimestampUS[0] != got[cut].TimestampUS || int64(of.Len()) != got[cut].TradeCount) {
						t.Errorf("%s in pieces of %d: the cutter's bar %d differs", what, piece, cut)
					}
					cut++
				})
				for range 2 { // a builder can be used again
					for from := 0; from < n; from += piece {
						part := trades.Slice(from, min(from+piece, n))
						if err := errors.Join(builder.Add(part), cutter.Add(part)); err != nil {
							t.Fatal(err)
						}
					}
					cutter.Finish()
					if again := builder.Finish(); !equalBars(again, got) || !slices.Equal(builder.Ends(), ends) || cut != len(got) {
						t.Errorf("%s in pieces of %d: %d bars, and %d of the cutter", what, piece, len(again), cut)
					}
					cut = 0
				}
			}
		}
	}
}

func mustActivity(t *testing.T, s string) Activity {
	t.Helper()
	a, err := ParseActivity(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// What rounding takes from a sum does not move a bar's end.
func TestTenthsMakeWholeBars(t *testing.T) {
	var trades Trades
	for i := range 1_000 {
		trades.Append(Trades{[]int64{int64(i)}, []float64{10}, []float64{0.1}, []float64{1}, []Side{Buy}})
	}
	bars, ends, err := BuildActivityBars(trades, Activity{ByVolume, 1})
	if err != nil || len(bars) != 100 || ends[99].Partial {
		t.Fatalf("%d bars, the last %+v, error %v", len(bars), ends[len(ends)-1], err)
	}
	for i, b := range bars {
		if b.TradeCount != 10 {
			t.Errorf("bar %d has %d trades", i, b.TradeCount)
		}
	}
}

func TestParseActivity(t *testing.T) {
	for s, want := range map[string]string{"volume:100": "volume:100", "dollar:1e6": "dollar:1e+06", "ticks:1000": "ticks:1000", "volume:0.5": "volume:0.5"} {
		a, err := ParseActivity(s)
		again, err2 := ParseActivity(a.String())
		if err != nil || err2 != nil || a.String() != want || a != again {
			t.Errorf("%s: %v, %v, %v", s, a, err, err2)
		}
	}
	for s, want := range map[string]string{
		"":            "write volume:100 (in base currency), dollar:1e6 (in quote currency) or ticks:1000 (trades)",
		"volume":      "write volume:100",
		"volume:much": "write volume:100",
		"lots:100":    "write volume:100",
		"volume:0":    "volume:0 cannot be traded; give a finite number above 0, as in volume:100",
		"dollar:-1":   "dollar:-1 cannot be traded",
		"volume:nan":  "volume:NaN cannot be traded",
		"dollar:inf":  "dollar:+Inf cannot be traded",
		"ticks:1":     "ticks:1 is not a number of trades that make a bar; give a whole number of 2 or more",
		"ticks:2.5":   "ticks:2.5 is not a number of trades",
	} {
		if _, err := ParseActivity(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", s, err, want)
		}
	}
	if err := NewActivityBuilder(Activity{ByTrades, 1}).Add(Trades{}); !errors.Is(err, ErrActivity) {
		t.Errorf("a builder of no bars: %v", err)
	}
	if _, err := ParseInterval("volume:100"); !errors.Is(err, ErrActivity) || !strings.Contains(err.Error(), "(volume:100) have no length of time, which is needed here") {
		t.Errorf("as a length of time: %v", err)
	}
}

// activityBars are those of trades, with the number of each bar as a column.
func activityBars(t *testing.T, trades Trades, activity string) SourceBars {
	t.Helper()
	s := SourceBars{Source: Source{"a", "a"}, Activity: mustActivity(t, activity), Own: []Column{{Name: "number"}}}
	var err error
	if s.Bars, s.Ends, err = BuildActivityBars(trades, s.Activity); err != nil {
		t.Fatal(err)
	}
	for i := range s.Bars {
		s.Own[0].Values = append(s.Own[0].Values, float64(i))
	}
	return s
}

func TestPanelOfActivityBars(t *testing.T) {
	trades, _, _ := decimalTrades(rand.New(rand.NewPCG(15, 3)), 1_000)
	s := activityBars(t, trades, "volume:10")
	p, err := JoinPanel([]SourceBars{s})
	if err != nil || p.Validate() != nil {
		t.Fatal(err, p.Validate())
	}
	row := 0
	for i, e := range s.Ends {
		if e.Partial {
			continue
		}
		if p.TimestampUS[row] != s.Bars[i].TimestampUS || p.CloseUS[row] != e.CloseUS || p.Own[0][0].Values[row] != float64(i) || p.LeadClose()[row] != s.Bars[i].Close {
			t.Fatalf("row %d is not bar %d", row, i)
		}
		if row > 0 && p.Returns[0][row] != p.LeadClose()[row]/p.LeadClose()[row-1]-1 {
			t.Errorf("row %d: its return is not over the row before", row)
		}
		row++
	}
	if row != p.Len() || row >= len(s.Bars) || p.Activity != s.Activity {
		t.Errorf("%d rows of %d bars by %v", p.Len(), len(s.Bars), p.Activity)
	}

	other := s
	other.Source.Name = "b"
	if _, err := JoinPanel([]SourceBars{s, other}); !errors.Is(err, ErrActivity) || !strings.Contains(err.Error(), "no common times: place each on bars of a length of time with PlaceBars") {
		t.Errorf("two sources: %v", err)
	}
	alone := activityBars(t, trades.Slice(0, 5), "ticks:100")
	if _, err := JoinPanel([]SourceBars{alone}); !errors.Is(err, ErrNoCommonBars) || !strings.Contains(err.Error(), "no complete bar of ticks:100; take a smaller size") {
		t.Errorf("an incomplete bar only: %v", err)
	}
	broken := s
	broken.Ends = broken.Ends[1:]
	if _, err := JoinPanel([]SourceBars{broken}); !errors.Is(err, ErrColumnLengths) {
		t.Errorf("ends of other bars: %v", err)
	}
	broken.Ends = slices.Clone(s.Ends)
	broken.Ends[3].CloseUS = s.Bars[4].TimestampUS + 1
	if err := broken.Validate(); err == nil || !strings.Contains(err.Error(), "bar 4, from") {
		t.Errorf("bars that overlap: %v", err)
	}
}

// Placed bars are those of a plain search for the last one that ends in each
// interval.
func TestPlaceBars(t *testing.T) {
	trades, _, _ := decimalTrades(rand.New(rand.NewPCG(15, 4)), 1_000)
	for _, length := range []string{"1m", "1h"} {
		on := SourceBars{Source: Source{"a", "a"}, Interval: mustInterval(t, length), Own: []Column{{Name: "number"}, {Name: "kept"}}}
		var err error
		if on.Bars, err = BuildBars(trades, on.Interval.US()); err != nil {
			t.Fatal(err)
		}
		on.Own[0].Values, on.Own[1].Values = make([]float64, len(on.Bars)), make([]float64, len(on.Bars))
		bars := activityBars(t, trades, "volume:10")
		placed, err := PlaceBars(on, bars)
		if err != nil || placed.Validate() != nil {
			t.Fatal(err, placed.Validate())
		}
		several, none := 0, 0
		for i, b := range on.Bars {
			last, n := -1, 0
			for k, e := range bars.Ends {
				if !e.Partial && e.CloseUS >= b.TimestampUS && e.CloseUS < b.TimestampUS+on.Interval.US() {
					last = k
					n++
				}
			}
			want, number := b, math.NaN()
			for _, f := range featureFields {
				*f.At(&want) = math.NaN()
				if last >= 0 {
					*f.At(&want), number = *f.At(&bars.Bars[last]), float64(last)
				}
			}
			if !equalBars(placed.Bars[i:i+1], []Bar{want}) || len(placed.Own) != 2 || placed.Own[0].Name != "kept" || !same(placed.Own[1].Values[i], number) {
				t.Fatalf("%s, bar %d: %+v, want %+v with the number %v", length, i, placed.Bars[i], want, number)
			}
			several, none = several+n/2, none+max(0, 1-n)
		}
		if several == 0 || length == "1m" && none == 0 {
			t.Errorf("%s: several bars end in %d intervals, and none in %d", length, several, none)
		}
		if _, err := JoinPanel([]SourceBars{placed}); err != nil {
			t.Error(err)
		}
		elsewhere := bars
		elsewhere.Source.Name = "b"
		for want, pair := range map[string][2]SourceBars{
			"cannot be a calendar":            {bars, bars},
			"are on a calendar already":       {on, on},
			`bars of "b" cannot be placed on`: {on, elsewhere},
			"0 Ends of":                       {on, {Source: on.Source, Bars: bars.Bars, Activity: bars.Activity}},
			"2 values of":                     {{Source: on.Source, Bars: on.Bars, Own: []Column{{"x", []float64{1, 2}}}}, bars},
		} {
			if _, err := PlaceBars(pair[0], pair[1]); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want %q", err, want)
			}
		}
	}
}

// A placed bar is known at the end of its interval: whatever is traded later
// changes nothing up to there.
func TestPlacedBarsAreCausal(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 5))
	trades, _, _ := decimalTrades(r, 1_500)
	placed := func(trades Trades, activity string) SourceBars {
		on := SourceBars{Source: Source{"a", "a"}, Interval: mustInterval(t, "15m")}
		var err error
		if on.Bars, err = BuildBars(trades, on.Interval.US()); err != nil {
			t.Fatal(err)
		}
		out, err := PlaceBars(on, activityBars(t, trades, activity))
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, activity := range []string{"volume:10", "dollar:2e6", "ticks:11"} {
		whole := placed(trades, activity)
		for range 40 {
			row := r.IntN(len(whole.Bars))
			known := whole.Bars[row].TimestampUS + whole.Interval.US()
			n := firstFrom(trades.TimestampUS, known)
			cut := placed(trades.Slice(0, n), activity)
			var changed Trades
			changed.Append(trades.Slice(0, n))
			changed.Append(Trades{[]int64{known, known}, []float64{1, 2}, []float64{1e6, 1}, []float64{1e6, 2}, []Side{Buy, Sell}})
			other := placed(changed, activity)
			if !equalBars(cut.Bars[:row+1], whole.Bars[:row+1]) || !equalBars(other.Bars[:row+1], whole.Bars[:row+1]) {
				t.Fatalf("%s: what is traded after row %d changes a row up to it", activity, row)
			}
		}
	}
}

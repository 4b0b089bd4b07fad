package microstructure

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

type shareParameters struct{ Share float64 }

// topShare is the part of the volume in the largest trades, which are a share
// of all.
func topShare(t Trades, p shareParameters) float64 {
	sizes := slices.Clone(t.Quantity)
	slices.Sort(sizes)
	top, all := 0.0, 0.0
	for i, q := range sizes {
		if all += q; i >= len(sizes)-int(p.Share*float64(len(sizes))) {
			top += q
		}
	}
	return top / all
}

func extremes(t Trades, _ struct{}, out []float64) {
	out[0], out[1] = slices.Min(t.Price), slices.Max(t.Price)
}

func TestTickDefinitions(t *testing.T) {
	top := Tick("top_share", shareParameters{0.1}, topShare)
	both := Ticks("price", []string{"least", "most"}, struct{}{}, extremes)
	if err := CheckTicks([]TickFeature{top, both}); err != nil {
		t.Error(err)
	}
	if got := both.Columns(); !slices.Equal(got, []string{"price_least", "price_most"}) {
		t.Error(got)
	}
	for want, f := range map[string][]TickFeature{
		`feature "Top" is not a usable name: it contains 'T'`: {Tick("Top", 1, func(Trades, int) float64 { return 0 })},
		`feature "close" is not a usable name: bars have`:     {Tick("close", 1, func(Trades, int) float64 { return 0 })},
		`it has 0 letters`:                   {Tick("", 1, func(Trades, int) float64 { return 0 })},
		`two features have the column "x_y"`: {Tick("x_y", 1, func(Trades, int) float64 { return 0 }), Ticks("x", []string{"y"}, 1, func(Trades, int, []float64) {})},
		`feature "x" has no function`:        {Tick[int]("x", 1, nil)},
		`feature "x" has no output`:          {Ticks("x", nil, 1, func(Trades, int, []float64) {})},
		"parameters of feature \"x\": the value is a *int, which is not data": {Tick("x", new(int), func(Trades, *int) float64 { return 0 })},
		"not made by Tick or Ticks": {{name: "x"}},
	} {
		if err := CheckTicks(f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestTickCompute(t *testing.T) {
	trades := Trades{TimestampUS: []int64{1, 2}, Price: []float64{5, 4}, Quantity: []float64{1, 3}, QuoteQuantity: []float64{5, 12}, Side: []Side{Buy, Sell}}
	for _, c := range []struct {
		f    TickFeature
		want []float64
		err  string
	}{
		{Tick("a", shareParameters{0.5}, topShare), []float64{0.75}, ""},
		{Ticks("a", []string{"x", "y"}, struct{}{}, extremes), []float64{4, 5}, ""},
		{Tick("a", 0, func(Trades, int) float64 { return math.NaN() }), []float64{math.NaN()}, ""},
		{Ticks("a", []string{"x", "y"}, 0, func(_ Trades, _ int, out []float64) { out[1] = 1 }), []float64{math.NaN(), 1}, ""},
		{Ticks("a", []string{"x", "y"}, 0, func(_ Trades, _ int, out []float64) { out[1] = math.Inf(-1) }), nil, "a_y is -Inf; return NaN"},
		{Tick("a", 0, func(t Trades, _ int) float64 { return t.Price[2] }), nil, "panicked in microstructure.TestTickCompute.func4, line "},
	} {
		got := make([]float64, len(c.f.Columns()))
		err := c.f.Compute(trades, got)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%v, want %q", err, c.err)
			}
			continue
		}
		if err != nil || !slices.EqualFunc(got, c.want, func(a, b float64) bool { return a == b || a != a && b != b }) {
			t.Errorf("%v, %v, want %v", got, err, c.want)
		}
	}
}

// TestCutter gives the trades of the same bars as the builder, however the
// stream is cut.
func TestCutter(t *testing.T) {
	trades := denseTrades(20, 200)
	bars := mustBuild(t, trades)
	for _, piece := range []int{1, 7, 1000, 4000} {
		var also, alone []Bar
		one := func(to *[]Bar) func(Trades) {
			return func(trades Trades) { *to = append(*to, mustBuild(t, trades)...) }
		}
		builder, cutter := NewBarBuilder(IntervalUS), NewBarCutter(IntervalUS, one(&alone))
		builder.Also(one(&also))
		for from := 0; from < trades.Len(); from += piece {
			part := trades.Slice(from, min(from+piece, trades.Len()))
			if err := errors.Join(builder.Add(part), cutter.Add(part)); err != nil {
				t.Fatal(err)
			}
		}
		builder.Finish()
		cutter.Finish()
		if !equalBars(also, bars) || !equalBars(alone, bars) {
			t.Errorf("pieces of %d: %d and %d bars of the trades, %d of the stream", piece, len(also), len(alone), len(bars))
		}
	}
}

func TestOwnColumns(t *testing.T) {
	a := SourceBars{Source: Source{"a", "a"}, Bars: barsAt(0, 1, 2, 4, 7), Own: []Column{{"top_share", []float64{0, 1, 2, 4, 7}}}}
	b := SourceBars{Source: Source{"b", "b"}, Bars: barsAt(1, 2, 3, 4, 8), Own: []Column{{"top_share", []float64{3, 4, 3, 6, 8}}}}
	p, err := JoinPanel([]SourceBars{a, b})
	if err != nil {
		t.Fatal(err)
	}
	top := OwnFeature("top_share", "")
	if got := p.Column(1, top); !slices.Equal(got, []float64{3, 4, 6}) {
		t.Error(got)
	}
	if got := p.Consensus(top); !slices.Equal(got, []float64{2, 3, 5}) {
		t.Error(got)
	}
	if err := p.Lacks([]Feature{top, SignalFeatures()[0]}); err != nil {
		t.Error(err)
	}
	other := OwnFeature("other", "")
	if err := p.Lacks([]Feature{top, other}); err == nil || !strings.Contains(err.Error(), `source "a" has no column "other"`) {
		t.Error(err)
	}
	if got := p.Column(0, other); len(got) != 3 || got[0] == got[0] {
		t.Error(got)
	}
	b.Own[0].Values = b.Own[0].Values[1:]
	if _, err := JoinPanel([]SourceBars{a, b}); err == nil || errors.Is(err, ErrNoCommonBars) {
		t.Error(err)
	}
}

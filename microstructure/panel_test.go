package microstructure

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

func barsAt(slots ...int64) []Bar {
	var out []Bar
	for _, s := range slots {
		out = append(out, Bar{TimestampUS: s * IntervalUS, Close: 100 + float64(s), VolImbalance: float64(s), TradeCount: 2})
	}
	return out
}

func TestPanelKeepsCommonTimes(t *testing.T) {
	p, err := JoinPanel([]SourceBars{
		{Source{"a", "a"}, barsAt(0, 1, 2, 4, 7)},
		{Source{"b", "b"}, barsAt(1, 2, 3, 4, 8)},
		{Source{"c", "c"}, barsAt(-1, 0, 1, 4, 7, 8)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(p.TimestampUS, []int64{IntervalUS, 4 * IntervalUS}) {
		t.Fatalf("times %v", p.TimestampUS)
	}
	for s := range p.Sources {
		for row, ts := range p.TimestampUS {
			if p.Bars[s][row].TimestampUS != ts {
				t.Errorf("source %d, row %d is the bar of %d", s, row, p.Bars[s][row].TimestampUS)
			}
		}
	}
	// The second row of source b follows its own bar at 3, which is not in the panel.
	if got, want := p.Returns[1][1], 1.0/103; math.Abs(got-want) > 1e-15 {
		t.Errorf("return %v, want %v", got, want)
	}
	if got := p.Consensus(featureNamed("vol_imbalance")); !slices.Equal(got, []float64{1, 4}) {
		t.Errorf("consensus %v", got)
	}
}

func TestPanelOfNothing(t *testing.T) {
	for name, sources := range map[string][]SourceBars{
		"no source":    nil,
		"no bars":      {{Source{"a", "a"}, nil}, {Source{"b", "b"}, barsAt(1)}},
		"none matches": {{Source{"a", "a"}, barsAt(0, 2)}, {Source{"b", "b"}, barsAt(1, 3)}},
	} {
		if _, err := JoinPanel(sources); !errors.Is(err, ErrNoCommonBars) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestSplits(t *testing.T) {
	ts := times(barsAt(0, 100, 288, 300, 700))
	for start, row := range map[int64]int{1: 1, 288 * IntervalUS: 2, 289 * IntervalUS: 3, 700 * IntervalUS: 4} {
		if s, err := NewSplit(ts, start); err != nil || s.Row != row {
			t.Errorf("test span from %d begins at row %d (%v), want %d", start, s.Row, err, row)
		}
	}
	for _, start := range []int64{-5, 0, 701 * IntervalUS} {
		if _, err := NewSplit(ts, start); !errors.Is(err, ErrNoTestSpan) {
			t.Errorf("test span from %d: error %v", start, err)
		}
	}
	if _, err := NewSplit(nil, 0); !errors.Is(err, ErrNoTestSpan) {
		t.Errorf("no rows: error %v", err)
	}
}

func TestDefaultTestStart(t *testing.T) {
	for days, train := range map[int64]int64{2: 1, 3: 2, 20: 13, 92: 60} {
		got, err := DefaultTestStartUS([]int64{7 * DayUS, (7+days)*DayUS - IntervalUS})
		if err != nil || got != (7+train)*DayUS {
			t.Errorf("%d days: the test span starts on day %v (%v), want %d", days, float64(got)/DayUS-7, err, train)
		}
	}
	for _, ts := range [][]int64{nil, {5}, {5, DayUS - 1}} {
		if _, err := DefaultTestStartUS(ts); !errors.Is(err, ErrNoTestSpan) {
			t.Errorf("%v: error %v", ts, err)
		}
	}
}

func TestRegimeLabels(t *testing.T) {
	ratio := []float64{math.NaN(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}
	cuts, err := FullSampleRegimeCuts(ratio)
	if err != nil || cuts != (RegimeCuts{4, 8}) {
		t.Fatalf("cuts %v, %v", cuts, err)
	}
	if got := CountRegimes(cuts.Label(ratio)); got != [4]int{4, 4, 3, 1} {
		t.Errorf("counts %v", got)
	}
	for name, c := range map[string]struct {
		ratio []float64
		want  error
	}{
		"nothing":          {nil, ErrTooFewBars},
		"NaN only":         {[]float64{math.NaN()}, ErrTooFewBars},
		"constant":         {[]float64{1, 1, 1, 1}, ErrConstant},
		"mostly one value": {[]float64{1, 1, 1, 1, 1, 1, 1, 1, 2}, ErrConstant},
	} {
		if _, err := FullSampleRegimeCuts(c.ratio); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
	}
}

func TestDecilesOfNothing(t *testing.T) {
	for name, signal := range map[string][]float64{"nothing": nil, "NaN": {math.NaN()}} {
		if _, err := FullSampleDeciles(signal); !errors.Is(err, ErrTooFewBars) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if _, err := FullSampleDeciles([]float64{3, 3, 3}); !errors.Is(err, ErrConstant) {
		t.Errorf("constant: error %v", err)
	}
}

func TestSources(t *testing.T) {
	got, err := ParseSources("binance_futures, kraken:kr,other")
	if err != nil || !slices.Equal(got, []Source{{"binance_futures", "bn"}, {"kraken", "kr"}, {"other", "other"}}) {
		t.Errorf("%v, %v", got, err)
	}
	if SourceList(got) != "binance_futures:bn,kraken:kr,other:other" {
		t.Errorf("written as %s", SourceList(got))
	}
	for _, bad := range []string{"", "a,,b", "a,a", "a:x,b:x", "../a", "a:", "a/b", ".hidden"} {
		if _, err := ParseSources(bad); err == nil || !strings.Contains(err.Error(), "sources") {
			t.Errorf("%q: error %v", bad, err)
		}
	}
}

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
		{Source: Source{"a", "a"}, Bars: barsAt(0, 1, 2, 4, 7)},
		{Source: Source{"b", "b"}, Bars: barsAt(1, 2, 3, 4, 8)},
		{Source: Source{"c", "c"}, Bars: barsAt(-1, 0, 1, 4, 7, 8)},
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
	// The second row of source b follows its own bar at 3, which is not in the
	// panel.
	if got, want := p.Returns[1][1], 1.0/103; math.Abs(got-want) > 1e-15 {
		t.Errorf("return %v, want %v", got, want)
	}
	if got := p.Consensus(featuresNamed("vol_imbalance")[0]); !slices.Equal(got, []float64{1, 4}) {
		t.Errorf("consensus %v", got)
	}
}

func TestPanelOfNothing(t *testing.T) {
	for name, sources := range map[string][]SourceBars{
		"no source":    nil,
		"no bars":      {{Source: Source{"a", "a"}, Bars: nil}, {Source: Source{"b", "b"}, Bars: barsAt(1)}},
		"none matches": {{Source: Source{"a", "a"}, Bars: barsAt(0, 2)}, {Source: Source{"b", "b"}, Bars: barsAt(1, 3)}},
	} {
		if _, err := JoinPanel(sources); !errors.Is(err, ErrNoCommonBars) {
			t.Errorf("%s: error %v", name, err)
		}
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

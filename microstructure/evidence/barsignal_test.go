package evidence

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// barsByVolume are bars by activity of random lengths over some days, of which
// the last of each is incomplete, with a column of one's own.
func barsByVolume(days int) microstructure.SourceBars {
	rng := newRand(5, 6)
	s := microstructure.SourceBars{Source: microstructure.Source{Name: "a", Label: "a"}, Activity: microstructure.Activity{Measure: microstructure.ByVolume, Size: 100}, Own: []microstructure.Column{{Name: "own"}}}
	price := 100.0
	for day := range days {
		start := int64(testStartUS) + int64(day)*microstructure.DayUS
		for us := start; ; {
			open := us + rng.Int64N(60_000_000)
			us = open + rng.Int64N(600_000_000)
			partial := us >= start+microstructure.DayUS
			if partial {
				us = start + microstructure.DayUS - 1
			}
			price *= 1 + 0.001*rng.NormFloat64()
			s.Bars = append(s.Bars, microstructure.Bar{TimestampUS: min(open, us), Close: price, TradeCount: 2})
			s.Ends = append(s.Ends, microstructure.BarEnd{CloseUS: us, Partial: partial})
			s.Own[0].Values = append(s.Own[0].Values, rng.NormFloat64())
			if partial {
				break
			}
		}
	}
	return s
}

// closeChange is the close over that of so many bars before, less 1.
func closeChange(bars int) func(microstructure.SourceBars) []float64 {
	return func(s microstructure.SourceBars) []float64 {
		closes := make([]float64, len(s.Bars))
		for i := range closes {
			closes[i] = s.Bars[i].Close
		}
		return microstructure.PctChange(closes, bars)
	}
}

func TestBarSignalCountsWhereItsBarsEnd(t *testing.T) {
	calendar, err := NewCalendar(barsOfLength(microstructure.Interval{}, 3))
	if err != nil {
		t.Fatal(err)
	}
	bars := barsByVolume(5) // two days more than the calendar
	values, err := BarSignal{"momentum", bars, closeChange(2)}.Values(calendar)
	if err != nil {
		t.Fatal(err)
	}
	var closes []float64
	want := make([]float64, calendar.Len())
	for row := range want {
		want[row] = math.NaN()
	}
	several := 0
	for i, e := range bars.Ends {
		if e.Partial {
			continue
		}
		closes = append(closes, bars.Bars[i].Close)
		for row := range want {
			if from := calendar.TimestampUS(row); e.CloseUS >= from && e.CloseUS < from+microstructure.IntervalUS {
				if want[row] == want[row] {
					several++
				}
				want[row] = math.NaN()
				if n := len(closes); n > 2 {
					want[row] = closes[n-1]/closes[n-3] - 1
				}
			}
		}
	}
	if !slices.EqualFunc(values, want, func(a, b float64) bool { return a == b || a != a && b != b }) || several == 0 {
		t.Errorf("values differ from those of a plain search; %d bars were replaced", several)
	}
}

// A function that looks at later bars is named, as is one that fails; what it
// gets are complete bars with the user's columns.
func TestBarSignalCausality(t *testing.T) {
	bars := barsByVolume(20)
	rule := CausalityRule{Cuts: 60, Seed: 1}
	calls := 0
	for want, of := range map[string]func(microstructure.SourceBars) []float64{
		"it saw no future at 60 cuts": closeChange(3),
		"saw the future: it is": func(s microstructure.SourceBars) []float64 { // the next close
			out := closeChange(1)(s)
			return append(out[1:], math.NaN())
		},
		" saw the future": func(s microstructure.SourceBars) []float64 { // the next own value
			return append(slices.Clone(s.Own[0].Values)[1:], math.NaN())
		},
		"the function does not repeat itself": func(s microstructure.SourceBars) []float64 {
			calls++
			return slices.Repeat([]float64{float64(calls)}, len(s.Bars))
		},
		`signal "x" panicked: runtime error: index out of range`: func(s microstructure.SourceBars) []float64 { return []float64{s.Bars[len(s.Bars)].Close} },
		`signal "x" has 1 values for `:                           func(microstructure.SourceBars) []float64 { return []float64{1} },
		`signal "x" has no function`:                             nil,
	} {
		s := BarSignal{"x", bars, of}
		got := s.causality(rule)
		if !strings.Contains(got.Result(), want) || got.Unsound() != (want != "it saw no future at 60 cuts") || got.Name != "signal x of volume:100 of a" {
			t.Errorf("%s: %s, want %q", got.Name, got.Result(), want)
		}
	}
	onTime := BarSignal{"x", barsOfLength(microstructure.Interval{}, 1)[0], closeChange(1)}
	if got := onTime.causality(rule); !errors.Is(got.Err, ErrConfig) || !strings.Contains(got.Err.Error(), "are of 5m; a signal of those is a SignalFunc") {
		t.Errorf("bars of five minutes: %v", got.Err)
	}
}

// A search judges a signal of bars by volume, and closes the gate of one that
// sees a bar ahead.
func TestSearchOfBarsByVolume(t *testing.T) {
	grid := barsOfLength(microstructure.Interval{}, 40)
	bars := barsByVolume(40)
	for ahead, want := range map[int]string{0: "it saw no future at 50 cuts", 1: "saw the future"} {
		search := Search{
			Signals: []SignalSource{BarSignal{"momentum", bars, func(s microstructure.SourceBars) []float64 {
				out := closeChange(2)(s)
				return append(out[ahead:], make([]float64, ahead)...)
			}}},
			Rules: []Rule{CrossBack{Direction: With, Enter: 0.001}}, Filters: []microstructure.RegimeFilter{allRegimes()},
		}
		c := DefaultConfig()
		c.Fill.Time, c.Causality.Cuts = NextOpen, 50
		got, err := RunSearch(grid, search, c, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c := got.Causality[0]; c.Name != "signal momentum of volume:100 of a" || !strings.Contains(c.Result(), want) {
			t.Errorf("%v, want %q", &c, want)
		}
		if got.Trials[0].Trips == 0 || strings.Contains(strings.Join(got.Verdict.Reasons, "\n"), "causality: signal momentum of volume:100 of a: row ") != (ahead > 0) {
			t.Errorf("%v trips, reasons %q", got.Trials[0].Trips, got.Verdict.Reasons)
		}
	}
}

// Placed bars are judged like others: signals are of the bars by activity,
// prices of the rows.
func TestPlacedBarsAreJudged(t *testing.T) {
	on, bars := barsOfLength(microstructure.Interval{}, 40)[0], barsByVolume(40)
	for i := range bars.Bars {
		bars.Bars[i].VolImbalance = bars.Own[0].Values[i]
	}
	placed, err := microstructure.PlaceBars(on, bars)
	if err != nil {
		t.Fatal(err)
	}
	c := DefaultConfig()
	c.Fill.Time, c.Causality.Cuts = NextOpen, 20
	sources := []microstructure.SourceBars{placed}
	calendar, err := NewCalendar(sources)
	if err != nil {
		t.Fatal(err)
	}
	imbalance := calendar.Consensus(microstructure.SignalFeatures()[0])
	want, err := BarSignal{"imbalance", bars, func(s microstructure.SourceBars) []float64 { return s.Own[0].Values }}.Values(calendar)
	if err != nil || !slices.EqualFunc(imbalance, want, func(a, b float64) bool { return a == b || a != a && b != b }) {
		t.Errorf("the feature of placed bars is not the signal of the bars: %v", err)
	}
	plain, err := NewCalendar([]microstructure.SourceBars{on})
	if err != nil || !slices.Equal(calendar.Prices().CrossOpen.Buy, plain.Prices().CrossOpen.Buy) || !slices.Equal(calendar.Prices().Close, plain.Prices().Close) {
		t.Errorf("prices are not those of the rows: %v", err)
	}
	e, err := Run(sources, c, nil)
	if err != nil || len(e.Verdict.Gates) == 0 {
		t.Errorf("the honest procedure: %+v, %v", e, err)
	}
	got, err := RunSearch(sources, Search{Signals: []SignalSource{SignalFunc{"imbalance", column("vol_imbalance")}},
		Rules: []Rule{CrossBack{Direction: With, Enter: 1}}, Filters: []microstructure.RegimeFilter{allRegimes()}}, c, nil)
	if err != nil || got.Trials[0].Trips == 0 || got.Causality[0].Unsound() {
		t.Errorf("a search: %+v, %v", got, err)
	}
}

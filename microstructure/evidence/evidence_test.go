package evidence

import (
	"errors"
	"math"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

const testStartUS = simulatedStartUS

// gridBars makes days of bars at which close is 100 + row, but for the rows in
// holes.
func gridBars(name string, days int, holes ...int) microstructure.SourceBars {
	s := microstructure.SourceBars{Source: microstructure.Source{Name: name, Label: name}}
	missing := map[int]bool{}
	for _, h := range holes {
		missing[h] = true
	}
	for row := range days * RowsPerDay {
		if missing[row] {
			continue
		}
		price := 100 + float64(row)
		s.Bars = append(s.Bars, microstructure.Bar{
			TimestampUS: testStartUS + int64(row)*microstructure.IntervalUS, TradeCount: 2, VolImbalance: float64(row),
			Open: price - 0.5, Close: price, High: price, Low: price - 0.5, Volume: 2, QuoteVolume: 2 * (price - 0.25),
			After100ms: price - 0.4, After1s: price - 0.3, After5s: math.NaN(),
		})
	}
	s.Takers = make([]microstructure.Takers, len(s.Bars))
	return s
}

func TestCalendarMarksHoles(t *testing.T) {
	c, err := NewCalendar([]microstructure.SourceBars{gridBars("a", 2, 3, 4), gridBars("b", 3, 7)})
	if err != nil {
		t.Fatal(err)
	}
	if c.Days != 2 || c.Len() != 576 || c.Missing(0) != 2 || c.Missing(1) != 1 || c.of(0)[3] != nil || c.of(1)[3] == nil {
		t.Fatalf("%d days, %d and %d missing", c.Days, c.Missing(0), c.Missing(1))
	}
	if got := c.TimestampUS(12); got != testStartUS+3_600_000_000 {
		t.Errorf("row 12 opens at %d", got)
	}
	closes := c.Prices().Close
	returns := microstructure.PctChange(closes, 1)
	for _, row := range []int{0, 3, 4, 5} {
		if !math.IsNaN(returns[row]) {
			t.Errorf("the return of row %d, across a hole, is %v", row, returns[row])
		}
	}
	if math.IsNaN(returns[6]) || math.IsNaN(microstructure.ForwardReturns(closes, 3)[2]) {
		t.Error("a return with both ends is missing")
	}
	consensus := c.Consensus(microstructure.Features()[0])
	if !math.IsNaN(consensus[3]) || !math.IsNaN(consensus[7]) || consensus[8] != 8 {
		t.Errorf("consensus %v", consensus[:9])
	}
	if p := c.Prices(); p.Open[10] != 109.5 || p.VWAP[10] != 109.75 || !math.IsNaN(p.After5s[10]) || p.After1s[10] != 109.7 {
		t.Error("prices of row 10")
	}
}

func TestCalendarRefuses(t *testing.T) {
	off, double := gridBars("a", 1), gridBars("a", 1)
	off.Bars[3].TimestampUS++
	double.Bars[3].TimestampUS = double.Bars[2].TimestampUS
	late := gridBars("b", 1)
	for i := range late.Bars {
		late.Bars[i].TimestampUS += 5 * microstructure.DayUS
	}
	for name, sources := range map[string][]microstructure.SourceBars{
		"no source": {}, "no bars": {{}}, "off the grid": {off}, "double": {double}, "no common day": {gridBars("a", 1), late},
	} {
		if _, err := NewCalendar(sources); !errors.Is(err, ErrNoCalendar) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestSignalWindowsAreSpansOfTime(t *testing.T) {
	x := make([]float64, 4*RowsPerDay)
	rng := newRand(1, 1)
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	for i := 400; i < 500; i++ {
		x[i] = math.NaN()
	}
	s := newSignal([][]float64{x, x}, microstructure.Interval{})
	first := -1
	for i, v := range s.Value {
		if !math.IsNaN(v) {
			first = i
			break
		}
	}
	// 288 ranks need 288 values and give the first at row 287; the signal needs
	// 288 ranks, and 100 rows are missing.
	if want := 287 + 287 + 100; first != want || s.Valid[first] != 288 {
		t.Errorf("the first signal is in row %d of %d scores, want %d of 288", first, s.Valid[max(first, 0)], want)
	}
	if !math.IsNaN(s.Value[450]) || !math.IsNaN(s.Score[450]) {
		t.Error("a missing row has a signal")
	}
	// Row 1,000's window begins in row 137: those without a rank yet and the
	// hole do not count.
	if want := 864 - (287 - 137) - 100; s.Valid[1000] != want {
		t.Errorf("%d valid scores, want %d", s.Valid[1000], want)
	}
	if empty := newSignal(nil, microstructure.Interval{}); len(empty.Value) != 0 {
		t.Error("an empty signal")
	}
}

func TestRegimesCountWhatTheFullSampleWouldChange(t *testing.T) {
	m := simulated(t, NullSimulations()[0], 3)
	r := m.Regimes
	counts := microstructure.CountRegimes(r.Labels)
	if counts[microstructure.Warmup]+r.Labelled != m.Len() || r.Changed <= 0 || r.Changed >= r.Labelled/2 {
		t.Errorf("%d of %d labels changed, regimes %v", r.Changed, r.Labelled, counts)
	}
	constant := must(DefaultRegimeRule().Label(make([]float64, 2*RowsPerDay)))
	if constant.Changed != -1 {
		t.Errorf("constant prices: %d labels changed", constant.Changed)
	}
}

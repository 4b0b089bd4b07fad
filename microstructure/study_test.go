package microstructure

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// randomBars are bars of one source at consecutive times, with a price that
// walks and features without meaning.
func randomBars(seed uint64, n int) []Bar {
	r := rand.New(rand.NewPCG(seed, 4))
	bars := make([]Bar, n)
	price := 100.0
	for i := range bars {
		price *= math.Exp(0.001 * r.NormFloat64())
		bars[i] = Bar{
			TimestampUS: int64(i) * IntervalUS, Close: price, TradeCount: 5,
			VolImbalance: r.NormFloat64(), DollarImbalance: r.NormFloat64(), LargeImbalance: r.NormFloat64(),
			CountImbalance: r.NormFloat64(), CloseVsVWAP: r.NormFloat64(), VolProfileSkew: r.NormFloat64(),
		}
	}
	return bars
}

func randomPanel(t testing.TB, n int, change func(i int, b *Bar)) *Panel {
	t.Helper()
	bars := randomBars(1, n)
	for i := range bars {
		if change != nil {
			change(i, &bars[i])
		}
	}
	p, err := JoinPanel([]SourceBars{{Source{"a", "a"}, bars}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestStudyOfTooLittle(t *testing.T) {
	// Rows before the last that have a signal: 288 scores, the first of them in row 287.
	const firstSignal = RankMinPeriods - 1 + RankMinPeriods - 1
	for name, c := range map[string]struct {
		rows   int
		change func(i int, b *Bar)
		want   error
	}{
		"one bar":                      {1, nil, ErrNoTestSpan},
		"one day":                      {288, nil, ErrNoTestSpan},
		"no volatility ratio":          {288, func(i int, b *Bar) { b.TimestampUS += int64(i) * IntervalUS }, ErrTooFewBars},
		"no signal":                    {firstSignal, nil, ErrTooFewBars},
		"a price that never moves":     {1500, func(_ int, b *Bar) { b.Close = 100 }, ErrConstant},
		"one signal, whatever it says": {firstSignal + 1, nil, ErrConstant},
	} {
		_, err := RunReference(randomPanel(t, c.rows, c.change), DefaultStudyConfig("X"), nil)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
	}
}

func TestStudyStops(t *testing.T) {
	for name, c := range map[string]struct {
		rows        int
		testRow     int64
		walkForward bool
	}{
		"no configuration trades often enough": {700, 600, false},
		"no signal in the train span":          {3000, 200, true},
		"too few round trips in the test span": {3000, 2990, true},
	} {
		config := DefaultStudyConfig("X")
		config.TestStartUS = c.testRow * IntervalUS
		s, err := RunReference(randomPanel(t, c.rows, nil), config, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !errors.Is(s.Stopped, ErrNoConfiguration) || (s.WalkForward != nil) != c.walkForward {
			t.Errorf("%s: stopped by %v, walk-forward done: %v", name, s.Stopped, s.WalkForward != nil)
		}
		for _, table := range s.Tables() {
			for _, column := range table.Columns {
				if n := (Table{Columns: []Column{column}}).Len(); n != table.Len() {
					t.Errorf("%s: column %s of %s has %d rows, the table %d", name, column.Name, table.Name, n, table.Len())
				}
			}
		}
	}
}

func TestStudyConfigReportsEveryBadField(t *testing.T) {
	err := StudyConfig{Grid: Grid{Filters: DefaultGrid().Filters, Thresholds: []float64{-1, math.NaN()}, Holdings: []Horizon{{"none", 0}}}}.Validate()
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 4 {
		t.Errorf("want four complaints: symbol, holding and two thresholds; got %v", err)
	}
}

func TestSignalIsCausal(t *testing.T) {
	whole := randomPanel(t, 1500, nil)
	composite := NewComposite(whole, SignalFeatures())
	signal := RollingSignal(composite.Score)
	for _, n := range []int{1, 287, 288, 575, 900, 1499} {
		part := NewComposite(randomPanel(t, n, nil), SignalFeatures())
		for i, v := range RollingSignal(part.Score) {
			if !same(v, signal[i]) || !same(part.Score[i], composite.Score[i]) {
				t.Fatalf("row %d of the first %d differs from row %d of all", i, n, i)
			}
		}
	}
}

func TestFullSampleCutsLookAhead(t *testing.T) {
	ratio := NewVolatility(randomPanel(t, 1500, nil).Returns[0]).Ratio
	early, err := FullSampleRegimeCuts(ratio[:900])
	if err != nil {
		t.Fatal(err)
	}
	late, err := FullSampleRegimeCuts(ratio)
	if err != nil {
		t.Fatal(err)
	}
	if early == late {
		t.Error("cuts of the full sample are expected to change when the future comes in")
	}
}

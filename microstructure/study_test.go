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
	for name, rows := range map[string]int{"one bar": 1, "one day": 288} {
		if _, err := RunReference(randomPanel(t, rows, nil), DefaultStudyConfig("X"), nil); !errors.Is(err, ErrNoTestSpan) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// A study that stops has what comes before, and no more.
func TestStudyStops(t *testing.T) {
	const signals, deciles, sweep, walkForward = 0, 1, 2, 3 // what it has
	for name, c := range map[string]struct {
		rows    int
		change  func(i int, b *Bar)
		testRow int64
		want    error
		has     int
	}{
		"no volatility ratio":                  {288, func(i int, b *Bar) { b.TimestampUS += int64(i) * IntervalUS }, 0, ErrTooFewBars, signals},
		"no signal":                            {SignalBars - 1, nil, 0, ErrTooFewBars, signals},
		"one signal, whatever it says":         {SignalBars, nil, 0, ErrConstant, signals},
		"a price that never moves":             {1500, func(_ int, b *Bar) { b.Close = 100 }, 0, ErrConstant, deciles},
		"a price that seldom moves":            {1500, func(i int, b *Bar) { b.Close = 100 + float64(i/24%2) }, 0, ErrConstant, deciles},
		"no configuration trades often enough": {700, nil, 600, ErrNoConfiguration, sweep},
		"no signal in the train span":          {3000, nil, 200, ErrNoConfiguration, walkForward},
		"too few round trips in the test span": {3000, nil, 2990, ErrNoConfiguration, walkForward},
	} {
		config := DefaultStudyConfig("X")
		config.TestStartUS = c.testRow * IntervalUS
		s, err := RunReference(randomPanel(t, c.rows, c.change), config, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !errors.Is(s.Stopped, c.want) {
			t.Errorf("%s: stopped by %v, want %v", name, s.Stopped, c.want)
		}
		if len(s.IC) != 5 || len(s.Signal) != c.rows || (s.Deciles.Of != nil) != (c.has >= deciles) || (s.Regimes != nil) != (c.has >= sweep) ||
			(s.Sweep != nil) != (c.has >= sweep) || (s.WalkForward != nil) != (c.has >= walkForward) {
			t.Errorf("%s: deciles %t, regimes %t, sweep %t, walk-forward %t", name, s.Deciles.Of != nil, s.Regimes != nil, s.Sweep != nil, s.WalkForward != nil)
		}
		tables := s.Tables()
		if want := []int{2, 3, 5, 7}[c.has]; len(tables) != want {
			t.Errorf("%s: %d tables, want %d", name, len(tables), want)
		}
		for _, table := range tables {
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

package reference

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

func TestStudyOfTooLittle(t *testing.T) {
	for name, rows := range map[string]int{"one bar": 1, "one day": 288} {
		if _, err := Run(randomPanel(t, rows, nil), DefaultConfig("X"), nil); !errors.Is(err, ErrNoTestSpan) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// A study that stops has what comes before, and no more.
func TestStudyStops(t *testing.T) {
	const signals, deciles, sweep, walkForward = 0, 1, 2, 3 // what it has
	for name, c := range map[string]struct {
		rows    int
		change  func(i int, b *microstructure.Bar)
		testRow int64
		want    error
		has     int
	}{
		"no volatility ratio":                  {288, func(i int, b *microstructure.Bar) { b.TimestampUS += int64(i) * microstructure.IntervalUS }, 0, ErrTooFewBars, signals},
		"no signal":                            {microstructure.SignalBars - 1, nil, 0, ErrTooFewBars, signals},
		"one signal, whatever it says":         {microstructure.SignalBars, nil, 0, ErrConstant, signals},
		"a price that never moves":             {1500, func(_ int, b *microstructure.Bar) { b.Close = 100 }, 0, ErrConstant, deciles},
		"a price that seldom moves":            {1500, func(i int, b *microstructure.Bar) { b.Close = 100 + float64(i/24%2) }, 0, ErrConstant, deciles},
		"no configuration trades often enough": {700, nil, 600, ErrNoConfiguration, sweep},
		"no signal in the train span":          {3000, nil, 200, ErrNoConfiguration, walkForward},
		"too few round trips in the test span": {3000, nil, 2990, ErrNoConfiguration, walkForward},
	} {
		config := DefaultConfig("X")
		config.TestStartUS = c.testRow * microstructure.IntervalUS
		s, err := Run(randomPanel(t, c.rows, c.change), config, nil)
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
	}
}

// TestStudyStopsForWantOfBars stops studies of bars of several lengths, which
// say how many bars of that length it takes.
func TestStudyStopsForWantOfBars(t *testing.T) {
	for length, want := range map[string]string{"1m": "2879 bars of 1m", "5m": "575 bars of 5m", "1h": "47 bars of 1h"} {
		interval := must(microstructure.ParseInterval(length))
		n := interval.Windows().SignalBars() - 1
		p := randomPanel(t, n, func(i int, b *microstructure.Bar) { b.TimestampUS = int64(i) * interval.US() })
		p.Interval = interval
		config := DefaultConfig("X").WithInterval(interval)
		config.TestStartUS = microstructure.DayUS
		s, err := Run(p, config, nil)
		if err != nil || !errors.Is(s.Stopped, ErrTooFewBars) || !strings.Contains(s.Stopped.Error(), "no row has a signal, which takes "+want) {
			t.Errorf("%s: %v, stopped by %v", length, err, s.Stopped)
		}
		s.Deciles.Of, s.Volatility.Ratio = make([]int, n), nil
		s.Stopped = nil
		if s = s.WithRegimes(); !strings.Contains(s.Stopped.Error(), fmt.Sprintf("no row has a volatility ratio, which takes %d bars of %s", interval.Windows().Day+1, length)) {
			t.Errorf("%s: regimes stopped by %v", length, s.Stopped)
		}
	}
}

func TestStudyConfigReportsEveryBadField(t *testing.T) {
	err := Config{FeeBps: math.NaN(), MinTrips: -1, MinTestTrips: -1, Grid: microstructure.Grid{Filters: microstructure.DefaultGrid().Filters, Thresholds: []float64{-1, math.NaN()}, Holdings: []microstructure.Horizon{{Name: "none"}}}}.Validate()
	if err == nil || strings.Count(err.Error(), "\n") != 7 {
		t.Errorf("want eight complaints: symbol, features, fee, two least numbers of trips, holding and two thresholds; got %v", err)
	}
}

func TestSignalIsCausal(t *testing.T) {
	whole := randomPanel(t, 1500, nil)
	composite := NewComposite(whole, microstructure.SignalFeatures())
	signal := microstructure.RollingSignal(composite.Score)
	for _, n := range []int{1, 287, 288, 575, 900, 1499} {
		part := NewComposite(randomPanel(t, n, nil), microstructure.SignalFeatures())
		for i, v := range microstructure.RollingSignal(part.Score) {
			if !same(v, signal[i]) || !same(part.Score[i], composite.Score[i]) {
				t.Fatalf("row %d of the first %d differs from row %d of all", i, n, i)
			}
		}
	}
}

func TestFullSampleCutsLookAhead(t *testing.T) {
	ratio := NewVolatility(randomPanel(t, 1500, nil).Returns[0], microstructure.Interval{}).Ratio
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

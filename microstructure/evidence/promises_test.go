package evidence

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// TestMarketsThatDoNotFit asks for everything that takes a market.
func TestMarketsThatDoNotFit(t *testing.T) {
	sound := flatMarket(3)
	short, early, late := *sound, *sound, *sound
	short.Close = short.Close[1:]
	early.FirstDay, late.FirstDay = -1, 3
	grid, c := microstructure.DefaultGrid(), DefaultConfig()
	for name, m := range map[string]*Market{"nil": nil, "zero": {}, "a close missing": &short, "a day before the first": &early, "a day after the last": &late} {
		for what, do := range map[string]func() error{
			"Validate":    m.Validate,
			"Backtest":    func() error { _, err := m.Backtest(configuration(1, 3), DefaultFill(), Standard()); return err },
			"Sweep":       func() error { _, err := m.Sweep(grid, DefaultFill(), Standard()); return err },
			"Ladder":      func() error { _, err := m.Ladder(configuration(1, 3), 0, c.Scenarios(), c.Resampling); return err },
			"WalkForward": func() error { _, err := m.WalkForward(grid, DefaultFill(), Standard(), c.Folds); return err },
			"Null":        func() error { _, err := Null(m, c, nil, NullConfig{Workers: 1}, nil); return err },
		} {
			if err := do(); !errors.Is(err, ErrConfig) {
				t.Errorf("%s of a market (%s): %v", what, name, err)
			}
		}
	}
}

// A holding period that ends after the market is one that is still open.
func TestHoldingWithoutEnd(t *testing.T) {
	m := simulated(t, shortSimulation(), 6).Market
	for _, bars := range []int{m.Len(), math.MaxInt} {
		a := must(m.Backtest(configuration(0.5, bars), DefaultFill(), Standard()))
		if len(a.Trips) != 1 || !a.Trips[0].Open {
			t.Errorf("held for %d bars: %d round trips", bars, len(a.Trips))
		}
	}
}

func TestColumnsThatDoNotFit(t *testing.T) {
	h := microstructure.Horizon{Name: "5m", Bars: 1}
	if _, err := Deciles(make([]float64, 3), make([]float64, 4), h, microstructure.Interval{}, Standard()); !errors.Is(err, microstructure.ErrColumnLengths) {
		t.Errorf("deciles: %v", err)
	}
	if _, err := (Trials{}).Plateaus(microstructure.DefaultGrid()); !errors.Is(err, ErrConfig) {
		t.Errorf("plateaus: %v", err)
	}
	r := &Reference{Series: reference.Series{TimestampUS: make([]int64, 3), Close: make([]float64, 3), Regime: make([]microstructure.Regime, 3)},
		Score: make([]float64, 2), Split: reference.Split{Row: 1}}
	if err := r.Validate(); !errors.Is(err, microstructure.ErrColumnLengths) {
		t.Errorf("reference: %v", err)
	}
	r.Score, r.Split.Row = make([]float64, 3), 3
	if err := r.Validate(); !errors.Is(err, reference.ErrNoTestSpan) {
		t.Errorf("reference: %v", err)
	}
}

// A bar with a wrong year would need the memory of all years between.
func TestCalendarOfAWrongYear(t *testing.T) {
	bars := []microstructure.Bar{{TimestampUS: 0}, {TimestampUS: (MaxDays + 1) * microstructure.DayUS}}
	_, err := NewCalendar([]microstructure.SourceBars{{Source: microstructure.Source{Name: "a", Label: "a"}, Bars: bars}})
	if !errors.Is(err, ErrNoCalendar) || !strings.Contains(err.Error(), "1970-01-01") {
		t.Error(err)
	}
	c, err := NewCalendar([]microstructure.SourceBars{{Source: microstructure.Source{Name: "a", Label: "a"}, Bars: bars[:1]}})
	if err != nil {
		t.Fatal(err)
	}
	if c.Len() != RowsPerDay || c.of(0)[0] == nil || c.of(1) != nil || c.of(-1) != nil || c.Missing(7) != 0 {
		t.Error("bars that are not there are")
	}
}

// TestEveryBadFieldIsReported spoils all fields of each part of a
// configuration.
func TestEveryBadFieldIsReported(t *testing.T) {
	broken := NullSimulations()[:1]
	broken[0].Days = 0
	for name, c := range map[string]struct {
		err  error
		want []string
	}{
		"folds":       {FoldRule{}.Validate(), []string{"TrainDays", "TestDays", "PurgeBars", "MinActiveDays", "Members"}},
		"gates":       {Gates{}.Validate(), []string{"Confidence", "MaxSPA", "MinStability", "Power", "PBOBlocks"}},
		"regimes":     {RegimeRule{}.Validate(), []string{"HourBars", "HourMin", "DayBars", "DayMin", "WindowBars", "WindowMin", "Low"}},
		"null":        {NullConfig{Shifts: -1, Markets: maxRuns + 1, Simulations: broken}.Validate(), []string{"Shifts", "Markets", "Workers", "Days"}},
		"calibration": {CalibrationConfig{Cells: []Cell{{Kind: broken[0]}, {}}}.Validate(), []string{"Markets", "Workers", "Cells[0].Kind.Days", "Cells[1].Kind"}},
		"resampling":  {inference.Resampling{}.Validate(), []string{"Reps", "Workers"}},
		"all":         {Config{}.Validate(), []string{"Features", "Grid.Filters", "ICReps", "Resampling.Reps", "Regimes.HourBars", "Folds.TrainDays", "Gates.MaxSPA"}},
	} {
		for _, word := range c.want {
			if c.err == nil || !strings.Contains(c.err.Error(), word) {
				t.Errorf("%s: nothing of %s in %v", name, word, c.err)
			}
		}
		if !errors.Is(c.err, ErrConfig) && !errors.Is(c.err, inference.ErrResampling) {
			t.Errorf("%s: %v", name, c.err)
		}
	}
}

func TestSpansOfTooManyDays(t *testing.T) {
	for _, days := range [][2]int{{-1, 50}, {0, MaxDays + 1}, {math.MinInt, math.MaxInt}} {
		if _, err := DefaultFoldRule().Spans(days[0], days[1], microstructure.Interval{}); !errors.Is(err, ErrConfig) {
			t.Errorf("days %v: %v", days, err)
		}
	}
}

func TestUnprovenForNoReason(t *testing.T) {
	if v := Unproven(nil); v.Label != NotProven || len(v.Reasons) != 1 {
		t.Errorf("%+v", v)
	}
	if got := PowerCurve(1, 0.95, math.MaxInt); got != nil {
		t.Errorf("%d points", len(got))
	}
}

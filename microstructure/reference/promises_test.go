package reference

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
)

// TestSeriesThatDoNotFit gives every function that takes a series one without
// regimes, which is what one tries first.
func TestSeriesThatDoNotFit(t *testing.T) {
	bare := randomSeries(1, 100)
	bare.Regime = nil
	grid := microstructure.DefaultGrid()
	for name, do := range map[string]func() error{
		"Validate":              bare.Validate,
		"WithSignal":            func() error { _, err := bare.WithSignal(); return err },
		"BacktestAtSignalClose": func() error { _, err := Contrarian{Threshold: 1}.BacktestAtSignalClose(bare); return err },
		"Sweep":                 func() error { _, err := Sweep(bare, grid, 7, nil); return err },
		"NewWalkForward": func() error {
			_, err := NewWalkForward(bare, bare.Signal, Split{Row: 50}, grid, 7, nil)
			return err
		},
	} {
		if err := do(); !errors.Is(err, microstructure.ErrColumnLengths) || !strings.Contains(err.Error(), "0 regimes") {
			t.Errorf("%s: %v", name, err)
		}
	}
	whole := randomSeries(1, 100)
	if _, err := NewWalkForward(whole, whole.Signal[:99], Split{Row: 50}, grid, 7, nil); !errors.Is(err, microstructure.ErrColumnLengths) {
		t.Errorf("a short score: %v", err)
	}
	for _, row := range []int{-1, 101} {
		if _, err := NewWalkForward(whole, whole.Signal, Split{Row: row}, grid, 7, nil); !errors.Is(err, ErrNoTestSpan) {
			t.Errorf("a split at row %d: %v", row, err)
		}
	}
}

func TestColumnsThatDoNotFit(t *testing.T) {
	signal := []float64{3, 1, 4, 1.5, 9, 2, 6, 5, 3.5, 5.8, 9.7, 9.3}
	d, err := FullSampleDeciles(signal)
	if err != nil {
		t.Fatal(err)
	}
	h := microstructure.Horizon{Name: "5m", Bars: 1}
	longer := append(signal, 1)
	if _, err := d.Returns(h, longer); !errors.Is(err, microstructure.ErrColumnLengths) {
		t.Errorf("a longer column: %v", err)
	}
	if _, err := d.RegimeSpreads(h, signal, make([]microstructure.Regime, 3)); !errors.Is(err, microstructure.ErrColumnLengths) {
		t.Errorf("few regimes: %v", err)
	}
	d.Of[3] = 99
	if _, err := d.Returns(h, signal); err == nil {
		t.Error("a row is in the hundredth decile")
	}
	ic, err := NewRankIC(h, signal, longer)
	if !errors.Is(err, inference.ErrLengths) || !math.IsNaN(ic.IC) {
		t.Errorf("a shifted column: %v, %v", ic, err)
	}
}

func TestPanelsThatDoNotFit(t *testing.T) {
	p := randomPanel(t, 700, nil)
	p.Returns[0] = p.Returns[0][1:]
	if _, err := Run(p, DefaultConfig("X"), nil); !errors.Is(err, microstructure.ErrColumnLengths) {
		t.Errorf("a return is missing: %v", err)
	}
}

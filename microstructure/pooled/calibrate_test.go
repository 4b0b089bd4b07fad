package pooled

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/tickbook/tickbook/microstructure/evidence"
)

func quickCalibration(baskets int) (evidence.Config, CalibrationConfig) {
	c, k := evidence.DefaultConfig(), DefaultCalibrationConfig()
	c.Resampling.Reps, k.Baskets, k.Workers = 99, baskets, 2
	k.Cells = slices.DeleteFunc(k.Cells, func(c Cell) bool {
		return c.Basket.Correlation < 0.5
	})
	return c, k
}

func TestCalibrate(t *testing.T) {
	c, k := quickCalibration(2)
	got, err := Calibrate(t.Context(), c, k, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	k.Workers = 1
	again, err := Calibrate(t.Context(), c, k, nil, nil)
	if err != nil || !reflect.DeepEqual(got.Cells, again.Cells) {
		t.Errorf("one worker has other outcomes: %v", err)
	}
	for i := range got.Cells {
		r := &got.Cells[i]
		correlation, ratio := r.Means()
		if len(r.Outcomes) != 2 || !(correlation > 0.4 && correlation < 1) || math.Abs(ratio-1) > 0.2 {
			t.Errorf("%s: %d outcomes, correlation %v, ratio %v", r.Title(), len(r.Outcomes), correlation, ratio)
		}
		if last := i == len(got.Cells)-1; last != (r.Labelled(Generalises).Count == 2) && r.Truth == OnAll && r.Basket.SymbolNetBps[0] == 10 {
			t.Errorf("%s: generalises %v", r.Title(), r.Labelled(Generalises))
		}
	}
	if r := got.False(); r.Runs != 8 || r.Count > 1 {
		t.Errorf("false claims: %+v", r)
	}
	if r := got.Covered(); r.Runs != 2 {
		t.Errorf("covered: %+v", r)
	}
	if apart := got.Apart(); !(apart >= 0 && apart < 0.2) {
		t.Errorf("apart by %v", apart)
	}
	for _, target := range got.Targets() {
		if target.Name == "" || target.Rate.Runs == 0 {
			t.Errorf("%+v", target)
		}
	}
}

// The rates are those of the outcomes.
func TestCalibrationRates(t *testing.T) {
	cells := Cells()
	none := CellResult{cells[0], []Outcome{{Label: Generalises, Bounds: true, LowerBps: 1, UpperBps: 2, Correlation: 0.2, SE: 1, PredictedSE: 2}, {Label: NotShown, Bounds: true, LowerBps: -1, UpperBps: 2, Correlation: 0.4, SE: 3, PredictedSE: 2}, {Label: OneSymbol}}}
	all := CellResult{cells[len(cells)-1], []Outcome{{Label: Generalises}}}
	k := Calibration{Cells: []CellResult{none, all}}
	if r := k.False(); r.Count != 1 || r.Runs != 3 {
		t.Errorf("false claims: %+v", r)
	}
	if r := k.Covered(); r.Count != 1 || r.Runs != 2 {
		t.Errorf("covered: %+v", r)
	}
	if correlation, ratio := none.Means(); math.Abs(correlation-0.3) > 1e-12 || ratio != 1 {
		t.Errorf("means %v, %v", correlation, ratio)
	}
	if apart := k.Apart(); apart != 0 {
		t.Errorf("apart by %v", apart)
	}
	if _, ratio := all.Means(); !math.IsNaN(ratio) || !none.Exact() || all.Exact() {
		t.Error("a cell without intervals, or whose truth is not known")
	}
	seen := map[string]bool{}
	for _, c := range cells {
		if seen[c.Title()] || seen[c.Key()] {
			t.Errorf("two cells are %s", c.Title())
		}
		seen[c.Title()], seen[c.Key()] = true, true
	}
	for name, change := range map[string]func(*CalibrationConfig){
		"baskets": func(k *CalibrationConfig) { k.Baskets = 0 }, "cells": func(k *CalibrationConfig) { k.Cells = nil },
		"workers": func(k *CalibrationConfig) { k.Workers = 0 }, "a basket": func(k *CalibrationConfig) { k.Cells = []Cell{{}} },
	} {
		bad := DefaultCalibrationConfig()
		change(&bad)
		if _, err := Calibrate(t.Context(), evidence.DefaultConfig(), bad, nil, nil); !errors.Is(err, evidence.ErrConfig) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

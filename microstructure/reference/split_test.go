package reference

import (
	"errors"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

func TestSplits(t *testing.T) {
	var ts []int64
	for _, row := range []int64{0, 100, 288, 300, 700} {
		ts = append(ts, row*microstructure.IntervalUS)
	}
	for start, row := range map[int64]int{1: 1, 288 * microstructure.IntervalUS: 2, 289 * microstructure.IntervalUS: 3, 700 * microstructure.IntervalUS: 4} {
		if s, err := NewSplit(ts, start); err != nil || s.Row != row {
			t.Errorf("test span from %d begins at row %d (%v), want %d", start, s.Row, err, row)
		}
	}
	for _, start := range []int64{-5, 0, 701 * microstructure.IntervalUS} {
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
		got, err := DefaultTestStartUS([]int64{7 * microstructure.DayUS, (7+days)*microstructure.DayUS - microstructure.IntervalUS})
		if err != nil || got != (7+train)*microstructure.DayUS {
			t.Errorf("%d days: the test span starts on day %v (%v), want %d", days, float64(got)/microstructure.DayUS-7, err, train)
		}
	}
	for _, ts := range [][]int64{nil, {5}, {5, microstructure.DayUS - 1}} {
		if _, err := DefaultTestStartUS(ts); !errors.Is(err, ErrNoTestSpan) {
			t.Errorf("%v: error %v", ts, err)
		}
	}
}

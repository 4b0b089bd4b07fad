package microstructure

import (
	"fmt"
	"math"
	"sort"
)

// A Split cuts a panel's rows into a train span and the test span after it.
type Split struct {
	TestStartUS int64 // first moment of the test span
	Row         int   // its first row
}

// NewSplit splits at a moment; both spans must have rows.
func NewSplit(timestampUS []int64, testStartUS int64) (Split, error) {
	n := len(timestampUS)
	row := sort.Search(n, func(i int) bool { return timestampUS[i] >= testStartUS })
	if row == 0 || row == n {
		span := "there are no bars at all"
		if n > 0 {
			span = fmt.Sprintf("the bars run from %s to %s", FormatTime(timestampUS[0]), FormatTime(timestampUS[n-1]))
		}
		return Split{}, fmt.Errorf("%w: the test span starts at %s, but %s; choose a test start between", ErrNoTestSpan, FormatTime(testStartUS), span)
	}
	return Split{testStartUS, row}, nil
}

// DefaultTestStartUS is the midnight after 65 % of the days from first to last
// row, rounded to whole days: 60 of 92.
func DefaultTestStartUS(timestampUS []int64) (int64, error) {
	n := len(timestampUS)
	if n == 0 {
		return 0, fmt.Errorf("%w: there are no bars at all", ErrNoTestSpan)
	}
	first := floorTo(timestampUS[0], DayUS)
	days := (floorTo(timestampUS[n-1], DayUS)-first)/DayUS + 1
	if days < 2 {
		return 0, fmt.Errorf("%w: one day of bars cannot be split", ErrNoTestSpan)
	}
	train := min(max(int64(math.Round(0.65*float64(days))), 1), days-1)
	return first + train*DayUS, nil
}

// A WalkForward is the reference's single split: the composite standardised
// with the train span's mean and deviation, every configuration run on the
// test span. Its regimes are cut on the full sample, test span included, and
// its best trial is picked on the test span itself, so "out of sample" flatters.
type WalkForward struct {
	Split  Split
	ZScore ZScore    // of the composite score in the train span
	Signal []float64 // score standardised with it, by panel row
	Trials []Trial   // on the test span
}

// NewWalkForward standardises and sweeps. The series gives closes and regimes
// by panel row; its signal is not used. With fewer than two scores in the train
// span there is no signal, and no trial makes a round trip.
func NewWalkForward(s Series, score []float64, split Split, grid Grid, done func(int)) *WalkForward {
	z := FitZScore(score[:split.Row])
	w := &WalkForward{Split: split, ZScore: z, Signal: z.Apply(score)}
	w.Trials = grid.Sweep(w.Test(s), done)
	return w
}

// Train is the series' train span with the walk-forward signal.
func (w *WalkForward) Train(s Series) Series {
	s.Signal = w.Signal
	return s.Slice(0, w.Split.Row)
}

// Test is the series' test span with the walk-forward signal.
func (w *WalkForward) Test(s Series) Series {
	s.Signal = w.Signal
	return s.Slice(w.Split.Row, len(s.Signal))
}

package reference

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
)

// A WalkForward is the reference's single split: the composite standardised
// with the train span's mean and standard deviation, every configuration run on
// the test span. Its regimes are cut on the full sample, test span included,
// and its best trial is picked on the test span itself, so "out of sample"
// flatters.
type WalkForward struct {
	Split  Split
	ZScore ZScore    // of the composite score in the train span
	Signal []float64 // score standardised with it, by panel row
	Trials []Trial   // on the test span
}

// NewWalkForward standardises and sweeps. The series gives closes and regimes
// by panel row; its signal is not used. With fewer than two scores in the train
// span there is no signal, and no trial makes a round trip. A score without a
// value per row and a split outside the rows are errors.
func NewWalkForward(s Series, score []float64, split Split, grid microstructure.Grid, feeBps float64, done func(int)) (*WalkForward, error) {
	s.Signal = score
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if split.Row < 0 || split.Row > len(score) {
		return nil, fmt.Errorf("%w: the test span begins at row %d of %d", ErrNoTestSpan, split.Row, len(score))
	}
	z := FitZScore(score[:split.Row])
	w := &WalkForward{Split: split, ZScore: z, Signal: z.Apply(score)}
	var err error
	w.Trials, err = Sweep(w.Test(s), grid, feeBps, done)
	return w, err
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

package evidence

import (
	"errors"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/lossless"
)

// ErrNotKept: the evidence holds an error, which cannot be written.
var ErrNotKept = errors.New("evidence that holds an error cannot be encoded")

// kept is what takes long of the evidence.
type kept struct {
	Causality   []Causality
	Evaluation  *Evaluation
	OutOfSample DailySharpe
	LadderOf    microstructure.Configuration
	Ladder      []Rung
	IC          []RobustIC
	Deciles     []DecileCurve
	Plateaus    []Plateau
}

// Keep encodes what took long, for Kept.
func (e *Evidence) Keep() ([]byte, error) {
	if slices.ContainsFunc(e.Causality, func(c Causality) bool { return c.Err != nil }) {
		return nil, ErrNotKept
	}
	return lossless.Encode(kept{e.Causality, e.Evaluation, e.OutOfSample, e.LadderOf, e.Ladder, e.IC, e.Deciles, e.Plateaus})
}

// Kept is the evidence that Keep encoded, of the same bars and configuration:
// whether they are, is for the caller to know. What is quick is computed again.
func Kept(encoded []byte, bars []microstructure.SourceBars, c Config) (*Evidence, error) {
	var k kept
	if err := lossless.Decode(encoded, &k); err != nil {
		return nil, err
	}
	if k.Evaluation == nil || k.Evaluation.WalkForward == nil {
		return nil, errors.New("there is no evaluation in what was kept")
	}
	e, err := prepare(bars, c)
	if err != nil {
		return nil, err
	}
	e.Causality, e.Evaluation, e.OutOfSample, e.LadderOf = k.Causality, k.Evaluation, k.OutOfSample, k.LadderOf
	e.Ladder, e.IC, e.Deciles, e.Plateaus = k.Ladder, k.IC, k.Deciles, k.Plateaus
	return e, nil
}

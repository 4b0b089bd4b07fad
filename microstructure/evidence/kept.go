package evidence

import (
	"encoding/gob"
	"errors"
	"io"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// ErrNotKept: the evidence holds an error, which cannot be written.
var ErrNotKept = errors.New("evidence that holds an error is not kept")

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

// Keep writes what took long, for Kept, which has 0 in the place of −0.
func (e *Evidence) Keep(to io.Writer) error {
	if slices.ContainsFunc(e.Causality, func(c Causality) bool { return c.Err != nil }) {
		return ErrNotKept
	}
	return gob.NewEncoder(to).Encode(kept{e.Causality, e.Evaluation, e.OutOfSample, e.LadderOf, e.Ladder, e.IC, e.Deciles, e.Plateaus})
}

// Kept is the evidence that Keep wrote, of the same bars and configuration:
// whether they are, is for the caller to know. What is quick is computed again.
func Kept(from io.Reader, bars []microstructure.SourceBars, c Config) (*Evidence, error) {
	var k kept
	if from == nil {
		return nil, io.ErrUnexpectedEOF
	}
	if err := gob.NewDecoder(from).Decode(&k); err != nil {
		return nil, err
	}
	e, err := prepare(bars, c)
	if err != nil {
		return nil, err
	}
	if k.Evaluation == nil || k.Evaluation.WalkForward == nil {
		return nil, errors.New("there is no evaluation in what was kept")
	}
	e.Causality, e.Evaluation, e.OutOfSample, e.LadderOf = k.Causality, k.Evaluation, k.OutOfSample, k.LadderOf
	e.Ladder, e.IC, e.Deciles, e.Plateaus = k.Ladder, k.IC, k.Deciles, k.Plateaus
	return e, nil
}

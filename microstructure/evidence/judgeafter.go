package evidence

import (
	"errors"
	"fmt"
	"slices"
)

// JudgeAfter replaces the verdict by that after a number of earlier trials,
// which becomes Config.PriorTrials. Nothing else depends on them.
func (e *Evidence) JudgeAfter(priorTrials int) error {
	if e == nil || e.Evaluation == nil || e.WalkForward == nil {
		return fmt.Errorf("%w: there is no evidence to judge", ErrConfig)
	}
	c, m := e.Config, e.Market
	c.PriorTrials = priorTrials
	if err := errors.Join(c.Validate(), m.Validate()); err != nil {
		return err
	}
	spans, err := c.Folds.Spans(m.FirstDay, m.Days(), m.Interval)
	if err != nil {
		return err
	}
	s := newSweeper(m, c.Grid.Configurations(), c.Fill, c.Costs)
	w := *e.WalkForward
	if !w.isOf(spans, len(s.configurations)) {
		return fmt.Errorf("%w: the record is not of these folds and configurations", ErrConfig)
	}
	w.first = spans[0].TestFrom / m.PerDay()
	w.days = m.Days() - w.first
	again := *e.Evaluation
	again.WalkForward = s.again(&w, w.Folds) // what was kept has no trips
	again.WalkForward.Account = w.Account
	if err := again.decide(s, c, e.Causality, wholeVerdict); err != nil {
		return err
	}
	e.Config, e.Verdict = c, again.Verdict
	return nil
}

// isOf reports whether the folds are those of spans, and trade some of so many
// configurations.
func (w *WalkForward) isOf(spans []FoldSpan, configurations int) bool {
	return slices.EqualFunc(w.Folds, spans, func(f Fold, span FoldSpan) bool {
		return f.FoldSpan == span && !slices.ContainsFunc(f.Members, func(m Member) bool { return m.Place < 0 || m.Place >= configurations })
	})
}

package desk

import (
	"context"
	"errors"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// A JudgedSearch is the verdict on a search.
type JudgedSearch struct {
	*evidence.Searched // nil if there are too few data for one
	Verdict            evidence.Verdict
	Looks              Looks // this one included
}

// Search judges signals and rules on the desk's bars with Config.Evidence, as
// evidence.RunSearch does, with what the audit found, and enters the look in
// the record, if there is one. The looks before it count.
func (d *Desk) Search(ctx context.Context, s evidence.Search, progress func(done, total int)) (*JudgedSearch, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	look, err := d.lookOf(ctx, s.Look(d.Config.Evidence), d.ownFeatures())
	if err != nil {
		return nil, err
	}
	return d.judged(ctx, s, look, progress)
}

// judged runs a search and enters its look.
func (d *Desk) judged(ctx context.Context, s evidence.Search, look evidence.Look, progress func(done, total int)) (*JudgedSearch, error) {
	bars, _, err := d.Bars(ctx, nil)
	if err != nil {
		return nil, err
	}
	c, err := d.audited(ctx, d.Config.Evidence)
	if err != nil {
		return nil, err
	}
	out := &JudgedSearch{Looks: d.enter(look)}
	c.PriorTrials = out.Looks.Count.Prior
	out.Searched, err = parallel.Interruptible(ctx, func() (*evidence.Searched, error) { return evidence.RunSearch(bars, s, c, progress) })
	if err == nil {
		out.Verdict = out.Searched.Verdict
	} else {
		out.Verdict = evidence.Unproven(err, c.AuditAccepted...)
	}
	d.finish(&out.Looks, look, &out.Verdict, err)
	switch {
	case err == nil:
		out.Searched.Verdict = out.Verdict
	case ctx.Err() != nil || !errors.Is(err, evidence.ErrTooShort):
		return nil, err
	}
	return out, nil
}

// NullOf judges a search on shifted data, Config.Shifts times: how often its
// verdict is "edge" where there is none. It is the zero Rate without shifts, or
// if there were too few data for the search. progress may be nil.
func (d *Desk) NullOf(ctx context.Context, j *JudgedSearch, progress func(done, total int)) (evidence.Rate, error) {
	if d.Config.Shifts == 0 || j == nil || j.Searched == nil {
		return evidence.Rate{}, nil
	}
	return parallel.Interruptible(ctx, func() (evidence.Rate, error) {
		return j.Searched.Null(d.Config.Shifts, j.Searched.Config.Resampling.Seed, progress)
	})
}

// WithThresholds is the configuration with other thresholds for both
// procedures.
func (c Config) WithThresholds(thresholds []float64) Config {
	c.Reference.Grid.Thresholds, c.Evidence.Grid.Thresholds = thresholds, thresholds
	return c
}

// WithHoldings is the configuration with other holding periods for both
// procedures.
func (c Config) WithHoldings(holdings []microstructure.Horizon) Config {
	c.Reference.Grid.Holdings, c.Evidence = holdings, c.Evidence.WithHoldings(holdings)
	return c
}

// WithCharges is the configuration at charges. The reference procedure, which
// knows one fee per round trip, pays the fees that are given and nothing else.
func (c Config) WithCharges(k Charges) Config {
	if len(c.Sources) == 0 {
		return c
	}
	c.Evidence = k.On(c.Evidence, c.Sources[0])
	if k.TakerBps != nil || k.MakerBps != nil {
		c.Reference.FeeBps = c.Evidence.Costs.RoundTripBps()
	}
	return c
}

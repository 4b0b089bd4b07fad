package desk

import (
	"context"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/result"
)

// A FeatureStudy is the tear sheet of single features, with its look.
type FeatureStudy struct {
	Study *factor.Study
	Look  evidence.Look
	// NotRecorded says why the look is not in the record; nil where there is
	// none.
	NotRecorded error
}

// FeatureConfig says which features Features measures, and how: the candidates
// of Config, or else the bars' thirteen, those of the composite, and the
// user's.
func (d *Desk) FeatureConfig() factor.Config {
	composite := d.Config.Evidence
	composite.Features = append(composite.Features[:len(composite.Features):len(composite.Features)], d.ownFeatures()...)
	c := factor.DefaultConfig(composite)
	c.Contrarian = nil
	for _, f := range d.Config.Evidence.Features {
		c.Contrarian = append(c.Contrarian, f.Name)
	}
	if len(d.Config.Candidates) > 0 {
		c.Features = d.Config.Candidates
	}
	return c
}

// Features measures single features on the days before the test start, and
// reads nothing later. It is one look, which counts as many configurations as
// there are features. For progress, see factor.Run.
func (d *Desk) Features(ctx context.Context, progress func(done, total int)) (*FeatureStudy, error) {
	bars, _, err := d.Bars(ctx, nil)
	if err != nil {
		return nil, err
	}
	calendar, err := d.calendar(ctx)
	if err != nil {
		return nil, err
	}
	return d.features.get(ctx, func() (*FeatureStudy, error) {
		start := d.Config.Reference.TestStartUS
		if start == 0 {
			if start, err = reference.DefaultTestStartUS(calendar.Times()); err != nil {
				return nil, err
			}
		}
		c := d.FeatureConfig()
		key := d.Config.Evidence
		key.Features = append(c.Features[:len(c.Features):len(c.Features)], key.Features...)
		s, err := parallel.Interruptible(ctx, func() (*factor.Study, error) {
			study, _, err := keptResult(d, "features", key, &d.Config.Reference, func() (*factor.Study, error) { return factor.Run(bars, start, c, progress) })
			return study, err
		})
		if err != nil {
			return nil, err
		}
		out := &FeatureStudy{Study: s}
		out.Look, out.NotRecorded = d.enterFeatures(ctx, s, c.Features)
		return out, nil
	})
}

// enterFeatures enters the look at features in the record, if there is one.
func (d *Desk) enterFeatures(ctx context.Context, s *factor.Study, features []microstructure.Feature) (evidence.Look, error) {
	l, err := d.lookOf(ctx, evidence.Look{Kind: evidence.LookFeature, Configurations: len(features)}, features)
	if err != nil {
		return l, err
	}
	l.FromDate, l.ToDate, l.Time = s.FirstDay, s.LastDay, time.Now().UTC()
	if d.Config.LooksFile == "" {
		return l, nil
	}
	_, err = result.EnterLook(d.Config.LooksFile, l)
	return l, err
}

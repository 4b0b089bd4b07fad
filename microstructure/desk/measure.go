package desk

import (
	"context"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/result"
)

// Measured are features measured against returns.
type Measured struct {
	IC []evidence.FeatureIC
	// NotRecorded says why the looks are not in the record; nil where there is
	// none.
	NotRecorded error
}

// Measure correlates features, each the mean of the sources, with the returns
// that follow, at Config.Evidence's horizons. Each is a look of one
// configuration.
func (d *Desk) Measure(ctx context.Context, features ...microstructure.Feature) (*Measured, error) {
	calendar, err := d.calendar(ctx)
	if err != nil {
		return nil, err
	}
	out := &Measured{}
	if out.IC, err = parallel.Interruptible(ctx, func() ([]evidence.FeatureIC, error) { return calendar.MeasureIC(features, d.Config.Evidence) }); err != nil {
		return nil, err
	}
	for _, f := range features {
		if err := d.measured(ctx, evidence.LookFeature, f); err != nil {
			out.NotRecorded = err
		}
	}
	return out, nil
}

// Compared enters a look of one configuration in the record: that the composite
// of these features was compared with the returns that follow. Study does so
// itself. A look that cannot be recorded is an error.
func (d *Desk) Compared(ctx context.Context, features ...microstructure.Feature) error {
	return d.measured(ctx, evidence.LookComposite, features...)
}

func (d *Desk) measured(ctx context.Context, kind string, features ...microstructure.Feature) error {
	if d.Config.LooksFile == "" {
		return nil
	}
	l, err := d.lookOf(ctx, evidence.Look{Kind: kind, Configurations: 1}, features)
	if err != nil {
		return err
	}
	l.Time = time.Now().UTC()
	_, err = result.EnterLook(d.Config.LooksFile, l)
	return err
}

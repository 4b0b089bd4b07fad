package desk

import (
	"context"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/store"
)

// Days lists the files of each source; every source must have one.
func (d *Desk) Days() ([][]dataset.Day, error) {
	var all [][]dataset.Day
	for _, s := range d.Config.Sources {
		days, err := d.Data.Days(s.Name)
		if err != nil {
			return nil, err
		}
		all = append(all, days)
	}
	return all, nil
}

// Audit audits the trades; it is nil with Config.NoAudit. Whether the data are
// fit for a study is for the caller to decide: see audit.Audit.Refusal.
func (d *Desk) Audit(ctx context.Context, progress func(done, total int, rows int64)) (*audit.Audit, error) {
	if d.Config.NoAudit {
		return nil, nil
	}
	return d.audit.get(ctx, func() (*audit.Audit, error) {
		c := d.AuditConfig()
		c.Progress = progress
		return audit.Run(ctx, d.Data, d.Config.Sources, c)
	})
}

// AuditConfig is that of Audit, without its progress.
func (d *Desk) AuditConfig() audit.Config {
	c, from := audit.DefaultConfig(), &d.Config
	c.Workers, c.CacheDir, c.NoCache, c.AcceptedFile = from.Workers, from.CacheDir, from.NoCache, from.AcceptedFile
	return c
}

// barsOfSources is the result of Bars.
type barsOfSources struct {
	bars  []microstructure.SourceBars
	built dataset.BuildReport
}

// Bars returns the bars of every source, from the cache if possible. The report
// covers what was done even if there is an error.
func (d *Desk) Bars(ctx context.Context, progress func(dataset.Progress)) ([]microstructure.SourceBars, dataset.BuildReport, error) {
	b, err := d.bars.get(ctx, func() (b barsOfSources, err error) {
		if _, err := d.Memory(); err != nil {
			return b, err
		}
		b.bars, b.built, err = d.build(ctx, true, progress)
		return b, err
	})
	return b.bars, b.built, err
}

// calendar has the bars of every source.
func (d *Desk) calendar(ctx context.Context) (*evidence.Calendar, error) {
	bars, _, err := d.Bars(ctx, nil)
	if err != nil {
		return nil, err
	}
	return d.grid.get(ctx, func() (*evidence.Calendar, error) { return evidence.NewCalendar(bars) })
}

// Build is Bars, but computed on every call, and without the Takers that
// trading needs. The bars are by Config.Activity, if there is one.
func (d *Desk) Build(ctx context.Context, progress func(dataset.Progress)) ([]microstructure.SourceBars, dataset.BuildReport, error) {
	return d.build(ctx, false, progress)
}

func (d *Desk) build(ctx context.Context, takers bool, progress func(dataset.Progress)) ([]microstructure.SourceBars, dataset.BuildReport, error) {
	c, from := dataset.DefaultConfig(), &d.Config
	c.LeaderTakers = takers
	c.Workers, c.CacheDir, c.NoCache, c.Features, c.Progress = from.Workers, from.CacheDir, from.NoCache, from.Features, progress
	if c.IntervalUS = from.Interval.US(); !takers {
		c.Activity = from.Activity
	}
	return d.Data.Bars(ctx, from.Sources, c)
}

// Study runs the reference procedure, and enters in the record that the
// composite was compared with returns. For progress, see reference.Run.
func (d *Desk) Study(ctx context.Context, progress func(done, total int)) (*reference.Study, error) {
	bars, _, err := d.Bars(ctx, nil)
	if err != nil {
		return nil, err
	}
	return d.study.get(ctx, func() (*reference.Study, error) {
		_ = d.Compared(ctx, d.Config.Reference.Features...) // the verdict says what cannot be recorded
		return d.reference(ctx, bars, progress)
	})
}

// reference is Study without a look.
func (d *Desk) reference(ctx context.Context, bars []microstructure.SourceBars, progress func(done, total int)) (*reference.Study, error) {
	return parallel.Interruptible(ctx, func() (*reference.Study, error) {
		panel, err := microstructure.JoinPanel(bars)
		if err != nil {
			return nil, err
		}
		return reference.Run(panel, d.Config.Reference, progress)
	})
}

// Honest is the configuration of the honest procedure: Config.Evidence with
// the audit's findings and the configurations of earlier looks.
func (d *Desk) Honest(ctx context.Context) (evidence.Config, error) {
	return d.honest.get(ctx, func() (evidence.Config, error) {
		c, err := d.audited(ctx, d.Config.Evidence)
		if err != nil {
			return c, err
		}
		looks, err := d.Looks(ctx)
		c.PriorTrials = looks.Count.Prior
		return c, err
	})
}

// audited is a configuration with the audit's findings, if there is an audit.
func (d *Desk) audited(ctx context.Context, c evidence.Config) (evidence.Config, error) {
	a, err := d.Audit(ctx, nil)
	if err == nil && a != nil {
		c.AuditErrors, c.AuditAccepted = len(a.Errors()), a.AcceptedReasons()
	}
	return c, err
}

// Evidence runs the honest procedure. Data that are too short for it are an
// error: see Verdict for their verdict. For progress, see evidence.Run.
func (d *Desk) Evidence(ctx context.Context, progress func(done, total int)) (*evidence.Evidence, error) {
	bars, built, err := d.Bars(ctx, nil)
	if err != nil {
		return nil, err
	}
	c, err := d.Honest(ctx)
	if err != nil {
		return nil, err
	}
	return d.evidence.get(ctx, func() (*evidence.Evidence, error) {
		look, err := d.look(ctx)
		if err != nil {
			return nil, err
		}
		looks := d.enter(look)
		c.PriorTrials = looks.Count.Prior
		e, err := parallel.Interruptible(ctx, func() (*evidence.Evidence, error) {
			e, _, err := d.keptEvidence(bars, built.InputDigest, c, progress)
			return e, err
		})
		switch {
		case err == nil:
			d.verdict = e.Verdict
		case ctx.Err() == nil:
			d.verdict = evidence.Unproven(err, c.AuditAccepted...)
		}
		d.finish(&looks, look, &d.verdict, err)
		d.entered = looks
		if err == nil {
			e.Verdict = d.verdict
		}
		return e, err
	})
}

// Causality tests whether anything that the signal is made of sees the future.
func (d *Desk) Causality(ctx context.Context) ([]evidence.Causality, error) {
	e, err := d.Evidence(ctx, nil)
	if err != nil {
		return nil, err
	}
	return d.causality.get(ctx, func() ([]evidence.Causality, error) {
		return parallel.Interruptible(ctx, func() ([]evidence.Causality, error) {
			causality, _, err := d.keptCausality(e)
			return causality, err
		})
	})
}

// Verdict is the verdict of the honest procedure: not proven, with the reason,
// if the procedure could not be carried out. A store that fails gives none.
func (d *Desk) Verdict(ctx context.Context) (evidence.Verdict, error) {
	if _, _, err := d.Bars(ctx, nil); err != nil {
		return evidence.Verdict{}, err
	}
	if _, err := d.Honest(ctx); err != nil {
		return evidence.Verdict{}, err
	}
	if _, err := d.Evidence(ctx, nil); err != nil && (ctx.Err() != nil || store.Failed(err)) {
		return evidence.Verdict{}, err
	}
	return d.verdict, nil
}

// Null runs both procedures on shifted data; it is nil if Config.Shifts is 0.
// For progress, see evidence.Null.
func (d *Desk) Null(ctx context.Context, progress func(done, total int)) (*evidence.NullControl, error) {
	if d.Config.Shifts == 0 {
		return nil, nil
	}
	study, err := d.Study(ctx, nil)
	if err != nil {
		return nil, err
	}
	e, err := d.Evidence(ctx, nil)
	if err != nil {
		return nil, err
	}
	return d.null.get(ctx, func() (*evidence.NullControl, error) {
		return parallel.Interruptible(ctx, func() (*evidence.NullControl, error) {
			control, _, err := keptResult(d, "null", e.Config, &study.Config, func() (*evidence.NullControl, error) {
				n, err := d.nullConfig(e.Config, study.Config)
				if err != nil {
					return nil, err
				}
				return evidence.Null(e.Market, e.Config, evidence.ReferenceOf(study), n, progress)
			})
			return control, err
		})
	})
}

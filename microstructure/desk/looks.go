package desk

import (
	"context"
	"time"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/result"
)

// Looks is the record of looks.
type Looks struct {
	All    []evidence.Look    // in the order of the record
	Count  evidence.LookCount // looks at these data and this span
	Broken int                // lines of the record that are not looks
}

// Looks reads the record as it is before this study; see Record.
func (d *Desk) Looks(ctx context.Context) (Looks, error) {
	return d.looks.get(ctx, func() (l Looks, err error) {
		if d.Config.LooksDir == "" {
			return l, nil
		}
		this, err := d.look(ctx)
		if err != nil {
			return l, err
		}
		return d.looksBefore(this)
	})
}

// Record adds this study to the record, once, and returns all looks with it.
func (d *Desk) Record(ctx context.Context) (Looks, error) {
	before, err := d.Looks(ctx)
	if err != nil {
		return before, err
	}
	verdict, err := d.Verdict(ctx)
	if err != nil {
		return before, err
	}
	return d.record.get(ctx, func() (Looks, error) {
		this, err := d.look(ctx)
		if err != nil {
			return before, err
		}
		return d.addLook(before, this, verdict)
	})
}

// look is this study's look without its time and verdict.
func (d *Desk) look(ctx context.Context) (evidence.Look, error) {
	config := &d.Config.Evidence
	return d.lookOf(ctx, config.Digest(), config.Grid.Len())
}

// lookOf is the look of a search of the desk's bars, without its time and
// verdict.
func (d *Desk) lookOf(ctx context.Context, parameters string, configurations int) (evidence.Look, error) {
	bars, built, err := d.Bars(ctx, nil)
	if err != nil {
		return evidence.Look{}, err
	}
	c, err := evidence.NewCalendar(bars)
	if err != nil {
		return evidence.Look{}, err
	}
	first, last := c.Dates()
	return evidence.Look{Digest: built.InputDigest, FromDate: first, ToDate: last, Parameters: parameters, Configurations: configurations}, nil
}

// looksBefore reads the record, if there is one, as it is before a look.
func (d *Desk) looksBefore(look evidence.Look) (l Looks, err error) {
	if d.Config.LooksDir == "" {
		return l, nil
	}
	if l.All, l.Broken, err = result.ReadLooks(d.Config.LooksDir); err != nil {
		return l, err
	}
	l.count(look)
	return l, nil
}

// addLook adds a look to the record, if there is one, and to those before it.
func (d *Desk) addLook(before Looks, look evidence.Look, verdict evidence.Verdict) (Looks, error) {
	look.Time, look.Verdict = time.Now().UTC(), verdict.Label
	if d.Config.LooksDir != "" {
		if err := result.AppendLook(d.Config.LooksDir, look); err != nil {
			return before, err
		}
	}
	after := Looks{All: append(before.All[:len(before.All):len(before.All)], look), Broken: before.Broken}
	after.count(look)
	return after, nil
}

func (l *Looks) count(this evidence.Look) {
	l.Count = evidence.CountLooks(l.All, this.Digest, this.FromDate, this.ToDate, this.Parameters)
}

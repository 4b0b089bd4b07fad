package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/result"
)

// Looks is the record of looks.
type Looks struct {
	All     []evidence.Look    // distinct ones, in the order in which they began
	Count   evidence.LookCount // those that count against the look
	Damaged []*result.LineError
	// NotRecorded says why the look is not in the record; nil without a problem,
	// and where there is no record.
	NotRecorded error
}

// Sentences say what counts, and what the record lacks.
func (l Looks) Sentences() []string {
	var out []string
	if l.NotRecorded != nil {
		out = append(out, fmt.Sprintf("this look could not be recorded, so that it may not count later: %v", l.NotRecorded))
	}
	out = append(out, l.Count.Sentences()...)
	if len(l.Damaged) > 0 {
		out = append(out, fmt.Sprintf("what cannot be read of the record does not count: %v", l.Damaged[0]))
		if more := len(l.Damaged) - 1; more > 0 {
			out = append(out, fmt.Sprintf("%d more lines of it cannot be read", more))
		}
	}
	return out
}

// Looks reads the record, with what counts against this study as it is now; see
// Record. A record that cannot be read is no error: see Looks.NotRecorded.
func (d *Desk) Looks(ctx context.Context) (Looks, error) {
	return d.looks.get(ctx, func() (l Looks, err error) {
		this, err := d.look(ctx)
		if err != nil || d.Config.LooksFile == "" {
			return counted(result.Record{}, this, nil), err
		}
		r, unread := result.ReadLooks(d.Config.LooksFile)
		return counted(r, this, unread), nil
	})
}

// Record judges this study, which enters it in the record, and returns the
// record with it.
func (d *Desk) Record(ctx context.Context) (Looks, error) {
	if _, err := d.Verdict(ctx); err != nil {
		return Looks{}, err
	}
	return d.entered, nil
}

// counted is a record with what counts against a look.
func counted(r result.Record, this evidence.Look, err error) Looks {
	return Looks{All: evidence.DistinctLooks(r.Looks), Count: evidence.CountLooks(r.Looks, this), Damaged: r.Damaged, NotRecorded: err}
}

// enter adds a look to the record, if there is one, before it is taken.
func (d *Desk) enter(look evidence.Look) Looks {
	look.Time = time.Now().UTC()
	if d.Config.LooksFile == "" {
		return counted(result.Record{Looks: []evidence.Look{look}}, look, nil)
	}
	r, err := result.EnterLook(d.Config.LooksFile, look)
	if err != nil { // it may be readable all the same
		r, _ = result.ReadLooks(d.Config.LooksFile)
	}
	return counted(r, look, err)
}

// finish adds the verdict of a look that was entered, or that there was none
// but an error, and says in the verdict what counted.
func (d *Desk) finish(l *Looks, look evidence.Look, v *evidence.Verdict, err error) {
	look.Time, look.Verdict = time.Now().UTC(), v.Label
	if err != nil && !errors.Is(err, evidence.ErrTooShort) {
		look.Verdict = evidence.NotTaken
	}
	switch {
	case d.Config.LooksFile == "":
		l.All = []evidence.Look{look}
	case l.NotRecorded == nil:
		r, err := result.FinishLook(d.Config.LooksFile, look)
		if err != nil {
			l.NotRecorded = err
			break
		}
		l.All = evidence.DistinctLooks(r.Looks)
	}
	if l.NotRecorded != nil || l.Count.Looks > 0 || len(l.Count.ByName) > 0 || len(l.Damaged) > 0 {
		for _, s := range l.Sentences() {
			v.Reasons = append(v.Reasons, "looks: "+s)
		}
	}
}

// look is this study's look without its time and verdict.
func (d *Desk) look(ctx context.Context) (evidence.Look, error) {
	c := &d.Config.Evidence
	return d.lookOf(ctx, c.Look(), c.Features)
}

// lookOf is a look at the desk's bars, with features that it is made of.
func (d *Desk) lookOf(ctx context.Context, l evidence.Look, features []microstructure.Feature) (evidence.Look, error) {
	_, built, err := d.Bars(ctx, nil)
	if err != nil {
		return l, err
	}
	c, err := d.calendar(ctx)
	if err != nil {
		return l, err
	}
	l.Symbol, l.Family, l.Data = d.Config.Symbol, d.Config.Family, built.InputDigest
	l.FromDate, l.ToDate = c.Dates()
	l.Sources, l.Bars = microstructure.SourceNames(d.Config.Sources), d.Config.Interval.String()
	for _, f := range features {
		name, byName := d.identify(f)
		l.Features = append(l.Features, name)
		if byName != "" {
			l.ByName = append(l.ByName, byName)
		}
	}
	return l, nil
}

// identify is a feature's name, with a digest of its function and parameters
// where it is not built in, or why there is none.
func (d *Desk) identify(f microstructure.Feature) (name, byName string) {
	for _, own := range d.Config.Features {
		if f.Of != nil || !slices.Contains(own.Columns(), f.Name) {
			continue
		}
		key, err := own.Key()
		if err != nil {
			return f.Name, err.Error()
		}
		return fmt.Sprintf("%s %s %s", f.Name, key.Parameters, key.Code[:min(16, len(key.Code))]), ""
	}
	digest, err := featureDigest(f)
	switch {
	case err != nil:
		return f.Name, fmt.Sprintf("feature %q: %v", f.Name, err)
	case f.Of == nil || f.BuiltIn():
		return f.Name, ""
	}
	return f.Name + " " + digest[:min(16, len(digest))], ""
}

// ownFeatures are all columns that functions of the user compute.
func (d *Desk) ownFeatures() (out []microstructure.Feature) {
	for _, own := range d.Config.Features {
		out = append(out, own.Features()...)
	}
	return out
}

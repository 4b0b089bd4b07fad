package dataset

import (
	"errors"
	"fmt"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// An OwnReport says how the values of a user's feature were obtained.
type OwnReport struct {
	Feature    string
	Parameters string
	Code       string // digest or version of its function; empty without a cache
	Days       int
	Served     int // days from the cache
	Built      []OwnReason
}

// An OwnReason says why days were computed.
type OwnReason struct {
	Why  string // as in "its code changed (1a2b3c4d → 5e6f7a8b)"
	Days int
}

// A FeatureError reports a failure of a user's feature. No value of the day is
// kept.
type FeatureError struct {
	Feature string
	Source  string
	BarUS   int64 // opening time
	Cause   error
}

func (e *FeatureError) Error() string {
	return fmt.Sprintf("feature %q, source %s, bar of %s: %v", e.Feature, e.Source, microstructure.FormatTime(e.BarUS), e.Cause)
}

func (e *FeatureError) Unwrap() error { return e.Cause }

// An ownFeature is a feature with what its values depend on.
type ownFeature struct {
	microstructure.TickFeature
	columns []string
	key     microstructure.TickKey
}

func ownFeatures(features []microstructure.TickFeature, keyed bool) ([]ownFeature, error) {
	own := make([]ownFeature, len(features))
	var errs []error
	for i, f := range features {
		own[i] = ownFeature{TickFeature: f, columns: f.Columns()}
		if keyed {
			key, err := f.Key()
			errs = append(errs, err)
			own[i].key = key
		}
	}
	return own, errors.Join(errs...)
}

// An ownDay is a feature's values of a day.
type ownDay struct {
	values [][]float64 // by column, then bar
	served bool
	why    string // it was computed, if it was
}

// whole returns an error unless every feature has one value per bar.
func (j *job) whole(own []ownFeature) error {
	for i, f := range own {
		if n := len(j.own[i].values[0]); n != len(j.result.bars) {
			return fmt.Errorf("feature %q, source %s, %s: %d values of %d bars; remove its folder from the cache", f.Name(), j.source, j.day.Date, n, len(j.result.bars))
		}
	}
	return nil
}

// loadOwn takes a day's values from the cache and returns the features that are
// missing there. bars is the day's number of bars, -1 if it is not known yet.
func (w *worker) loadOwn(j *job, bars int) (missing []ownTask) {
	j.own = make([]ownDay, len(w.build.own))
	for i := range w.build.own {
		d := &j.own[i]
		d.why = "there is no cache"
		if w.cache != nil {
			*d = w.cache.loadOwn(j, &w.build.own[i], &w.cached)
			if d.served && bars >= 0 && len(d.values[0]) != bars {
				*d = ownDay{why: whyDamaged}
			}
		}
		if !d.served {
			missing = append(missing, ownTask{ownFeature: &w.build.own[i], day: d})
			d.values = make([][]float64, len(w.build.own[i].columns))
		}
	}
	return missing
}

// collectOwn joins the days of a source's columns.
func (b *build) collectOwn(source, bars int) (columns []microstructure.Column) {
	for i, f := range b.own {
		for c, name := range f.columns {
			values := make([]float64, 0, bars)
			for k := range b.jobs {
				if j := &b.jobs[k]; j.sourceIndex == source {
					values = append(values, j.own[i].values[c]...)
				}
			}
			columns = append(columns, microstructure.Column{Name: name, Values: values})
		}
	}
	return columns
}

func ownReports(jobs []job, own []ownFeature) []OwnReport {
	var reports []OwnReport
	for i, f := range own {
		r := OwnReport{Feature: f.Name(), Parameters: f.Parameters(), Code: f.key.Code}
		for k := range jobs {
			j := &jobs[k]
			if !j.done {
				continue
			}
			r.Days++
			if j.own[i].served {
				r.Served++
				continue
			}
			at := slices.IndexFunc(r.Built, func(o OwnReason) bool { return o.Why == j.own[i].why })
			if at < 0 {
				at = len(r.Built)
				r.Built = append(r.Built, OwnReason{Why: j.own[i].why})
			}
			r.Built[at].Days++
		}
		reports = append(reports, r)
	}
	return reports
}

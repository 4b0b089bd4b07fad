package desk

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/series"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// standardiseOver is the span over which a given signal is standardised, that
// of the study's own.
const standardiseOver = 3 * 24 * time.Hour

// A Given is a signal, or positions, that another program made, with the rules
// to try on it.
type Given struct {
	Path   string // of the file, for names and errors
	Series series.Series
	// KnownAfter is how long after its time each value was known. How it was
	// made cannot be tested, so this is taken for granted, and the verdict says
	// so.
	KnownAfter time.Duration
	Positions  bool // the values are positions from -1 to 1, to be followed
	Raw        bool // the values are not standardised over three days
	Directions []evidence.Direction
	Thresholds []float64
	Holdings   []microstructure.Horizon
}

// DefaultGiven tries the thresholds and holding periods of the configuration,
// with the signal that was read from a file.
func (c Config) DefaultGiven(path string, s series.Series) Given {
	g := c.Evidence.Grid
	return Given{Path: path, Series: s, Directions: []evidence.Direction{evidence.With}, Thresholds: g.Thresholds, Holdings: g.Holdings}
}

// A JudgedFile is the verdict on a given signal.
type JudgedFile struct {
	JudgedSearch
	Placement series.Placement
}

// Validate reports the first of the positions that is outside -1 to 1.
func (g Given) Validate() error {
	if !g.Positions {
		return nil
	}
	s := g.Series
	for i, v := range s.Value[:min(len(s.Value), len(s.TimestampUS))] {
		if math.Abs(v) > 1 {
			return fmt.Errorf("%s: %w: row %d (%s): the position %v is outside -1 to 1: divide all of them by the largest, or leave out --positions to judge a signal",
				g.Path, series.ErrSeries, i+1, microstructure.FormatTime(s.TimestampUS[i]), v)
		}
	}
	return nil
}

// rules are those to try.
func (g Given) rules() (rules []evidence.Rule) {
	if g.Positions {
		return []evidence.Rule{evidence.Follow{}}
	}
	for _, d := range g.Directions {
		for _, t := range g.Thresholds {
			for _, h := range g.Holdings {
				rules = append(rules, evidence.Hold{Direction: d, Threshold: t, Holding: h})
			}
		}
	}
	return rules
}

// JudgeFile judges a signal that another program made by the honest procedure's
// gates, and enters the look in the record, if there is one. The looks
// before it count.
func (d *Desk) JudgeFile(ctx context.Context, g Given, progress func(done, total int)) (*JudgedFile, error) {
	if err := g.Validate(); err != nil {
		return nil, err
	}
	s := g.Series
	missing := s.Missing()
	if !g.Positions && !g.Raw {
		s = s.Standardise(standardiseOver)
		if n := len(s.Value); missing < n && s.Missing() == n {
			return nil, fmt.Errorf("%s: %w: none of its %s can be standardised over %s, within which %d are needed that are not all equal: standardise them yourself, and judge them with --raw",
				g.Path, series.ErrSeries, text.Plural(n-missing, "value"), text.Span(standardiseOver), series.LeastValues)
		}
	}
	calendar, err := d.calendar(ctx)
	if err != nil {
		return nil, err
	}
	out := &JudgedFile{}
	var values []float64
	if values, out.Placement, err = s.Place(calendar.StartUS, calendar.Len(), calendar.Interval, g.KnownAfter); err != nil {
		return nil, fmt.Errorf("%s: %w", g.Path, err)
	}
	out.Placement.Early = out.Placement.Missing - missing
	search := evidence.Search{
		Signals: []evidence.SignalSource{evidence.GivenSignal{Name: filepath.Base(g.Path) + " " + s.Name, Value: values, Known: text.Span(g.KnownAfter) + " after their times"}},
		Rules:   g.rules(), Filters: []microstructure.RegimeFilter{{Name: "all", Regimes: microstructure.AllRegimes}},
	}
	look, err := d.lookOf(ctx, search.Look(d.Config.Evidence), nil)
	if err != nil {
		return nil, err
	}
	look.Kind = evidence.LookFile
	judged, err := d.judged(ctx, search, look, progress)
	if err != nil {
		return nil, err
	}
	out.JudgedSearch = *judged
	return out, nil
}

package evidence

import (
	"fmt"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A FoldRule splits a span into train and test spans.
type FoldRule struct {
	Anchored  bool // every train span begins with the first day; else it is the TrainDays before
	TrainDays int  // of the first train span, or of each
	TestDays  int  // of each test span; the last one may be shorter
	// PurgeBars are left out between train and test: a decision made in train
	// is closed before the test span begins. It is at least the longest holding
	// period and one bar.
	PurgeBars int
	// MinActiveDays: a configuration with a position on fewer days in train is
	// not chosen, since its t-statistic rests on a few days.
	MinActiveDays int
	Selection     Selection
	Members       int // the most configurations that a fold trades, unless Selection is SingleBest
}

// DefaultFoldRule is anchored, with 30 days to train at first, tests of 7
// days, a purge of 25 bars (2 h and one bar), and the mean of the best five
// configurations of those with positions on 10 days.
func DefaultFoldRule() FoldRule {
	return FoldRule{Anchored: true, TrainDays: 30, TestDays: 7, PurgeBars: 25, MinActiveDays: 10, Members: 5}
}

// purgeBars are left out for holdings of at most so many bars: the longest
// holding or two hours, and one bar more.
func purgeBars(holdings []microstructure.Horizon, i microstructure.Interval) int {
	most := int((2*time.Hour + i.Duration() - 1) / i.Duration())
	for _, h := range holdings {
		most = max(most, h.Bars)
	}
	return most + 1
}

// Validate reports every invalid field, as ErrConfig.
func (r FoldRule) Validate() error {
	var c field.Check
	c.Whole("TrainDays", r.TrainDays, 1, MaxDays)
	c.Whole("TestDays", r.TestDays, 1, MaxDays)
	c.AtLeast("PurgeBars", r.PurgeBars, 2) // the shortest holding period and one bar
	c.AtLeast("MinActiveDays", r.MinActiveDays, 1)
	c.That(r.Selection <= SingleBest, "Selection", r.Selection, "one of Selections")
	c.AtLeast("Members", r.Members, 1)
	return c.As(ErrConfig)
}

// Need is the least number of days that leaves a day to test.
func (r FoldRule) Need() microstructure.Need {
	return microstructure.Need{SignalDays: r.TrainDays + 1}
}

// A FoldSpan is one train span and the test span after it, in rows of the
// market: decisions in [TrainFrom, TrainTo) and in [TestFrom, TestTo).
type FoldSpan struct{ TrainFrom, TrainTo, TestFrom, TestTo int }

// Spans splits days [firstDay, lastDay), both from 0 to MaxDays, of rows of the
// given length. ErrTooShort if not even one test day is left.
func (r FoldRule) Spans(firstDay, lastDay int, interval microstructure.Interval) ([]FoldSpan, error) {
	if err := r.Validate(); err != nil {
		return nil, err
	}
	if min(firstDay, lastDay) < 0 || max(firstDay, lastDay) > MaxDays {
		return nil, fmt.Errorf("%w: folds of days %d to %d, which must be 0 to %d", ErrConfig, firstDay, lastDay, MaxDays)
	}
	perDay := interval.PerDay()
	var out []FoldSpan
	for test := firstDay + r.TrainDays; test < lastDay; test += r.TestDays {
		train := firstDay
		if !r.Anchored {
			train = test - r.TrainDays
		}
		out = append(out, FoldSpan{
			TrainFrom: train * perDay, TrainTo: test*perDay - r.PurgeBars,
			TestFrom: test * perDay, TestTo: min(test+r.TestDays, lastDay) * perDay,
		})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%w: %s leave nothing to test after %s of training",
			ErrTooShort, text.Plural(lastDay-firstDay, "day"), text.Plural(r.TrainDays, "day"))
	}
	return out, nil
}

package evidence

import (
	"errors"
	"fmt"
)

// Errors that callers can tell apart with errors.Is.
var (
	// ErrNoCalendar: bars of a source are off the grid or out of order, or the
	// sources have no day in common.
	ErrNoCalendar = errors.New("no calendar panel can be made")
	// ErrTooShort: too few days have a signal for a train span and a test span,
	// because the span is short or too many rows lack the bar of a source.
	ErrTooShort = errors.New("too few days with a signal")
	// ErrConfig: a configuration is invalid.
	ErrConfig = errors.New("unfit evidence configuration")
	// ErrCausality: a function under test gives a result of the wrong length,
	// or there is nothing to test it on.
	ErrCausality = errors.New("the function cannot be tested")
)

// complaints are the problems of a part of a configuration.
type complaints struct {
	part string
	bad  []error
}

func (c *complaints) say(format string, args ...any) {
	c.bad = append(c.bad, fmt.Errorf(format, args...))
}

// err joins them as an ErrConfig; nil without any.
func (c *complaints) err() error {
	var all []error
	for _, err := range c.bad {
		all = append(all, fmt.Errorf("%w: %s: %w", ErrConfig, c.part, err))
	}
	return errors.Join(all...)
}

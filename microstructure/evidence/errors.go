package evidence

import "errors"

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

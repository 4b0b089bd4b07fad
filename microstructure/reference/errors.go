package reference

import "errors"

// Errors that callers can tell apart with errors.Is.
var (
	// ErrTooFewBars: the panel is too short for the rolling windows before a
	// first signal.
	ErrTooFewBars = errors.New("too few bars for the rolling windows")
	// ErrNoTestSpan: the test span, or the train span before it, has no bars.
	ErrNoTestSpan = errors.New("the train or the test span has no bars")
	// ErrNoConfiguration: no configuration traded often enough to be chosen.
	ErrNoConfiguration = errors.New("no configuration traded often enough")
	// ErrStep: a step was asked for before the one that it builds on.
	ErrStep = errors.New("the step before it is missing")
	// ErrConstant: quantile cuts coincide because too many values are equal.
	ErrConstant = errors.New("quantile cuts coincide: too many values are equal")
)

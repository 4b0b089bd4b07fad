package figure

import (
	"errors"
	"fmt"
	"math"
)

// Errors that callers can tell apart with errors.Is. Each is wrapped with the
// figure's name and, where there is one, the column, row and value.
var (
	// ErrNoData: nothing would be drawn, because the data are empty or all NaN.
	ErrNoData = errors.New("no data to draw")
	// ErrNotFinite: a value, or a sum of values, is infinite or beyond ±1e15.
	ErrNotFinite = errors.New("value is not a finite number of plausible size")
	// ErrShape: columns that belong together differ in length, or hold values
	// out of order.
	ErrShape = errors.New("columns do not fit together")
)

// plausibleLimit bounds what is drawn, so that sums and axis ranges stay
// finite.
const plausibleLimit = 1e15

func noData(figure, remedy string) error {
	return fmt.Errorf("%s: %w; %s", figure, ErrNoData, remedy)
}

func shape(figure, format string, args ...any) error {
	return fmt.Errorf("%s: %w: %s", figure, ErrShape, fmt.Sprintf(format, args...))
}

// checkFinite reports the first value that is neither plausible nor NaN.
func checkFinite(figure, column string, values []float64) error {
	for i, v := range values {
		if math.Abs(v) > plausibleLimit {
			return fmt.Errorf("%s: row %d: %s = %v: %w; use NaN for a missing value", figure, i, column, v, ErrNotFinite)
		}
	}
	return nil
}

package reference

import (
	"fmt"
	"math"
	"sort"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

// A Split cuts a panel's rows into a train span and the test span after it.
type Split struct {
	TestStartUS int64 // first moment of the test span
	Row         int   // its first row
}

// NewSplit splits at a moment; both spans must have rows.
func NewSplit(timestampUS []int64, testStartUS int64) (Split, error) {
	n := len(timestampUS)
	row := sort.Search(n, func(i int) bool { return timestampUS[i] >= testStartUS })
	if row == 0 || row == n {
		span := "there are no bars at all"
		if n > 0 {
			span = fmt.Sprintf("the bars run from %s to %s", microstructure.FormatTime(timestampUS[0]), microstructure.FormatTime(timestampUS[n-1]))
		}
		return Split{}, fmt.Errorf("%w: the test span starts at %s, but %s; choose a test start between", ErrNoTestSpan, microstructure.FormatTime(testStartUS), span)
	}
	return Split{testStartUS, row}, nil
}

// DefaultTestStartUS is the midnight after 65 % of the days from first to last
// row, rounded to whole days: 60 of 92.
func DefaultTestStartUS(timestampUS []int64) (int64, error) {
	n := len(timestampUS)
	if n == 0 {
		return 0, fmt.Errorf("%w: there are no bars at all", ErrNoTestSpan)
	}
	first := midnight(timestampUS[0])
	days := (midnight(timestampUS[n-1])-first)/microstructure.DayUS + 1
	if days < 2 {
		return 0, fmt.Errorf("%w: one day of bars cannot be split", ErrNoTestSpan)
	}
	train := min(max(int64(math.Round(0.65*float64(days))), 1), days-1)
	return first + train*microstructure.DayUS, nil
}

// ParseTestStart reads the first day of a test span, such as 2025-11-14, as its
// first µs, UTC. An empty date is 0, which leaves the choice to Run.
func ParseTestStart(date string) (int64, error) {
	if date == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return 0, fmt.Errorf("test start %q is not a date: write it as YYYY-MM-DD", date)
	}
	return t.UnixMicro(), nil
}

// midnight is the last one at or before a time.
func midnight(us int64) int64 {
	day := us / microstructure.DayUS
	if us%microstructure.DayUS < 0 {
		day--
	}
	return day * microstructure.DayUS
}

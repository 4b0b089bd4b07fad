package microstructure

import (
	"fmt"
	"time"
)

// DayUS is a day in µs.
const DayUS = 24 * 60 * 60 * 1_000_000

// FormatTime writes µs since the epoch as 2025-11-14T00:05:00Z.
func FormatTime(us int64) string { return time.UnixMicro(us).UTC().Format(time.RFC3339) }

// FormatDate writes µs since the epoch as 2025-11-14.
func FormatDate(us int64) string { return time.UnixMicro(us).UTC().Format(time.DateOnly) }

// ParseTestStart reads the first day of a test span, such as 2025-11-14, as its
// first µs, UTC. An empty text is 0, which leaves the choice to RunReference.
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

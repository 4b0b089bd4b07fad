package microstructure

import "time"

// DayUS is a day in µs.
const DayUS = 24 * 60 * 60 * 1_000_000

// FormatTime formats µs since the epoch as 2025-11-14T00:05:00Z.
func FormatTime(us int64) string { return time.UnixMicro(us).UTC().Format(time.RFC3339) }

// FormatDate formats µs since the epoch as 2025-11-14.
func FormatDate(us int64) string { return time.UnixMicro(us).UTC().Format(time.DateOnly) }

package text

import (
	"fmt"
	"time"
)

// Span writes a span of time in the largest unit that it is a multiple of, as
// 90s, 5m or 36h: the form that time.ParseDuration reads.
func Span(d time.Duration) string {
	switch {
	case d == 0:
		return "0s"
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d%time.Second == 0:
		return fmt.Sprintf("%ds", d/time.Second)
	}
	return d.String()
}

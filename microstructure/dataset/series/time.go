package series

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// layouts of times in texts, zones as pandas, polars and SQL write them; without
// a zone they are UTC.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05.999999999Z0700",
	"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04:05.999999999Z0700", "2006-01-02 15:04:05.999999999Z07",
	time.DateOnly,
}

// parseTime reads a text or a number, whose unit the first one decides.
func parseTime(text string, scale *int64) (int64, error) {
	if v, err := strconv.ParseInt(text, 10, 64); err == nil {
		return toUS(v, scale)
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UnixMicro(), nil
		}
	}
	return 0, fmt.Errorf("%q is not a time: write 2025-11-01T09:30:00, or whole numbers of s, ms, µs or ns since 1970", text)
}

// toUS converts a number of units since 1970, recognised by their size. scale is
// units per second, 0 before the first number.
func toUS(v int64, scale *int64) (int64, error) {
	if *scale == 0 {
		switch size := max(v, -v); {
		case size < 100_000_000_000:
			*scale = 1
		case size < 100_000_000_000_000:
			*scale = 1_000
		case size < 100_000_000_000_000_000:
			*scale = 1_000_000
		default:
			*scale = 1_000_000_000
		}
	}
	if *scale > 1_000_000 {
		return v / (*scale / 1_000_000), nil
	}
	k := 1_000_000 / *scale
	if v > math.MaxInt64/k || v < math.MinInt64/k {
		return 0, fmt.Errorf("%d is not a time of the unit of those before it", v)
	}
	return v * k, nil
}

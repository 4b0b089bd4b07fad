package audit

import (
	"fmt"
	"strconv"
	"time"
)

// plural is "1 row" or "2,048 rows".
func plural(n int64, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return whole(n) + " " + noun
}

// whole writes n with commas between thousands.
func whole(n int64) string {
	digits, sign := strconv.FormatInt(n, 10), ""
	if n < 0 {
		digits, sign = digits[1:], "−"
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// percent writes a fraction with one decimal, or with more where it is small.
func percent(f float64) string {
	if f > 0 && f < 0.001 {
		return fmt.Sprintf("%.2g %%", 100*f)
	}
	return fmt.Sprintf("%.1f %%", 100*f)
}

func clock(us int64) string { return time.UnixMicro(us).UTC().Format("15:04") }

func moment(us int64) string { return time.UnixMicro(us).UTC().Format("2006-01-02 15:04:05") }

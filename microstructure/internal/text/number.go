package text

import (
	"math"
	"strconv"
	"strings"
)

// Missing stands for a missing value.
const Missing = "–"

// Number formats v with the given number of decimals: "1,234.5", "−0.3".
func Number(v float64, decimals int) string {
	switch {
	case math.IsNaN(v):
		return Missing
	case math.IsInf(v, 1):
		return "∞"
	case math.IsInf(v, -1):
		return "−∞"
	}
	return group(strconv.FormatFloat(v, 'f', decimals, 64))
}

// Signed is Number with a plus sign where v is above zero: "+1,234.5".
func Signed(v float64, decimals int) string {
	s := Number(v, decimals)
	if v > 0 && strings.Trim(s, "0.") != "" {
		return "+" + s
	}
	return s
}

// Bps is Signed with its unit: "+1.25 bps".
func Bps(v float64, decimals int) string { return withUnit(Signed(v, decimals), "bps") }

// Significant writes v with three significant digits, and all of those before
// the point: "0.0123", "1.50", "73.2", "1,234".
func Significant(v float64) string {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return Number(v, 0)
	}
	// The exponent of v as rounded: 9.996 is 10.0.
	_, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', 2, 64), "e")
	e, _ := strconv.Atoi(exponent)
	return Number(v, max(0, 2-e))
}

// Rough writes v with two digits: "0.051", "5.1", "51,000".
func Rough(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Number(v, 0)
	}
	return Number(rounded(v, 2), -1)
}

// Minus replaces the hyphens of a formatted number by minus signs.
func Minus(s string) string { return strings.ReplaceAll(s, "-", "−") }

// rounded is v rounded to the given number of significant digits.
func rounded(v float64, digits int) float64 {
	r, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	return r
}

// withUnit appends a unit to a number that is not missing.
func withUnit(number, unit string) string {
	if number == Missing {
		return number
	}
	return number + " " + unit
}

// group puts commas between the thousands of a decimal number, and gives it its
// minus sign unless it is zero.
func group(s string) string {
	sign := ""
	if s[0] == '-' {
		if s = s[1:]; strings.Trim(s, "0.") != "" {
			sign = "−"
		}
	}
	end := strings.IndexByte(s, '.')
	if end < 0 {
		end = len(s)
	}
	for i := end - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

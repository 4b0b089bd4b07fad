package text

import "math"

// Percent formats a fraction with one decimal, and with more where one would
// round to 0 or 100 %: "12.5 %", "0.02 %", "99.98 %".
func Percent(fraction float64) string { return withUnit(percent(fraction), "%") }

// PercentRange writes the ends of an interval of fractions: "2.0 to 9.0 %".
func PercentRange(lower, upper float64) string {
	if math.IsNaN(lower) || math.IsNaN(upper) {
		return Missing
	}
	return percent(lower) + " to " + Percent(upper)
}

// PercentWithin writes a fraction with its interval: "5.0 % (2.0 to 9.0)".
func PercentWithin(fraction, lower, upper float64) string {
	if math.IsNaN(fraction) {
		return Missing
	}
	return Percent(fraction) + " (" + percent(lower) + " to " + percent(upper) + ")"
}

// percent is Percent without the unit.
func percent(fraction float64) string {
	const small, none = 0.001, 1e-9 // fractions; anything closer than none is rounding
	rest := math.Abs(fraction)
	if rest > 0.5 {
		rest = math.Abs(1 - rest)
	}
	decimals := 1
	if rest > none && rest < small {
		decimals = 1 - int(math.Floor(math.Log10(100*rest))) // two significant digits
	}
	s := Number(100*fraction, decimals)
	for decimals > 1 && s[len(s)-1] == '0' {
		s, decimals = s[:len(s)-1], decimals-1
	}
	return s
}

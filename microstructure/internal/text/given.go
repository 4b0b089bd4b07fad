package text

import (
	"math"
	"strings"
)

// Given formats a chosen number, such as a threshold or a fee, with all of its
// decimals and no others: "7", "1.75".
func Given(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Number(v, 0)
	}
	return Number(rounded(v, 10), -1) // drops rounding errors: 0.1 + 0.2 is 0.3
}

// GivenPercent is Given for a fraction: "80 %".
func GivenPercent(fraction float64) string { return withUnit(Given(100*fraction), "%") }

// GivenBps is Given with its unit, as for fees: "7 bps".
func GivenBps(v float64) string { return withUnit(Given(v), "bps") }

// Threshold is Given with at least one decimal, as thresholds stand in columns:
// "2.0", "1.75".
func Threshold(z float64) string {
	s := Given(z)
	if strings.Trim(s, "−0123456789,") == "" {
		s += ".0"
	}
	return s
}

// Configuration names a configuration in a sentence.
func Configuration(filter string, threshold float64, holding string) string {
	return "vol filter " + filter + ", threshold " + Threshold(threshold) + ", holding " + holding
}

// ShortConfiguration names it in a cell: "low+normal, 2.0, 1h".
func ShortConfiguration(filter string, threshold float64, holding string) string {
	return filter + ", " + Threshold(threshold) + ", " + holding
}

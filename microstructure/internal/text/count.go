package text

import (
	"math"
	"strconv"
)

// Count writes a whole number: "2,048".
func Count[N ~int | ~int64](n N) string { return group(strconv.FormatInt(int64(n), 10)) }

// Plural is Count with its noun: "1 row", "2,048 rows".
func Plural[N ~int | ~int64](n N, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return Count(n) + " " + noun
}

// Trips writes a number of round trips, which a fractional position makes
// fractional: to a tenth, unless it is whole.
func Trips(n float64) string {
	if n == math.Trunc(n) {
		return Number(n, 0)
	}
	return Number(n, 1)
}

package golden

import (
	"regexp"
	"strconv"
)

var longNumber = regexp.MustCompile(`-?\d+\.\d{6,}(e[-+]?\d+)?`)

// Rounded rounds numbers with many digits in a text to nine digits, so that a
// different order of summation does not show.
func Rounded(text string) string {
	return longNumber.ReplaceAllStringFunc(text, func(number string) string {
		v, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return number
		}
		return strconv.FormatFloat(v, 'g', 9, 64)
	})
}

package golden

import (
	"regexp"
	"strconv"
)

var longNumber = regexp.MustCompile(`-?\d+\.\d{6,}(e[-+]?\d+)?`)

// Rounded writes numbers in a text that have many digits with nine of them, so
// that another order of sums does not show.
func Rounded(text string) string {
	return longNumber.ReplaceAllStringFunc(text, func(number string) string {
		v, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return number
		}
		return strconv.FormatFloat(v, 'g', 9, 64)
	})
}

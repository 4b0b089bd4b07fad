package text

import (
	"strconv"
	"strings"
	"unicode"
)

// Printable gives a name as it is if all of its characters can be printed, and
// quoted with escapes otherwise, so that no name moves a terminal's cursor.
func Printable(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }) {
		return strconv.Quote(name)
	}
	return name
}

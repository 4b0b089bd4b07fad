package escape

import "strings"

// Markdown returns Markdown that shows Line of s: in the flow of a paragraph,
// in a list or a heading, but not in a code span or a link.
//
// All ASCII punctuation is escaped, which CommonMark allows, rather than only
// the markup of some dialect. A backslash becomes a character reference, as two
// backslashes before a bracket begin a formula for some readers.
func Markdown(s string) string {
	var b strings.Builder
	for i, r := range Line(s) {
		switch {
		case r == '\\':
			b.WriteString("&#92;")
		case r == ' ' && i == 0: // four spaces would begin a code block
			b.WriteString("&#32;")
		case r > ' ' && r < '0', r > '9' && r < 'A', r > 'Z' && r < 'a', r > 'z' && r <= '~':
			b.WriteByte('\\')
			fallthrough
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

package escape

import "strings"

// Markdown returns Markdown that shows Line of s: in the flow of a paragraph, in
// a list or a heading, but not in a code span or a link.
//
// All ASCII punctuation is escaped, which CommonMark allows, rather than what
// some dialect is known to take for markup. A backslash is a reference, as two
// of them before a bracket begin a formula for some readers.
func Markdown(s string) string {
	var b strings.Builder
	for i, r := range Line(s) {
		switch {
		case r == '\\':
			b.WriteString("&#92;")
		case r == ' ' && i == 0: // four of them would begin a block of code
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

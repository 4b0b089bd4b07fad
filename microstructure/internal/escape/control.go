package escape

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line returns s with whatever is not graphic (control characters, newlines
// among them, marks of direction, bytes that are not UTF-8) written as Go and
// JSON write it: \n, \u001b, \u202e, \xff.
func Line(s string) string { return visible(s, "") }

// Text is Line for text of several lines: newlines and tabs stay.
func Text(s string) string { return visible(s, "\n\t") }

func visible(s, keep string) string {
	shown := func(r rune) bool { return unicode.IsGraphic(r) || strings.ContainsRune(keep, r) }
	if utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return !shown(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case shown(r):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		s = s[size:]
	}
	return b.String()
}

// NewWriter returns a writer that applies Text. Each Write must hold whole
// characters.
func NewWriter(w io.Writer) io.Writer { return writer{w} }

type writer struct{ to io.Writer }

func (w writer) Write(b []byte) (int, error) {
	if _, err := io.WriteString(w.to, Text(string(b))); err != nil {
		return 0, err
	}
	return len(b), nil
}

package notebook

import (
	"errors"
	"io"
	"testing"
)

type bold string

func (b bold) Markdown() string { return "**" + string(b) + "**" }

func TestMarkdownEscapesArguments(t *testing.T) {
	for _, c := range []struct {
		format string
		args   []any
		want   string
	}{
		{"**plain**", nil, "**plain**"},
		{"- %s", []any{"<b>*x*</b>"}, `- \<b\>\*x\*\<\/b\>`},
		{"%v, %v", []any{errors.New("a|b"), io.EOF}, `a\|b, EOF`},
		{"%q %d %+.1f %6.2f|", []any{"a\x1b", -3, 2.25, 1.5}, `\"a&#92;x1b\" \-3 \+2\.2 &#32; 1\.50|`},
		{"%5s|%-5s|%[1]s", []any{"a", "b"}, "&#32;   a|b    |a"},
		{"%s and %s", []any{bold("x_y"), "x_y"}, `**x_y** and x\_y`},
		{"%v", []any{nil}, `\<nil\>`},
		{"%s", nil, "%!s(MISSING)"},
		{"%s", []any{"two\n\nlines"}, `two&#92;n&#92;nlines`},
	} {
		if got := markdown(c.format, c.args); got != c.want {
			t.Errorf("%s of %v: %s, want %s", c.format, c.args, got, c.want)
		}
	}
}

func ExampleMarkdown() {
	Markdown("**%s** of %d", "a\x1b_b", 3)
	List([]string{"one*", "two"})
	List(nil)
	// Output:
	// **a\u001b_b** of 3
	// - one*
	// - two
}

package command

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWrapLine(t *testing.T) {
	for line, want := range map[string]string{
		"short\n":                          "short\n",
		"one two three four five\n":        "one two three\n  four five\n",
		"  indented words go here\n":       "  indented\n    words go\n    here\n",
		"oneverylongwordthatdoesnot\n":     "oneverylongwordthatdoesnot\n",
		"a oneverylongwordthatdoesnot b\n": "a\n  oneverylongwordthatdoesnot\n  b\n",
		"üüüüü üüüüü üü\n":                 "üüüüü üüüüü üü\n",
		"trailing space          \n":       "trailing space          \n",
		"\n":                               "\n",
	} {
		got := wrapLine(line, 14)
		if got != want {
			t.Errorf("%q becomes %q, want %q", line, got, want)
		}
	}
}

// Every word of the help is there once it is wrapped, and no line is wider than
// the terminal unless it is one word.
func TestHelpIsWrappedBetweenWords(t *testing.T) {
	help := mustRun(t, "study", "--help")
	var out strings.Builder
	w := &wrapper{to: &out, width: 80}
	for i := 0; i < len(help); i += 7 { // in pieces
		if _, err := w.Write([]byte(help[i:min(i+7, len(help))])); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Join(strings.Fields(out.String()), " ") != strings.Join(strings.Fields(help), " ") {
		t.Error("words are lost or broken")
	}
	for line := range strings.Lines(out.String()) {
		if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 80 && strings.Contains(strings.TrimSpace(line), " ") {
			t.Errorf("%d wide: %s", n, line)
		}
	}
}

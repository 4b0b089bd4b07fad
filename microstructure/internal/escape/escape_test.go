package escape

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLineAndText(t *testing.T) {
	for _, c := range []struct{ in, line, text string }{
		{"", "", ""},
		{"plain, −1.5 % ✓ 币 <b> \\ ` |", "plain, −1.5 % ✓ 币 <b> \\ ` |", "plain, −1.5 % ✓ 币 <b> \\ ` |"},
		{"no\u00a0break", "no\u00a0break", "no\u00a0break"},
		{"a\tb\nc\r\n", `a\tb\nc\r\n`, "a\tb\nc\\r\n"},
		{"\x00\x07\x1b[2J\x7f\u0085", `\u0000\u0007\u001b[2J\u007f\u0085`, `\u0000\u0007\u001b[2J\u007f\u0085`},
		{"\u202e\u2066\u200b\ufeff\u2028", `\u202e\u2066\u200b\ufeff\u2028`, `\u202e\u2066\u200b\ufeff\u2028`},
		{"\U000e0041", `\U000e0041`, `\U000e0041`}, // a tag, which is invisible
		{"x\xff\xc0\xafy", `x\xff\xc0\xafy`, `x\xff\xc0\xafy`},
		{"\xe5\xb8", `\xe5\xb8`, `\xe5\xb8`},
		{"\ufffd", "\ufffd", "\ufffd"},
	} {
		if got := Line(c.in); got != c.line {
			t.Errorf("Line(%q) = %q, want %q", c.in, got, c.line)
		}
		if got := Text(c.in); got != c.text {
			t.Errorf("Text(%q) = %q, want %q", c.in, got, c.text)
		}
	}
}

func TestMarkdown(t *testing.T) {
	for in, want := range map[string]string{
		"":                           "",
		"low normal 12 币 −1":         "low normal 12 币 −1",
		"<script>alert(1)</script>":  `\<script\>alert\(1\)\<\/script\>`,
		"[x](javascript:alert(1))":   `\[x\]\(javascript\:alert\(1\)\)`,
		"https://example.org/a_b":    `https\:\/\/example\.org\/a\_b`,
		"a@example.org":              `a\@example\.org`,
		"**a** `b` ~c~ $d$ ^e^ {f}=": `\*\*a\*\* \` + "`b\\`" + ` \~c\~ \$d\$ \^e\^ \{f\}\=`,
		"&lt; &#60;":                 `\&lt\; \&\#60\;`,
		`\[x\]\\(y`:                  `&#92;\[x&#92;\]&#92;&#92;\(y`,
		"1. - + # > | : !":           `1\. \- \+ \# \> \| \: \!`,
		"    code":                   "&#32;   code",
		"a\n\n    code":              `a&#92;n&#92;n    code`,
		`"'%,/;?`:                    `\"\'\%\,\/\;\?`,
	} {
		if got := Markdown(in); got != want {
			t.Errorf("Markdown(%q) = %q, want %q", in, got, want)
		}
	}
}

// What a writer passes on of JSON is JSON with the same meaning.
func TestWriterKeepsJSON(t *testing.T) {
	want := map[string]string{"a": "x\u007f\u202e\u0085 \x1b\n\t", "b": "币"}
	var out bytes.Buffer
	w := NewWriter(&out)
	if err := json.NewEncoder(w).Encode(want); err != nil {
		t.Fatal(err)
	}
	if n, err := fmt.Fprint(w, "\x1b]0;title\x07"); n != 10 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	line, rest, _ := strings.Cut(out.String(), "\n")
	var got map[string]string
	if err := json.Unmarshal([]byte(line), &got); err != nil || got["a"] != want["a"] || got["b"] != want["b"] || strings.ContainsAny(line, "\u007f\u202e\u0085") {
		t.Errorf("%q: %v", line, err)
	}
	if rest != `\u001b]0;title\u0007` {
		t.Errorf("then %q", rest)
	}
}

func FuzzEscapes(f *testing.F) {
	f.Add("a\x00<b>\u202e\\")
	f.Fuzz(func(t *testing.T, s string) {
		for name, got := range map[string]string{"Line": Line(s), "Markdown": Markdown(s)} {
			if !utf8.ValidString(got) || Line(got) != got {
				t.Errorf("%s(%q) = %q", name, s, got)
			}
		}
		if Text(Text(s)) != Text(s) {
			t.Errorf("Text(%q) is not stable", s)
		}
	})
}

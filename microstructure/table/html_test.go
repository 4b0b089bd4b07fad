package table

import (
	"slices"
	"strings"
	"testing"
)

func TestNumericColumns(t *testing.T) {
	table := New("", "name", "number", "dashes", "mixed", "short")
	table.Add("15m", "−1,234.5", "—", "1")
	table.Add("30m", "+7.0 bps", "-", "low_vol")
	table.Add("1h", "12 %", "", "3", "NaN")
	table.Columns = append(table.Columns, Column{"floats", Floats{1}}, Column{"none", nil})
	var got []bool
	for _, c := range table.Columns {
		got = append(got, c.numeric())
	}
	if want := []bool{false, true, false, false, true, true, false}; !slices.Equal(got, want) {
		t.Errorf("numeric columns %v, want %v", got, want)
	}
}

func TestIsNumber(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "0": true, "-1.5e-9": true, "$3": true, "2.1×": true, "45 s": true, "NaN": true, "+Inf": true,
		"2025-11-01": false, "low": false, "5m": false, "%": false, "1 of 2": false,
	} {
		if got := isNumber(text); got != want {
			t.Errorf("isNumber(%q) = %t, want %t", text, got, want)
		}
	}
}

func TestIsRange(t *testing.T) {
	for text, want := range map[string]bool{
		"1": true, "+8.40 ± 0.44": true, "−5.6 to 1.9": true, "98.5 % (95.7 to 99.5)": true, "1 – 2": true, "< 0.0001": true,
		"": false, " to ": false, "4 Nov – 3 Dec": false, "up to 0.707": false, "2025-11-01 to 2025-12-01": false, "1 of 2": false, "a ± 1": false,
	} {
		if got := isRange(text); got != want {
			t.Errorf("isRange(%q) = %t, want %t", text, got, want)
		}
	}
}

func TestHTML(t *testing.T) {
	table := New("a < b", "x")
	table.Add("<i>\x1b")
	table.Add()
	table.Note = "n & m"
	page := table.HTML()
	for _, want := range []string{"<caption>a &lt; b</caption>", `&lt;i&gt;\u001b</td>`, `<p class="note">n &amp; m</p>`, "<thead>"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	if n := strings.Count(page, "<td"); n != 2 {
		t.Errorf("%d cells, want 2: a short row is filled", n)
	}
	if empty := (Table{}).HTML(); !strings.Contains(empty, "<table>") || strings.Contains(empty, "<thead>") {
		t.Errorf("an empty table is %q", empty)
	}
}

// A name breaks after what joins its words, and within a word only if it is
// very long; what is shown is the text.
func TestNamesBreakBetweenWords(t *testing.T) {
	table := New("", "feature")
	table.Add("vol_profile_skew")
	table.Add("a/b")
	table.Add("<_>")
	table.Add("0123456789abcdef0")
	html := table.HTML()
	for _, want := range []string{
		`<td style="text-align:left">vol_<wbr>profile_<wbr>skew</td>`, `>a/<wbr>b<`, `>&lt;_<wbr>&gt;<`,
		`<td class="unbroken" style="text-align:left">0123456789abcdef0</td>`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("no %q in\n%s", want, html)
		}
	}
	if wide := New("", strings.Split("123456789", "")...); !strings.Contains(wide.HTML(), `<table class="wide">`) || strings.Contains(html, "wide") {
		t.Error("a table of nine columns is not wide, or one of a single column is")
	}
}

package notebook

import (
	"slices"
	"strings"
	"testing"
)

func TestNumericColumns(t *testing.T) {
	table := Table{
		Header: []string{"name", "number", "dashes", "mixed", "short"},
		Rows: [][]string{
			{"15m", "−1,234.5", "—", "1"},
			{"30m", "+7.0 bps", "-", "low_vol"},
			{"1h", "12 %", "", "3", "NaN"},
		},
	}
	want := []bool{false, true, false, false, true}
	if got := table.numeric(); !slices.Equal(got, want) {
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

func TestTableHTML(t *testing.T) {
	page := Table{Caption: "a < b", Header: []string{"x"}, Rows: [][]string{{"<i>"}, {}}, Note: "n & m"}.html()
	for _, want := range []string{"<caption>a &lt; b</caption>", "&lt;i&gt;</td>", `<p class="note">n &amp; m</p>`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	if n := strings.Count(page, "<td"); n != 2 {
		t.Errorf("%d cells, want 2: a short row is filled", n)
	}
	if empty := (Table{}).html(); !strings.Contains(empty, "<table>") {
		t.Errorf("an empty table is %q", empty)
	}
}

package notebooks_test

import (
	"os"
	"strings"
	"testing"
)

// checkReport looks for labels in each figure of a run, and for sections in
// both the contents and the text of its page, which a browser shows.
func checkReport(t *testing.T, r run, labels [][]string, sections []string) {
	t.Helper()
	if len(r.Figures) != len(labels) {
		t.Fatalf("%d figures, want %d", len(r.Figures), len(labels))
	}
	for i, want := range labels {
		for _, label := range want {
			if !strings.Contains(string(r.Figures[i]), label) {
				t.Errorf("figure %d does not say %q", i+1, label)
			}
		}
	}
	checkPage(t, r.Report, len(labels))
	html, err := os.ReadFile(r.Report)
	if err != nil {
		t.Fatal(err)
	}
	for _, section := range sections {
		if strings.Count(string(html), section) < 2 {
			t.Errorf("section %q is not both in the contents and in the text", section)
		}
	}
	if strings.Contains(string(html), "data-tickbook-progress") {
		t.Error("a progress bar is left in the report")
	}
}

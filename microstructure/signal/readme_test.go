package signal_test

import (
	"os"
	"strings"
	"testing"
)

// TestReadmeShowsTheExample compares the README with the example that is
// executed: its code and its output.
func TestReadmeShowsTheExample(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(source), "\t// begin\n")
	code, rest, found := strings.Cut(rest, "\t// end\n")
	_, rest, _ = strings.Cut(rest, "\t// Output:\n")
	output, _, _ := strings.Cut(rest, "}\n")
	if !found || output == "" {
		t.Fatal("the example has no beginning, end or output")
	}
	for what, lines := range map[string]string{"\t": code, "\t// ": output} {
		want := ""
		for line := range strings.Lines(lines) {
			want += strings.TrimPrefix(line, what)
		}
		if !strings.Contains(string(readme), want) {
			t.Errorf("the README does not show\n%s", want)
		}
	}
}

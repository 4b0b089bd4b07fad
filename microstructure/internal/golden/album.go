package golden

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Update reports whether expected files are to be written anew: the flag
// -update.
func Update() bool { return *update }

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// folder of the golden files, below the folder of the test's package.
const folder = "testdata/golden"

// An Album collects the output of one study, in sections of text.
type Album struct{ text strings.Builder }

// sectionMark begins the line that names a section.
const sectionMark = "=== "

// Add adds a section. Spaces at the end of lines are left out.
func (a *Album) Add(name, text string) {
	if a.text.Len() > 0 {
		a.text.WriteByte('\n')
	}
	a.text.WriteString(sectionMark + name + "\n")
	for line := range strings.Lines(strings.TrimRight(text, "\n")) {
		a.text.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
}

// Compare fails the test at the first line of each section that differs from
// the golden file of that name; with -update it writes the file.
func (a *Album) Compare(t *testing.T, name string) {
	t.Helper()
	path := filepath.Join(folder, name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(a.text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if runtime.GOARCH != "amd64" {
		t.Skipf("the golden files are of amd64; %s may add products in one step, which changes last digits", runtime.GOARCH)
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run the test with -update to write it", err)
	}
	for _, d := range differences(a.text.String(), strings.ReplaceAll(string(want), "\r\n", "\n")) {
		t.Errorf("%s: %s", path, d)
	}
}

// differences returns the first difference of each section.
func differences(got, want string) []string {
	var out []string
	g, w := sections(got), sections(want)
	for i := range max(len(g), len(w)) {
		switch {
		case i >= len(g):
			return append(out, fmt.Sprintf("section %q and those after it are missing", w[i].name))
		case i >= len(w):
			return append(out, fmt.Sprintf("section %q and those after it are new", g[i].name))
		case g[i].name != w[i].name:
			return append(out, fmt.Sprintf("section %q stands where %q was", g[i].name, w[i].name))
		}
		for k := range max(len(g[i].lines), len(w[i].lines)) {
			if a, b := at(g[i].lines, k), at(w[i].lines, k); a != b {
				out = append(out, fmt.Sprintf("%s, line %d:\n got %s\nwant %s", g[i].name, k+1, a, b))
				break
			}
		}
	}
	return out
}

// A section has the lines that are not empty.
type section struct {
	name  string
	lines []string
}

func sections(text string) []section {
	var out []section
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if name, begins := strings.CutPrefix(line, sectionMark); begins {
			out = append(out, section{name: name})
		} else if len(out) > 0 && line != "" {
			s := &out[len(out)-1]
			s.lines = append(s.lines, line)
		}
	}
	return out
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(no line)"
}

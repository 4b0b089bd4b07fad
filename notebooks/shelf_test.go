package notebooks_test

import (
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Reports are named after what they are of, and listed. What is under the short
// names is of the last run.
func TestReportsAreNamedAndListed(t *testing.T) {
	python := requireTools(t)
	data, dir := t.TempDir(), t.TempDir()
	for _, day := range []string{"2025-11-01", "2025-11-02", "2025-11-03"} {
		path := filepath.Join(data, "TOYUSDT", "trades", "binance_futures", day+".parquet")
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(day), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	one := writeNotebook(t, "one", "# One & *only*", "%%\nfmt.Println(os.Getenv(\"TICKBOOK_DATA\") + \"/TOYUSDT\")")
	two := writeNotebook(t, "two", "# Two", "%%\nif os.Getenv(\"TICKBOOK_TAKER_BPS\") == \"9\" {\n\tpanic(\"boom\")\n}")
	run := func(env ...string) error {
		cmd := exec.Command(python, "run.py", "report", "--report-dir", dir, one, two)
		cmd.Env = append(os.Environ(), append(env, "TICKBOOK_DATA="+data, "TICKBOOK_SYMBOL=TOYUSDT")...)
		return cmd.Run()
	}
	names := func(pattern string) []string {
		t.Helper()
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for i := range paths {
			paths[i] = filepath.Base(paths[i])
		}
		slices.Sort(paths)
		return paths
	}
	for range 2 { // the same again takes the place of the first
		if err := run("TICKBOOK_THRESHOLDS=1,1.5"); err != nil {
			t.Fatal(err)
		}
	}
	if got := names("*_*.html"); len(got) != 2 || !regexp.MustCompile(`^one_TOYUSDT_2025-11-01_2025-11-03_[0-9a-f]{8}\.html$`).MatchString(got[0]) {
		t.Fatalf("reports %q", got)
	}
	if page := readFile(t, filepath.Join(dir, "one.html")); strings.Contains(page, data) || !strings.Contains(page, "…/"+filepath.Base(data)+"/TOYUSDT") {
		t.Error("the report shows where the data are, or not what they are called")
	}
	if err := run("TICKBOOK_FROM=2025-11-02", "TICKBOOK_TAKER_BPS=9"); err == nil {
		t.Fatal("no failure")
	}
	if got := names("[a-z]*.html"); len(got) != 5 || len(names("one_TOYUSDT_2025-11-02_2025-11-03_*.html")) != 1 || len(names("two.html")) != 0 {
		t.Errorf("after a failed run: %q", got)
	}
	list := html.UnescapeString(tag.ReplaceAllString(readFile(t, filepath.Join(dir, "index.html")), ""))
	for _, want := range []string{"One & only", "2025-11-02 – 2025-11-03", "THRESHOLDS=1,1.5", "FROM=2025-11-02, TAKER_BPS=9", "Two"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list of reports lacks %q:\n%s", want, list)
		}
	}
	if strings.Count(list, "TOYUSDT") != 3 {
		t.Errorf("not three reports:\n%s", list)
	}
	if links := regexp.MustCompile(`href="([^":]+)"`).FindAllStringSubmatch(readFile(t, filepath.Join(dir, "index.html")), -1); len(links) != 3 {
		t.Errorf("links %q", links)
	} else {
		for _, l := range links {
			readFile(t, filepath.Join(dir, l[1]))
		}
	}
}

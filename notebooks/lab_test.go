package notebooks_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/report"
)

// TestWorkInJupyterLab works in JupyterLab as a person does: see
// testdata/lab.py. It takes minutes, and runs where `make lab` was run and
// there is Chromium, and in continuous integration.
func TestWorkInJupyterLab(t *testing.T) {
	python, browser := requireTools(t), requireBrowser(t)
	for _, tool := range []string{"../.tools/lab.stamp", "../.tools/gopls/gopls"} {
		if _, err := os.Stat(tool); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatal(err)
			}
			t.Skip("JupyterLab is tested where `make lab` was run")
		}
	}
	const symbol = "LABUSDT"
	dir := sampleData(t, symbol, 20, 6)
	own := newNotebook(t, fmt.Sprintf("of_lab_%d", os.Getpid()))
	before := gitStatus(t)

	cmd := exec.Command(python, "testdata/lab.py", browser, "notebooks/"+backtest, "notebooks/"+own)
	cmd.Env = append(os.Environ(), "TICKBOOK_DATA="+dir, "TICKBOOK_SYMBOL="+symbol, "TICKBOOK_LOOKS="+t.TempDir()+"/looks.jsonl", "TICKBOOK_KEPT="+t.TempDir())
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	var saw struct {
		News          int
		Own           string
		Names         string
		Documentation string
		Added         string
		CompileError  string  `json:"compile error"`
		Panic         string  `json:"panic"`
		Interrupted   float64 `json:"interrupted after"`
		After         string  `json:"after the interrupt"`
		Notebook      string
		NotRun        int           `json:"not run"`
		Dark          string        // what is done to a figure on a dark page
		At1400        []shownFigure `json:"figures at 1400"`
		At1280        []shownFigure `json:"figures at 1280"`
		Grid          string
		Best          string
		WalkForward   string `json:"walk-forward"`
	}
	if err := json.Unmarshal(out, &saw); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if saw.News > 0 {
		t.Error("JupyterLab greets with a box of news")
	}
	s := studyOf(t, dir, symbol)
	grid := ms.DefaultGrid()
	grid.Filters, grid.Thresholds = grid.Filters[:1], grid.Thresholds[:1]
	d := deskOf(t, dir, symbol, nil)
	d.Config.Reference.Grid = grid
	narrow, err := d.Study(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what, text string
		want       []string
	}{
		{"the notebook from the template", saw.Own, []string{"top_share", "Not proven"}},
		{"names", saw.Names, []string{"DecileSpreads", "DecileFigure"}},
		{"documentation", saw.Documentation, []string{"Show(shown any)", "Show displays"}},
		{"a cell added", saw.Added, []string{"7 features"}},
		{"a compile error", saw.CompileError, []string{"undefinedName"}},
		{"a panic", saw.Panic, []string{"panic: boom"}},
		{"after an interrupt", saw.After, []string{"42"}},
		{"notebook 03", saw.Notebook, []string{report.Verdict(s), report.Summary(s)}},
		{"section 4 with another grid", saw.Grid, []string{"of 4 configurations"}},
		{"section 5 below it", saw.Best, rows(report.BestStats(narrow).Rows())},
		{"section 6 below it", saw.WalkForward, rows(report.WalkForwardTrials(narrow, 15).Rows())},
	} {
		text := strings.Join(strings.Fields(c.text), " ")
		for _, want := range c.want {
			if !strings.Contains(text, strings.Join(strings.Fields(want), " ")) {
				t.Errorf("%s lacks %q:\n%.3000s", c.what, want, c.text)
			}
		}
	}
	if strings.Contains(saw.Names, "TestDecile") {
		t.Errorf("names of tests are offered: %s", saw.Names)
	}
	if saw.NotRun > 0 {
		t.Errorf("%d cells of notebook 03 were not run", saw.NotRun)
	}
	if !strings.HasPrefix(saw.Dark, "invert(") {
		t.Errorf("on a dark page a figure is left as it is: filter %q", saw.Dark)
	}
	if saw.Interrupted > 10 {
		t.Errorf("an interrupt took %.1f s", saw.Interrupted)
	}
	for width, figures := range map[int][]shownFigure{1400: saw.At1400, 1280: saw.At1280} {
		if len(figures) != 5 {
			t.Errorf("%d figures at %d px, want 5", len(figures), width)
		}
		for i, f := range figures {
			if f.Beyond > 1 || len(f.Alt) < 20 {
				t.Errorf("figure %d at %d px reaches %.0f px beyond its place; in words: %q", i+1, width, f.Beyond, f.Alt)
			}
		}
	}
	if after := gitStatus(t); after != before {
		t.Errorf("running notebooks changed what git tracks:\n%s\nbefore:\n%s", after, before)
	}
}

// shownFigure is a figure in JupyterLab.
type shownFigure struct {
	Beyond float64 // px to the right of its cell's output
	Alt    string
}

func rows(of [][]string) (out []string) {
	for _, row := range of {
		out = append(out, strings.Join(row, " "))
	}
	return out
}

// gitStatus is what git says of the checkout; empty where there is no git.
func gitStatus(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("git", "status", "--porcelain").CombinedOutput()
	if err != nil {
		t.Logf("git status: %v", err)
		return ""
	}
	return string(out)
}

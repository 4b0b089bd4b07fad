package notebooks_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/table"
)

// newNotebook makes a notebook from the template, as `make notebook` does, and
// removes it after the test.
func newNotebook(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("own", name+".ipynb")
	t.Cleanup(func() {
		os.Remove(path)
		os.Remove("own") // unless there are others
	})
	if out, err := makeTarget("notebook", "NAME="+name); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

func makeTarget(args ...string) (string, error) {
	out, err := exec.Command("make", append([]string{"-C", "..", "--no-print-directory"}, args...)...).CombinedOutput()
	return string(out), err
}

// TestNotebookFromTemplate runs a new notebook as it is, with a cell added in
// which the feature is looked at, and with the README's cell that looks through
// a table.
func TestNotebookFromTemplate(t *testing.T) {
	requireTools(t)
	const symbol = "TEMPLATEUSDT"
	dir := sampleData(t, symbol, 40, 0)
	name := fmt.Sprintf("of_test_%d", os.Getpid())
	path := newNotebook(t, name)
	addCell(t, path, `%%
panel := study().Panel
column := panel.Column(0, features()[6])
nb.Printf("%d values of %s\n", len(column), features()[6].Name)`)
	saved := filepath.Join(t.TempDir(), "trips.parquet")
	_, cell, _ := strings.Cut(readFile(t, "../README.md"), "\n## Your own notebook\n")
	_, cell, _ = strings.Cut(cell, "```go\n")
	cell, _, _ = strings.Cut(cell, "```")
	addCell(t, path, strings.Replace(cell, `"trips.parquet"`, strconv.Quote(saved), 1))
	r := execute(t, path, "TICKBOOK_DATA="+dir, "TICKBOOK_SYMBOL="+symbol, "TICKBOOK_LOOKS="+filepath.Join(t.TempDir(), "looks.jsonl"))
	share := ms.Tick("top_share", struct{ Share float64 }{0.1}, topShare)
	features := append(ms.SignalFeatures(), share.Feature())
	study, err := deskOf(t, dir, symbol, func(c *desk.Config) {
		c.Features, c.Reference.Features, c.NoCache = []ms.TickFeature{share}, features, true
	}).Study(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	wantText(t, r.Text, "top_share {Share:0.1}", fmt.Sprintf("%d values of top_share", study.Panel.Len()))
	for _, row := range append(report.IC(study).Rows(), report.DecileSpreads(study).Rows()...) {
		wantText(t, r.Text, strings.Join(row, " "))
	}
	all, _ := table.Of(study.BestLedger)
	trips, err := all.Select("EntryUS", "ExitUS", "Direction", "NetBps")
	if err != nil {
		t.Fatal(err)
	}
	sorted, err := trips.Sort("-NetBps")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range sorted.First(10).Rows() {
		wantText(t, r.Text, strings.Join(row, " "))
	}
	wantText(t, r.Text, fmt.Sprintf("The first 10 of %d rows.", trips.Len()), "column values distinct mean std min median max")
	if info, err := os.Stat(saved); err != nil || info.Size() == 0 {
		t.Errorf("the table was not saved: %v", err)
	}
	checkReport(t, r, [][]string{{"decile"}}, []string{"1. A feature of one", "2. The signal", "3. Verdict"})
	html, err := os.ReadFile(r.Report)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(html), "<title>of test ") {
		t.Error("the title is not the notebook's name")
	}
}

// topShare is that of the template, without its loop.
func topShare(t ms.Trades, p struct{ Share float64 }) float64 {
	sizes := slices.Sorted(slices.Values(t.Quantity))
	return sum(sizes[len(sizes)-int(math.Ceil(p.Share*float64(len(sizes)))):]) / sum(sizes)
}

func sum(x []float64) (s float64) {
	for _, v := range x {
		s += v
	}
	return s
}

func TestNotebookNames(t *testing.T) {
	name := fmt.Sprintf("twice_%d", os.Getpid())
	newNotebook(t, name)
	for _, c := range []struct{ name, want string }{
		{name, "is there already"}, {"", "needs a NAME"}, {"a b", "needs a NAME"}, {"../x", "needs a NAME"}, {"x.ipynb", "needs a NAME"},
	} {
		if out, err := makeTarget("notebook", "NAME="+c.name); err == nil || !strings.Contains(out, c.want) {
			t.Errorf("%q: %v, %s", c.name, err, out)
		}
	}
	out, err := exec.Command("git", "status", "--porcelain", "own").CombinedOutput()
	if err == nil && len(out) > 0 {
		t.Errorf("git does not ignore a notebook of one's own: %s", out)
	}
}

// addCell appends a cell with code to a notebook.
func addCell(t *testing.T, path, source string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var notebook map[string]any
	if err := json.Unmarshal(data, &notebook); err != nil {
		t.Fatal(err)
	}
	notebook["cells"] = append(notebook["cells"].([]any), map[string]any{
		"cell_type": "code", "id": fmt.Sprintf("added-%d", len(notebook["cells"].([]any))), "metadata": map[string]any{}, "source": source, "outputs": []any{}, "execution_count": nil,
	})
	if data, err = json.Marshal(notebook); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestKernelOfAnEditor starts the kernel from the specification that `make
// kernel` installs, in a folder of its own and with settings that break
// workspaces, as an editor would.
func TestKernelOfAnEditor(t *testing.T) {
	python := requireTools(t)
	jupyter := t.TempDir()
	env := append(os.Environ(), "JUPYTER_DATA_DIR="+jupyter, "GOFLAGS=-mod=mod", "GOWORK=off", "GOPROXY=off")
	install := exec.Command(python, "run.py", "kernel")
	install.Env = env
	out, err := install.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != filepath.Join(jupyter, "kernels", "tickbook", "kernel.json") {
		t.Fatalf("%v\n%s", err, out)
	}
	notebook := writeNotebook(t, "editor", "import nb \"github.com/tickbook/tickbook/microstructure/notebook\"",
		"%%\nnb.Printf(\"%d imported\\n\", 40+2)")
	run := exec.Command(python, "-m", "jupyter", "execute", "--kernel_name=tickbook", "--inplace", notebook)
	run.Env = env
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	data, err := os.ReadFile(notebook)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), "42 imported") {
		t.Errorf("the cell did not run:\n%s", data)
	}
}

package notebooks_test

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// ownCells are a notebook with five features of one's own: one with parameters,
// one over a helper and a package beside it, one over a constant, one without a
// value for some bars, and one whose helpers are in another cell.
func ownCells() []string {
	return []string{`!*go work use "$OWN_PACKAGE"

import (
	"context"
	"fmt"
	"math"
	"slices"

	"example.com/own/weights"
	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/desk"
	nb "github.com/tickbook/tickbook/microstructure/notebook"
	"github.com/tickbook/tickbook/microstructure/report"
)`,
		`// topShare is the part of the volume that is in the largest trades.
func topShare(t ms.Trades, p struct{ Share float64 }) float64 {
	sizes := slices.Clone(t.Quantity)
	slices.Sort(sizes)
	top := sizes[len(sizes)-int(math.Ceil(p.Share*float64(len(sizes)))):]
	return sum(top) / sum(sizes)
}

func sum(x []float64) (s float64) {
	for _, v := range x {
		s += v
	}
	return s
}`,
		`func signed(q float64, s ms.Side) float64 { return q * float64(s) }

func largest(p []float64) float64 {
	most := 0.0
	for i := 1; i < len(p); i++ {
		most = max(most, step(p[i-1], p[i]))
	}
	return most
}

func step(a, b float64) float64 { return math.Abs(b/a - 1) }`,
		`func flow(t ms.Trades, _ struct{}) float64 {
	s := 0.0
	for i, q := range t.Quantity {
		s += weights.Of(i, t.Len()) * signed(q, t.Side[i])
	}
	return s
}

const lateUS = 240_000_000

func lateShare(t ms.Trades, _ struct{}) float64 {
	n := 0
	for _, us := range t.TimestampUS {
		if us%ms.IntervalUS >= lateUS {
			n++
		}
	}
	return float64(n) / float64(t.Len())
}

func spread(t ms.Trades, _ struct{}) float64 {
	if t.Len() < 4 {
		return math.NaN()
	}
	return slices.Max(t.Price)/slices.Min(t.Price) - 1
}

func jump(t ms.Trades, _ struct{}) float64 { return largest(t.Price) }`,
		`func unrelated() int { return 1 }`,
		`%%
config := dataset.DefaultConfig()
config.Features = []ms.TickFeature{
	ms.Tick("top_share", struct{ Share float64 }{0.1}, topShare),
	ms.Tick("flow", struct{}{}, flow),
	ms.Tick("late_share", struct{}{}, lateShare),
	ms.Tick("spread", struct{}{}, spread),
	ms.Tick("jump", struct{}{}, jump),
}
p := nb.Must(desk.ConfigFromEnv())
bars, built, err := nb.Must(dataset.Open(p.Dir, p.Symbol)).Bars(context.Background(), ms.DefaultSources(), config)
nb.Check(err)
nb.Show(report.OwnFeatures(built))
for _, s := range bars {
	for i := 0; i < len(s.Bars); i += 6 {
		line := fmt.Sprintf("bar,%s,%d", s.Source.Name, s.Bars[i].TimestampUS)
		for _, c := range s.Own {
			line += fmt.Sprintf(",%v", c.Values[i])
		}
		nb.Printf("%s\n", line)
	}
}`}
}

// ownPackage is a module beside the notebook.
func ownPackage(t *testing.T) string {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":             "module example.com/own\n\ngo 1.26\n",
		"weights/weights.go": "package weights\n\n// Of is the weight of trade i of n.\nfunc Of(i, n int) float64 { return float64(i+1) / float64(n) }\n\nfunc Other() int { return 1 }\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestOwnFeaturesInANotebook compares five features with what numpy gives (see
// testdata/own_features.py), and runs the notebook again after edits of all
// kinds.
func TestOwnFeaturesInANotebook(t *testing.T) {
	if testing.Short() {
		t.Skip("runs a notebook a dozen times")
	}
	requireTools(t)
	const symbol = "OWNUSDT"
	dir, beside := sampleData(t, symbol, 2, 0), ownPackage(t)
	cells := ownCells()
	show := func() run {
		t.Helper()
		return execute(t, writeNotebook(t, "own_features", cells...), "TICKBOOK_DATA="+dir, "TICKBOOK_SYMBOL="+symbol, "OWN_PACKAGE="+beside)
	}
	first := show()
	checkOracle(t, first.Text)
	for _, name := range []string{"top_share {Share:0.1}", "flow {}", "late_share {}", "spread {}", "jump {}"} {
		if row := tableRow(first.Text, strings.Fields(name)[0]); !strings.HasPrefix(row, name+" ") || !strings.HasSuffix(row, " 6 0 6 it is new") {
			t.Errorf("at first: %q", row)
		}
	}

	edit := func(cell int, old, new string) func() {
		return func() {
			t.Helper()
			if !strings.Contains(cells[cell], old) {
				t.Fatalf("cell %d has no %q", cell, old)
			}
			cells[cell] = strings.Replace(cells[cell], old, new, 1)
		}
	}
	names := []string{"top_share", "flow", "late_share", "spread", "jump"}
	all := func(want string) map[string]string {
		built := map[string]string{}
		for _, name := range names {
			built[name] = want
		}
		return built
	}
	for _, c := range []struct {
		name   string
		change func()
		built  map[string]string // days, served, computed and why, by feature; the others are served
	}{
		{"a comment", edit(1, "// topShare is", "// topShare, between 0 and 1, is"), nil},
		{"white space", edit(1, "	slices.Sort(sizes)", "\n	slices.Sort( sizes )"), nil},
		{"the order of cells", func() { cells[1], cells[2] = cells[2], cells[1] }, nil},
		{"a function of another cell", edit(4, "return 1", "return 2"), nil},
		{"the body", edit(3, "slices.Max(t.Price)/slices.Min(t.Price) - 1", "1 - slices.Min(t.Price)/slices.Max(t.Price)"), map[string]string{"spread": "6 0 6 its code changed"}},
		{"a helper two calls deep", edit(1, "math.Abs(b/a - 1)", "math.Abs(math.Log(b / a))"), map[string]string{"jump": "6 0 6 its code changed"}},
		{"a constant", edit(3, "lateUS = 240_000_000", "lateUS = 230_000_000"), map[string]string{"late_share": "6 0 6 its code changed"}},
		{"a parameter", edit(5, "{0.1}", "{0.2}"), map[string]string{"top_share": "6 0 6 its parameters changed ({Share:0.1} → {Share:0.2})"}},
		{"a package beside the notebook", func() {
			path := filepath.Join(beside, "weights", "weights.go")
			text, err := os.ReadFile(path)
			if err == nil {
				err = os.WriteFile(path, []byte(strings.Replace(string(text), "float64(i+1)", "float64(i)", 1)), 0o666)
			}
			if err != nil {
				t.Fatal(err)
			}
		}, map[string]string{"flow": "6 0 6 its code changed"}},
		{"one day's file", func() { touchDay(t, dir, symbol) }, all("6 5 1 the day's file changed")},
		{"the version of Go", func() { fromAnotherGo(t, dir, symbol) }, all("6 0 6 Go or the processor changed (" + anotherGo + " ")},
		{"the length of bars", edit(5, "config.Features", "config.IntervalUS /= 2\nconfig.Features"), all("6 0 6 it is new")},
		{"nothing", func() {}, nil},
	} {
		c.change()
		text := show().Text
		for _, name := range names {
			row := tableRow(text, name)
			if want := cmp.Or(c.built[name], "6 6 0"); !strings.Contains(row, " "+want) {
				t.Errorf("%s: %q, want %q", c.name, row, want)
			}
		}
		if t.Failed() {
			return
		}
	}
}

// TestRefusedFeaturesInANotebook has cells whose functions no source answers
// for.
func TestRefusedFeaturesInANotebook(t *testing.T) {
	if testing.Short() {
		t.Skip("runs notebooks")
	}
	requireTools(t)
	const symbol = "OWNUSDT"
	dir, beside := sampleData(t, symbol, 1, 0), ownPackage(t)
	for _, c := range []struct{ declare, use, want string }{
		{"var scale = 2.0\n\nfunc scaled(t ms.Trades, _ struct{}) float64 { return scale * t.Price[0] }", "scaled", `feature "x": function main.scaled: in "func scaled(`},
		{"", "func(t ms.Trades, _ struct{}) float64 { return float64(len(p.Symbol)) }", "p is a variable from outside the function; pass its value in the parameters"},
	} {
		cells := ownCells()[:1]
		cells[0] = strings.NewReplacer("\t\"fmt\"\n\t\"math\"\n\t\"slices\"\n", "", "\t\"example.com/own/weights\"\n", "", "\t\"github.com/tickbook/tickbook/microstructure/report\"\n", "").Replace(cells[0])
		cells = append(cells, c.declare+"\n\n%%\np := nb.Must(desk.ConfigFromEnv())\nconfig := dataset.DefaultConfig()\nconfig.Features = []ms.TickFeature{ms.Tick(\"x\", struct{}{}, "+c.use+
			")}\n_, _, err := nb.Must(dataset.Open(p.Dir, p.Symbol)).Bars(context.Background(), ms.DefaultSources(), config)\nnb.Check(err)")
		r, err := tryExecute(t, writeNotebook(t, "refused", cells...), "TICKBOOK_DATA="+dir, "TICKBOOK_SYMBOL="+symbol, "OWN_PACKAGE="+beside)
		if err == nil || !strings.Contains(r.Stderr+r.Text+r.Log, c.want) {
			t.Errorf("%s: %v\n%s\n%s\n%s", c.use, err, r.Text, r.Stderr, r.Log)
		}
	}
}

// tableRow is the row of a table that begins with a name, in one line.
func tableRow(text, name string) string {
	for _, line := range strings.Split(text, "\n") {
		if fields := strings.Fields(line); len(fields) > 0 && fields[0] == name {
			return strings.Join(fields, " ")
		}
	}
	return ""
}

// touchDay writes a day anew, with another first price.
func touchDay(t *testing.T, dir, symbol string) {
	t.Helper()
	d, err := dataset.Open(dir, symbol)
	if err != nil {
		t.Fatal(err)
	}
	days, err := d.Days(ms.DefaultSources()[1].Name)
	if err != nil {
		t.Fatal(err)
	}
	r, err := dataset.OpenTrades(days[0].Path)
	if err != nil {
		t.Fatal(err)
	}
	var trades ms.Trades
	for part, err := r.Next(); err == nil; part, err = r.Next() {
		trades.Append(part)
	}
	r.Close()
	trades.Price[0] *= 1.001
	trades.QuoteQuantity[0] = trades.Price[0] * trades.Quantity[0]
	w, err := dataset.CreateTrades(days[0].Path, ms.Provenance{Synthetic: "test"})
	if err == nil {
		if err = w.Append(trades); err == nil {
			err = w.Close()
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// anotherGo is no version of Go, and as long as that of the notebook's.
var anotherGo = strings.Replace(runtime.Version(), "go1", "go0", 1)

// fromAnotherGo makes the cached values what another version of Go would have
// left.
func fromAnotherGo(t *testing.T, dir, symbol string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, symbol, "bars", "*", "own", "*", "*.parquet"))
	if err != nil || len(files) != 5*6 {
		t.Fatalf("%d files of five features and six days: %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(data, []byte(runtime.Version())); n != 1 {
			t.Fatalf("%s names %s %d times", file, runtime.Version(), n)
		}
		data = bytes.Replace(data, []byte(runtime.Version()), []byte(anotherGo), 1)
		_, after, ok := bytes.Cut(data, []byte("tickbook.crc32\x18\x08"))
		if !ok {
			t.Fatalf("%s has no checksum", file)
		}
		sum := after[:8] // of the file with zeros in its place
		copy(sum, "00000000")
		copy(sum, fmt.Sprintf("%08x", crc32.ChecksumIEEE(data)))
		if err := os.WriteFile(file, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// checkOracle compares the lines "bar,…" of a notebook with numpy's.
func checkOracle(t *testing.T, text string) {
	t.Helper()
	file, err := os.Open("testdata/own_features.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	want, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for line := range strings.SplitSeq(text, "\n") {
		if rest, ok := strings.CutPrefix(line, "bar,"); ok {
			got = append(got, strings.Split(rest, ","))
		}
	}
	if len(got) != len(want) || len(want) < 100 {
		t.Fatalf("%d bars, numpy has %d", len(got), len(want))
	}
	missing := 0
	for i := range want {
		if !slices.Equal(got[i][:2], want[i][:2]) {
			t.Fatalf("bar %d is %v, want %v", i, got[i][:2], want[i][:2])
		}
		for k := 2; k < len(want[i]); k++ {
			a, err1 := strconv.ParseFloat(got[i][k], 64)
			b, err2 := strconv.ParseFloat(want[i][k], 64)
			if err1 != nil || err2 != nil || !(math.Abs(a-b) <= 1e-12*max(1, math.Abs(b))) && !(math.IsNaN(a) && math.IsNaN(b)) {
				t.Errorf("bar %v: %s, numpy has %s", want[i][:2], got[i][k], want[i][k])
			}
			if math.IsNaN(b) {
				missing++
			}
		}
	}
	if missing == 0 {
		t.Error("no bar lacks a value")
	}
}

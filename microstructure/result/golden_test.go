package result_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/golden"
	"github.com/tickbook/tickbook/microstructure/internal/sample"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/result"
	"github.com/tickbook/tickbook/microstructure/table"
)

func TestGolden(t *testing.T) {
	for _, s := range sample.All(t) {
		tables := append(result.ReferenceTables(s.Reference), result.EvidenceTables(s.Evidence)...)
		tables = append(tables, result.NullTables(s.Null)...)
		for _, b := range s.Bars {
			tables = append(tables, result.BarTable(b))
		}
		summary := result.NewSummary(s.Reference)
		summary.Verdict = result.NewVerdict(s.Reference, s.Evidence.Verdict)
		summary.Audit, summary.InputDigest, summary.Synthetic, summary.Version = s.Audit.Summary(), s.Built.InputDigest, s.Built.Synthetic, "VERSION"
		for i, b := range s.Built.Sources {
			summary.Sources = append(summary.Sources, result.SourceSummary{Name: b.Source, Label: s.Sources[i].Label, First: b.First, Last: b.Last, Days: b.Days, Rows: b.Trades, Bars: int(b.Bars)})
		}
		compare(t, s.Name+".txt", tables, summary)
	}
}

// A signal from a file has the tables of its search.
func TestGoldenOfAJudgedSignal(t *testing.T) {
	s := sample.Seeded(t)
	flow := evidence.SignalFunc{Name: "flow", Of: func(c *evidence.Calendar) []float64 { return c.Consensus(microstructure.SignalFeatures()[0]) }}
	hour := microstructure.Horizon{Name: "1h", Bars: 12}
	r, err := evidence.RunSearch(s.Bars, evidence.Search{
		Signals: []evidence.SignalSource{flow}, Filters: microstructure.DefaultGrid().Filters[:1],
		Rules: []evidence.Rule{evidence.Hold{Direction: evidence.Against, Threshold: 0.1, Holding: hour}, evidence.Hold{Direction: evidence.With, Threshold: 1e6, Holding: hour}},
	}, s.Evidence.Config, nil)
	if err != nil {
		t.Fatal(err)
	}
	tables := append(result.SearchTables(r), result.RateTable(evidence.NewRate(3, 200)))
	var names []string
	for _, table := range tables {
		names = append(names, table.Name)
		checkLengths(t, table)
	}
	if said := result.SearchTableNames(true); !slices.Equal(said, names) || !slices.Equal(result.SearchTableNames(false), names[:7]) {
		t.Errorf("said %q, written %q", said, names)
	}
	if got := result.SearchTables(nil); got != nil {
		t.Errorf("nothing has %d tables", len(got))
	}
	compare(t, "judged.txt", tables, result.Summary{Symbol: "BTCUSDT", Regimes: map[string]int{}, Verdict: result.NewVerdict(nil, r.Verdict),
		Judged: &result.JudgedSignal{File: "my.parquet", Column: "score", KnownAfter: "5m", Placed: "8 values in 8 rows"}})
}

// A study of several symbols has the tables that are named, or the first alone.
func TestGoldenOfSymbols(t *testing.T) {
	s := sample.OneSymbols(t)
	tables := result.PooledTables(s.Rows, s.Pooled)
	var names []string
	for _, table := range tables {
		names = append(names, table.Name)
		checkLengths(t, table)
	}
	if said := result.PooledTableNames(); !slices.Equal(said, names) {
		t.Errorf("said %q, written %q", said, names)
	}
	compare(t, "symbols.txt", tables, result.Summary{Symbol: "AUSDT,BUSDT,CUSDT", Regimes: map[string]int{}})
	if less := result.PooledTables(s.Rows, nil); len(less) != 1 || less[0].Name != "symbols" {
		t.Errorf("without a pooled study there are %d tables", len(less))
	}
}

// Bars by activity say when they ended, and whether they are complete.
func TestTableOfBarsByActivity(t *testing.T) {
	table := result.BarTable(microstructure.SourceBars{
		Source: microstructure.Source{Name: "a"}, Activity: microstructure.Activity{Measure: microstructure.ByVolume, Size: 3},
		Bars: []microstructure.Bar{{TimestampUS: 5}, {TimestampUS: 9}}, Ends: []microstructure.BarEnd{{CloseUS: 8}, {CloseUS: 12, Partial: true}},
	})
	n := len(table.Columns)
	if got := fmt.Sprint(table.Columns[n-2:]); got != "[{close_us [8 12]} {complete [1 0]}]" {
		t.Errorf("the last columns are %s", got)
	}
}

// What a study is said to write is what it writes.
func TestTableNames(t *testing.T) {
	s := sample.Seeded(t)
	tables := append(result.ReferenceTables(s.Reference), result.EvidenceTables(s.Evidence)...)
	for _, b := range s.Bars {
		tables = append(tables, result.BarTable(b))
	}
	for _, null := range []bool{false, true} {
		if null {
			tables = append(tables, result.NullTables(s.Null)...)
		}
		var names []string
		for _, table := range tables {
			names = append(names, table.Name)
			checkLengths(t, table)
		}
		said := result.TableNames(s.Sources, null)
		slices.Sort(names)
		slices.Sort(said)
		if !slices.Equal(said, names) {
			t.Errorf("said %q, written %q", said, names)
		}
	}
}

// Studies that stop late, or have no verdict, have fewer tables and fields.
func TestGoldenOfLess(t *testing.T) {
	s := sample.StoppedLate(t)
	unproven := evidence.Unproven(evidence.ErrTooShort)
	summary := result.NewSummary(s)
	summary.Verdict = result.NewVerdict(s, unproven)
	thin := result.EvidenceTables(sample.Thin(t).Evidence)
	equity := thin[len(thin)-1] // of few days
	compare(t, "stopped_late.txt", append(result.ReferenceTables(s), result.GateTable(&unproven), equity), summary)
	s = sample.StoppedEarly(t)
	compare(t, "stopped_early.txt", result.ReferenceTables(s), result.NewSummary(s))
}

func TestGoldenOfACalibration(t *testing.T) {
	looks := &evidence.LooksCalibrated{Line: 1200, Edges: 40, Rows: []evidence.LooksRow{
		{Counting: "not at all", FalseClaims: 0.625, FalseSE: 0.0625, Power: 0.75, First: 0.875, Last: 0.5},
		{Counting: "by trials", Gate: true, FalseClaims: math.NaN(), FalseSE: math.NaN(), Power: 0.25, First: 0.75, Last: 0.125},
	}}
	compare(t, "calibration.txt", []table.Table{result.CalibrationTable(sample.Calibration(t)), result.LooksCalibrationTable(looks)}, result.Summary{})
}

// Stopped studies have the tables up to there.
func TestTablesOfStoppedStudies(t *testing.T) {
	for name, c := range map[string]struct {
		study *reference.Study
		last  string
	}{
		"early": {sample.StoppedEarly(t), "deciles"},
		"late":  {sample.StoppedLate(t), "walk_forward"},
	} {
		tables := result.ReferenceTables(c.study)
		for _, table := range tables {
			checkLengths(t, table)
		}
		if last := tables[len(tables)-1].Name; last != c.last {
			t.Errorf("%s: the last table is %s, want %s", name, last, c.last)
		}
	}
}

// The record of looks reads back as it was written.
func TestGoldenLooks(t *testing.T) {
	s, path := sample.Seeded(t), filepath.Join(t.TempDir(), result.LooksFile)
	for _, look := range s.Looks {
		var err error
		if look.Verdict == "" {
			_, err = result.EnterLook(path, look)
		} else {
			_, err = result.FinishLook(path, look)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	r, err := result.ReadLooks(path)
	if err != nil || len(r.Damaged) != 0 || !reflect.DeepEqual(r.Looks, s.Looks) {
		t.Errorf("%+v, error %v, want %+v", r, err, s.Looks)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var a golden.Album
	a.Add(result.LooksFile, string(text))
	a.Compare(t, "looks.txt")
}

// checkLengths expects all columns of a table to be equally long.
func checkLengths(t *testing.T, of table.Table) {
	t.Helper()
	for _, c := range of.Columns {
		if n := c.Values.Len(); n != of.Len() || n == 0 {
			t.Errorf("table %s: column %s has %d rows, another %d", of.Name, c.Name, n, of.Len())
		}
	}
}

// compare writes a result directory and compares its files with the golden
// ones.
func compare(t *testing.T, name string, tables []table.Table, summary result.Summary) {
	t.Helper()
	dir := t.TempDir()
	earlier, err := result.Open(t.Context(), dir, []string{tables[0].Name}, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = earlier.Write(t.Context(), tables[:1], summary)
	earlier.Close()
	if err := errors.Join(err, result.Write(dir, tables, summary), result.Check(t.Context(), dir)); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var a golden.Album
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if filepath.Ext(path) == ".parquet" {
			a.Add(e.Name(), golden.Rounded(columnsOf(t, path)))
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(path) == ".csv" {
			text = []byte(shortened(string(text)))
		}
		a.Add(e.Name(), golden.Rounded(digests.ReplaceAllString(string(text), `$1: "SHA-256"`)))
	}
	a.Compare(t, name)
}

// shortened leaves out the middle of a long table, but says how long it is.
func shortened(text string) string {
	const most, head, tail = 80, 12, 4
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if n := len(lines); n > most {
		lines = slices.Concat(lines[:head], []string{fmt.Sprintf("… %d lines …", n-head-tail)}, lines[n-tail:])
	}
	return strings.Join(lines, "\n")
}

// digests are those of files in a summary, which change with the last bit.
var digests = regexp.MustCompile(`("[^"]+\.(?:csv|parquet)"): "[0-9a-f]{64}"`)

// columnsOf writes a line for each column of a parquet file: its name and type,
// how many values it has, those that are not NaN, their mean, the first and the
// last.
func columnsOf(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := parquet.NewReader(f)
	rows := make([]parquet.Row, r.NumRows())
	if n, err := r.ReadRows(rows); n != len(rows) {
		t.Fatalf("%s: %d rows of %d: %v", path, n, len(rows), err)
	}
	var b strings.Builder
	for i, field := range r.Schema().Fields() {
		known, sum := 0, 0.0
		for _, row := range rows {
			v := math.NaN()
			switch row[i].Kind() {
			case parquet.Double:
				v = row[i].Double()
			case parquet.Int64:
				v = float64(row[i].Int64())
			}
			if !math.IsNaN(v) {
				known, sum = known+1, sum+v
			}
		}
		fmt.Fprintf(&b, "%s %s: %d rows", field.Name(), field.Type(), len(rows))
		if known > 0 {
			fmt.Fprintf(&b, ", %d known, mean %.6g", known, sum/float64(known))
		}
		if n := len(rows); n > 0 {
			fmt.Fprintf(&b, ", %v to %v", rows[0][i], rows[n-1][i])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

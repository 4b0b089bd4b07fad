package result

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/synth"
	"github.com/tickbook/tickbook/microstructure/table"
)

func sample(t *testing.T, minTrips int) ([]microstructure.SourceBars, *reference.Study) {
	t.Helper()
	config := synth.DefaultConfig()
	config.Days, config.TradesPerBar = 8, 10
	market, err := synth.NewMarket(config)
	if err != nil {
		t.Fatal(err)
	}
	bars := market.Bars(microstructure.IntervalUS)
	panel, err := microstructure.JoinPanel(bars)
	if err != nil {
		t.Fatal(err)
	}
	c := reference.DefaultConfig("TEST")
	c.MinTrips, c.MinTestTrips = minTrips, 5
	study, err := reference.Run(panel, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return bars, study
}

func tables(bars []microstructure.SourceBars, study *reference.Study) []table.Table {
	all := ReferenceTables(study)
	for _, s := range bars {
		all = append(all, BarTable(s))
	}
	return all
}

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return strings.Join(out, " ")
}

func TestWriteAndReplace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "result")
	bars, study := sample(t, 10)
	if err := Write(dir, tables(bars, study), NewSummary(study)); err != nil {
		t.Fatal(err)
	}
	const all = "bars_binance_futures.parquet bars_bybit_futures.parquet bars_okx_futures.parquet deciles.csv deciles_by_regime.csv " +
		"ic.csv panel.parquet summary.json sweep.csv trades_best.csv trades_is.csv trades_oos.csv walk_forward.csv"
	if got := names(t, dir); got != all {
		t.Errorf("files %s\nwant  %s", got, all)
	}

	type row struct {
		TimestampUS int64   `parquet:"timestamp_us"`
		Regime      string  `parquet:"vol_regime"`
		Signal      float64 `parquet:"signal"`
	}
	rows, err := parquet.ReadFile[row](filepath.Join(dir, "panel.parquet"))
	if err != nil || len(rows) != study.Panel.Len() {
		t.Fatalf("%d rows (%v), want %d", len(rows), err, study.Panel.Len())
	}
	last := len(rows) - 1
	if r := rows[last]; r.TimestampUS != study.Panel.TimestampUS[last] || r.Regime != study.Regimes[last].String() || r.Signal != study.Signal[last] {
		t.Errorf("last row is %+v", r)
	}

	_, stopped := sample(t, 1_000_000)
	if err := Write(dir, tables(bars[:1], stopped), NewSummary(stopped)); err != nil {
		t.Fatal(err)
	}
	const some = "bars_binance_futures.parquet deciles.csv deciles_by_regime.csv ic.csv panel.parquet summary.json sweep.csv"
	if got := names(t, dir); got != some {
		t.Errorf("after a study that stopped early: files %s\nwant  %s", got, some)
	}
	text, err := os.ReadFile(filepath.Join(dir, "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var summary Summary
	if err := json.Unmarshal(text, &summary); err != nil || summary.Failed == nil || !strings.Contains(*summary.Failed, "sweep") {
		t.Errorf("summary %s, %v", text, err)
	}
}

// TestOwnColumnsInTheTables has a column of the user's in the panel's table, per
// source and as a consensus, and in that of a source's bars.
func TestOwnColumnsInTheTables(t *testing.T) {
	bars, study := sample(t, 10)
	for i := range bars {
		own := microstructure.Column{Name: "mine"}
		for row := range bars[i].Bars {
			own.Values = append(own.Values, float64(1000*i+row))
		}
		bars[i].Own = []microstructure.Column{own}
	}
	panel, err := microstructure.JoinPanel(bars)
	if err != nil {
		t.Fatal(err)
	}
	c := study.Config
	c.Features = append(c.Features, microstructure.OwnFeature("mine", "a number"))
	if study, err = reference.Run(panel, c, nil); err != nil {
		t.Fatal(err)
	}
	columns := map[string]table.Column{}
	for _, made := range tables(bars, study) {
		for _, column := range made.Columns {
			columns[made.Name+" "+column.Name] = column
		}
	}
	for i, s := range panel.Sources {
		want := table.Floats(panel.Own[i][0].Values)
		if got := columns["panel mine_"+s.Label]; !reflect.DeepEqual(got.Values, want) {
			t.Errorf("panel of %s: %v", s.Name, got)
		}
		if got := columns["bars_"+s.Name+" mine"]; !reflect.DeepEqual(got.Values, table.Floats(bars[i].Own[0].Values)) {
			t.Errorf("bars of %s: %v", s.Name, got)
		}
	}
	for _, name := range []string{"panel mine_consensus", "panel mine_consensus_rank"} {
		if columns[name].Values == nil {
			t.Errorf("no %s", name)
		}
	}
}

func TestWriteWhereItCannot(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	bars, study := sample(t, 10)
	if err := Write(filepath.Join(file, "below"), tables(bars, study), NewSummary(study)); err == nil {
		t.Error("no error where a file is in the way")
	}
}

// A file that cannot get its name leaves no temporary one behind, neither its
// own nor those of the files after it.
func TestWriteThatFailsLeavesNoTemporaryFiles(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "ic.csv", "full"), 0o755); err != nil {
		t.Fatal(err)
	}
	bars, study := sample(t, 10)
	err := Write(dir, tables(bars, study), NewSummary(study))
	if err == nil || !strings.Contains(err.Error(), filepath.Join(dir, "ic.csv")) {
		t.Errorf("error %v, want one that names ic.csv", err)
	}
	if got := names(t, dir); strings.Contains(got, ".tmp") || strings.Contains(got, "summary.json") {
		t.Errorf("in the directory are %s", got)
	}
}

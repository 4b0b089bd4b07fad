package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSpreadOf(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   spread
	}{
		{[]float64{3}, spread{3, 3, 3}},
		{[]float64{4, 1}, spread{2.5, 1, 4}},
		{[]float64{9, 1, 2}, spread{2, 1, 9}},
	} {
		if got := spreadOf(c.values); got != c.want {
			t.Errorf("spreadOf(%v) = %v, want %v", c.values, got, c.want)
		}
	}
	if got, want := paired([]float64{2, 9}, []float64{1, 3}), (spread{2.5, 2, 3}); got != want {
		t.Errorf("paired: %v, want %v", got, want)
	}
}

func TestTurnRates(t *testing.T) {
	turn := turn{Rows: 6_000_000, Seconds: []float64{3, 1, 2, 1.5}}
	if turn.first() != 2 || turn.warm() != 4 {
		t.Errorf("first %v and warm %v, want 2 and 4", turn.first(), turn.warm())
	}
	turn.Seconds = turn.Seconds[:1]
	if turn.warm() != 2 {
		t.Errorf("warm rate of a single pass is %v, want 2", turn.warm())
	}
}

func TestVerdict(t *testing.T) {
	at := func(v float64) spread { return spread{v, v, v} }
	for _, c := range []struct {
		target target
		want   string
	}{
		{target{Measured: at(0.9), Required: 1, Aim: 2}, "MISSED"},
		{target{Measured: at(1), Required: 1, Aim: 2}, "met"},
		{target{Measured: at(2), Required: 1, Aim: 2}, "aim reached"},
		{target{Measured: at(0.9), Aim: 1}, "below the aim"},
		{target{Measured: at(301), Required: 300, Aim: 150, AtMost: true}, "MISSED"},
		{target{Measured: at(299), Required: 300, Aim: 150, AtMost: true}, "met"},
		{target{Measured: at(149), Required: 300, Aim: 150, AtMost: true}, "aim reached"},
		{target{Measured: at(1)}, ""},
	} {
		if got := c.target.verdict(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.target, got, c.want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	ratio := spread{2, 1.5, 2.5}
	r := results{
		Machine: machine{CPU: "Some CPU", Cores: 2, Date: "2026-01-02", Commit: "abc", Load: "0.1", Versions: []string{"Go 1.26"}},
		Rounds:  3,
		Speeds: []speed{
			{Data: "dense", Program: "tickbook", Trades: 18_000_000, Bars: 1728, Warm: spread{80, 75, 82}, First: spread{70, 70, 70}, PeakMB: 41.2},
			{Data: "dense", Program: "polars", Warm: spread{40, 30, 50}, First: spread{35, 35, 35}, PeakMB: 900, Ratio: &ratio},
		},
		Steps:    []step{{What: "ranks", Program: "tickbook", MS: spread{4, 4, 4}}},
		Targets:  []target{{What: "features, dense: times polars", Measured: ratio, Unit: "×", Required: 2}},
		Spans:    []spanCost{{Days: 92, Trades: 1_104_000_000, Bars: 79_488, NS: spread{5.5, 5.4, 5.7}, PeakMB: spread{61, 60, 62}}},
		Failures: []string{"kernel: does not\n build"},
	}
	got := r.markdown()
	for _, want := range []string{
		"Some CPU, 2 cores. 2026-01-02, commit abc",
		"| dense: 18.0 M trades, 1728 bars | tickbook | 80.0 [75.0–82.0] |       70.0 |      41 |                       |\n",
		"|                                 | polars   | 40.0 [30.0–50.0] |       35.0 |     900 |     2.00× [1.50–2.50] |\n",
		"| features, dense: times polars | 2.00× [1.50–2.50] |      ≥ 2 |     | met |\n",
		"|               92 |    1,104 | 79,488 | 5.50 [5.40–5.70] | 61.0 [60.0–62.0] |\n",
		"**Not measured:** kernel: does not build\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestBenchmarkMetric(t *testing.T) {
	const out = `goos: linux
BenchmarkBuildBars/trades_per_bar=30    	      33	  35 ns/op	 900.1 MB/s	        42.50 Mtrades/s	 1 B/op	 0 allocs/op
BenchmarkBuildBars/trades_per_bar=10000 	      50	  25 ns/op	 900.1 MB/s	       101.0 Mtrades/s
BenchmarkBuildBars/trades_per_bar=10000 	      50	  25 ns/op	 900.1 MB/s	        99.0 Mtrades/s
PASS`
	got := benchmarkMetric([]byte(out), "Mtrades/s")
	if len(got) != 2 || got[0].name != "trades_per_bar=30" || got[0].values[0] != 42.5 || len(got[1].values) != 2 || got[1].values[1] != 99 {
		t.Errorf("got %v", got)
	}
}

func TestParseTurnRefusesNothing(t *testing.T) {
	for _, out := range []string{"", "{}", `{"rows":3,"seconds":[]}`, `{"rows":0,"seconds":[1]}`} {
		if _, err := parseTurn([]byte(out), nil); err == nil {
			t.Errorf("parseTurn(%q) gives no error", out)
		}
	}
}

func TestReadColumns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.csv")
	if err := os.WriteFile(path, []byte("holding,name,signal\n3,all,\n6,all,-1.5\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := readColumns(path)
	if err != nil {
		t.Fatal(err)
	}
	if c.text["name"][1] != "all" || c.number["name"] != nil || c.number["holding"][1] != 6 || !math.IsNaN(c.number["signal"][0]) {
		t.Errorf("got %+v", c)
	}
	nan := math.NaN()
	if err := agree("x", []float64{nan, 1e3}, []float64{nan, 1e3 + 1e-7}); err != nil {
		t.Error(err)
	}
	for _, want := range [][]float64{{nan, 1e3 + 1e-5}, {0, 1e3}, {nan}} {
		if agree("x", []float64{nan, 1e3}, want) == nil {
			t.Errorf("%v agrees", want)
		}
	}
}

// TestPictures draws the pictures of the README again from the results beside
// them.
func TestPictures(t *testing.T) {
	for name, draw := range map[string]func(*results) ([]byte, error){"results": (*results).picture, "spans": (*results).spanPicture} {
		content, err := os.ReadFile(name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(name + ".svg")
		if err != nil {
			t.Fatal(err)
		}
		var r results
		if err := json.Unmarshal(content, &r); err != nil {
			t.Fatal(err)
		}
		if got, err := draw(&r); err != nil || string(got) != string(want) {
			t.Errorf("%s.svg is not the picture of %s.json: %v", name, name, err)
		}
	}
	if _, err := (&results{Speeds: []speed{{Data: "other"}}}).picture(); err == nil {
		t.Error("an empty picture")
	}
	if _, err := (&results{}).spanPicture(); err == nil {
		t.Error("an empty picture of spans")
	}
}

func TestMerged(t *testing.T) {
	ratio := func(v float64) *spread { return &spread{v, v - 0.1, v + 0.2} }
	run := func(load string, v float64) results {
		return results{
			Machine: machine{CPU: "a", Commit: "abc", Load: load}, Rounds: 3,
			Speeds:  []speed{{Data: "dense", Program: "polars", Trades: 5, Warm: spread{v, v - 1, v + 1}, PeakMB: 10 * v, Ratio: ratio(v)}},
			Targets: []target{{What: "x", Measured: spread{v, v, v}, Unit: "s", Required: 1}},
		}
	}
	got, err := merged([]results{run("0.1", 4), run("0.2", 2), run("0.3", 3)})
	if err != nil {
		t.Fatal(err)
	}
	if s := got.Speeds[0]; got.Rounds != 9 || s.Warm != (spread{3, 1, 5}) || *s.Ratio != (spread{3, 1.9, 4.2}) || s.PeakMB != 40 || s.Trades != 5 || got.Targets[0].Measured != (spread{3, 2, 4}) {
		t.Errorf("%+v", got)
	}
	commit, failed, shorter, other := run("1", 1), run("1", 1), run("1", 1), run("1", 1)
	commit.Machine.Commit, failed.Failures, shorter.Targets, other.Targets[0].What = "def", []string{"f"}, nil, "y"
	for name, r := range map[string]results{"commit": commit, "failed": failed, "shorter": shorter, "other": other} {
		if _, err := merged([]results{run("0", 1), r}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestReadmeShowsResults finds the tables that are made of the results in the
// README.
func TestReadmeShowsResults(t *testing.T) {
	r, err := readResults("results.json")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), r.readme()) {
		t.Errorf("README.md has not the tables of results.json: put in what bench tables prints\n%s", r.readme())
	}
}

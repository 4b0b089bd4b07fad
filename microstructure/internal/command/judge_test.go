package command

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/result"
)

// signalFile writes a value per five minutes of the days from 2025-11-01 on.
func signalFile(t *testing.T, days int, value func(row int) string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mine.csv")
	var b strings.Builder
	b.WriteString("time,score\n")
	start := time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)
	for row := range days * 288 {
		fmt.Fprintf(&b, "%s,%s\n", start.Add(time.Duration(row)*5*time.Minute).Format("2006-01-02 15:04:05"), value(row))
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestJudge(t *testing.T) {
	if testing.Short() {
		t.Skip("whole studies take seconds")
	}
	data, looks := t.TempDir(), filepath.Join(t.TempDir(), "mine.jsonl")
	mustRun(t, "synth", "--out", data, "--days", "40", "--sources", "binance_futures", "--trades-per-bar", "8")
	rng := rand.New(rand.NewPCG(1, 1))
	noise := signalFile(t, 40, func(row int) string {
		if row%97 == 0 {
			return ""
		}
		return fmt.Sprint(rng.NormFloat64())
	})
	args := func(more ...string) []string {
		return append([]string{"judge", "--data", data, "--sources", "binance_futures", "--known-after", "1bar", "--looks", looks}, more...)
	}
	out := mustRun(t, args("--signal", noise)...)
	for _, want := range []string{
		"The data are synthetic",
		"mine.csv: 11,382 values in 11,382 rows; 119 rows of the file have none; 19 have too few before them to be standardised.",
		"mine.csv score; with, beyond ",
		"Verdict: n",
		`signal "mine.csv score" was made elsewhere, so that it cannot be tested for looking ahead: its values are taken to have been known 5m after their times`,
		"No earlier look counts against this one.",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	// Another search of the span counts, the same one does not.
	again := mustRun(t, args("--signal", noise)...)
	both := mustRun(t, args("--signal", noise, "--direction", "both", "--holdings", "1h")...)
	if !strings.Contains(again, "No earlier look counts") || !strings.Contains(both, "On overlapping days 1 look at BTCUSDT with 16 configurations counts against the 8 configurations of this one") {
		t.Errorf("looks:\n%s\n%s", again, both)
	}
	later := mustRun(t, args("--signal", noise, "--known-after", "2bars")...)
	if !strings.Contains(later, "2 looks at BTCUSDT with 24 configurations count against the 16 configurations") {
		t.Errorf("the same values known later are the same search:\n%s", later)
	}
	// A broken line of the record does not count, which is said.
	record, err := os.OpenFile(looks, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := record.WriteString("{\n"); err != nil {
		t.Fatal(err)
	}
	if err := record.Close(); err != nil {
		t.Fatal(err)
	}
	broken, warning, err := tickbook(t, args("--signal", noise)...)
	if err != nil || !strings.Contains(broken, "looks: what cannot be read of the record does not count: "+looks+", line 7") || !strings.Contains(warning, "warning: "+looks+`, line 7: "{" is not a look: `) {
		t.Errorf("a broken line: %v\n%s\n%s", err, broken, warning)
	}
	short := mustRun(t, append(args("--signal", noise), "--to", "2025-11-20")...)
	if !strings.Contains(short, "Verdict: not proven") || !strings.Contains(short, "too few days with a signal") {
		t.Errorf("twenty days:\n%s", short)
	}
	// Hourly positions are held until the next.
	positions := signalFile(t, 40, func(row int) string {
		if row%12 != 0 {
			return ""
		}
		return []string{"1", "-1", "0.5"}[row/12%3]
	})
	if out := mustRun(t, args("--signal", positions, "--positions")...); !strings.Contains(out, "mine.csv score; follow; all  ") || !strings.Contains(out, "960 values in 960 rows") {
		t.Errorf("positions:\n%s", out)
	}
	daily := signalFile(t, 40, func(row int) string {
		if row%288 != 0 {
			return ""
		}
		return fmt.Sprint(rng.NormFloat64())
	})
	equal := signalFile(t, 40, func(int) string { return "1" })
	if out := mustRun(t, args("--signal", daily, "--raw")...); !strings.Contains(out, "40 values in 40 rows") {
		t.Errorf("a value a day:\n%s", out)
	}
	large := signalFile(t, 1, func(row int) string { return []string{"1", "", "-1.5", "7"}[row%4] })
	for want, flags := range map[string][]string{
		`required flag(s) "known-after"`:                           {"judge", "--data", data, "--signal", noise},
		`--known-after: "soon" does not say when a value is known`: {"judge", "--data", data, "--signal", noise, "--known-after", "soon"},
		`--direction "up": give with, against or both`:             args("--signal", noise, "--direction", "up"),
		`there is no column "mine"`:                                args("--signal", noise, "--column", "mine"),
		"mine.csv: unfit series: none of its 40 values can be standardised over 72h, within which 20 are needed that are not all equal: standardise them yourself, and judge them with --raw": args("--signal", daily),
		"none of its 11,520 values can be standardised":          args("--signal", equal),
		"no value is within the data, from 2025-11-01T00:00:00Z": args("--signal", noise, "--known-after", "9000h"),
		"mine.csv: unfit series: row 3 (2025-11-01T00:10:00Z): the position -1.5 is outside -1 to 1: divide all of them by the largest, or leave out --positions to judge a signal": args("--signal", large, "--positions"),
	} {
		if _, _, err := tickbook(t, flags...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", flags, err, want)
		}
	}
}

// Flags that positions have no use for are an error, not ignored.
func TestPositionsTakeNoFlagsOfASignal(t *testing.T) {
	for flag, value := range map[string]string{"raw": "true", "direction": "both", "thresholds": "1", "holdings": "1h"} {
		_, _, err := tickbook(t, "judge", "--data", t.TempDir(), "--signal", "mine.csv", "--known-after", "0s", "--positions", "--"+flag+"="+value)
		if want := fmt.Sprintf("if any flags in the group [positions %s] are set none of the others can be", flag); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("--%s: error %v, want %q", flag, err, want)
		}
	}
}

// A signal that knows the next bar looks like an edge, which no test of a file
// can find; known two bars later, it is none.
func TestJudgeASignalThatPeeks(t *testing.T) {
	data := t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "60", "--sources", "a", "--trades-per-bar", "6")
	d, err := desk.Open(desk.DefaultConfig(data, "BTCUSDT"))
	if err != nil {
		t.Fatal(err)
	}
	d.Config.Sources = []microstructure.Source{{Name: "a", Label: "a"}}
	bars, _, err := d.Bars(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "peeks.csv")
	var b strings.Builder
	b.WriteString("timestamp_us,position\n")
	for i, bar := range bars[0].Bars[:len(bars[0].Bars)-1] {
		position := 1
		if bars[0].Bars[i+1].Close < bar.Close {
			position = -1
		}
		fmt.Fprintf(&b, "%d,%d\n", bar.TimestampUS, position)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for known, edge := range map[string]bool{"1bar": true, "2bars": false} {
		out := mustRun(t, "judge", "--signal", path, "--positions", "--known-after", known, "--data", data, "--sources", "a", "--taker-bps", "0")
		if strings.Contains(out, "\nVerdict: edge\n") != edge {
			t.Errorf("known after %s:\n%s", known, out)
		}
	}
}

// polars is a Python that has it.
func polars(t *testing.T) string {
	t.Helper()
	python, err := filepath.Abs("../../../.tools/bench-venv/bin/python")
	if err == nil {
		_, err = os.Stat(python)
	}
	if err != nil {
		t.Skipf("polars is not installed, as in CI: make .tools/bench.stamp installs it (%v)", err)
	}
	return python
}

// signalsOfPolars writes three signals of the bars of source a.
const signalsOfPolars = `import random
import sys

import polars as pl

bars = pl.read_parquet(f"{sys.argv[1]}/BTCUSDT/bars/a/????-??-??.parquet").sort("timestamp_us")
noise = random.Random(1)
signals = {
    "random": pl.Series([noise.gauss() for _ in range(bars.height)]),
    "planted": -pl.col("vol_imbalance"),
    "peeks": pl.col("close").shift(-1) / pl.col("close") - 1,
}
for name, score in signals.items():
    bars.select("timestamp_us", score.alias("score")).write_parquet(f"{sys.argv[2]}/{name}.parquet")
`

// A random signal of polars is no edge, one that the market was given is, and
// so is one that peeks, as nobody can see from its file; all say when their
// values are taken to have been known.
func TestJudgeSignalsOfPolars(t *testing.T) {
	if testing.Short() {
		t.Skip("whole studies take seconds")
	}
	python := polars(t)
	data, dir := t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "60", "--sources", "a", "--trades-per-bar", "6", "--edge-bps", "40")
	mustRun(t, "features", "--data", data, "--sources", "a")
	if out, err := exec.Command(python, "-c", signalsOfPolars, data, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, edge := range map[string]bool{"random": false, "planted": true, "peeks": true} {
		out := mustRun(t, "judge", "--signal", filepath.Join(dir, name+".parquet"), "--known-after", "1bar", "--data", data, "--sources", "a")
		if strings.Contains(out, "\nVerdict: edge\n") != edge || !strings.Contains(out, "cannot be tested for looking ahead: its values are taken to have been known 5m after their times") {
			t.Errorf("%s:\n%s", name, out)
		}
	}
}

// The tables of a judged signal are one set, as a study's are.
func TestJudgeWritesTables(t *testing.T) {
	if testing.Short() {
		t.Skip("whole studies take seconds")
	}
	data, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
	mustRun(t, "synth", "--out", data, "--days", "40", "--sources", "a", "--trades-per-bar", "6")
	rng := rand.New(rand.NewPCG(1, 2))
	path := signalFile(t, 40, func(int) string { return fmt.Sprint(rng.NormFloat64()) })
	args := []string{"judge", "--signal", path, "--known-after", "1bar", "--data", data, "--sources", "a", "--taker-bps", "0", "--out", out}
	shown := mustRun(t, append(args, "--null", "3")...)
	for _, want := range []string{"Null control: with the signal shifted against prices, the verdict was edge in 0 of 3 runs: 0.0 %", "\nTables are in " + out + "\n", "No earlier look counts against this one."} {
		if !strings.Contains(shown, want) {
			t.Errorf("no %q in\n%s", want, shown)
		}
	}
	written := files(t, out)
	if got, want := strings.Join(slices.Sorted(maps.Keys(written)), " "), "capacity.csv decision.csv equity_by_day.csv gates.csv null_rate.csv summary.json trials.csv trials_folds.csv trials_members.csv"; got != want {
		t.Errorf("files %s, want %s", got, want)
	}
	if err := result.Check(t.Context(), out); err != nil {
		t.Error(err)
	}
	var summary result.Summary
	if err := json.Unmarshal([]byte(written["summary.json"]), &summary); err != nil {
		t.Fatal(err)
	}
	if j := summary.Judged; j == nil || j.File != "mine.csv" || j.Column != "score" || j.KnownAfter != "5m" || summary.Interval != "5m" || summary.Verdict.Label != evidence.NotProven && summary.Verdict.Label != evidence.NoEdge {
		t.Errorf("summary %s", written["summary.json"])
	}
	trials := strings.Split(strings.TrimSpace(written["trials.csv"]), "\n")
	if len(trials) != 17 || trials[0] != "trial,round_trips,active_days,missed,gross_bps,net_bps" || !strings.HasPrefix(trials[1], `"mine.csv score; with, beyond 1, hold 15m; all",`) {
		t.Errorf("trials.csv:\n%s", written["trials.csv"])
	}
	// The record's days add up to what its folds made.
	sum := func(table, column string) (sum float64) {
		lines, err := csv.NewReader(strings.NewReader(written[table])).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		at := slices.Index(lines[0], column)
		for _, line := range lines[1:] {
			v, err := strconv.ParseFloat(line[at], 64)
			if err != nil {
				t.Fatal(err)
			}
			sum += v
		}
		return sum
	}
	if days, folds := sum("equity_by_day.csv", "net_bps"), sum("trials_folds.csv", "test_net_bps"); days == 0 || math.Abs(days-folds) > 1e-6 {
		t.Errorf("%v bps by day, %v bps by fold", days, folds)
	}
	// Without the null control its table goes; the same look counts once.
	if again := mustRun(t, args...); !strings.Contains(again, "No earlier look counts") || strings.Contains(again, "Null control") {
		t.Errorf("again:\n%s", again)
	}
	if _, there := files(t, out)["null_rate.csv"]; there {
		t.Error("the table of the null control stays")
	}
	short := filepath.Join(t.TempDir(), "short")
	mustRun(t, "judge", "--signal", path, "--known-after", "1bar", "--data", data, "--sources", "a", "--out", short, "--to", "2025-11-10")
	if got := strings.Join(slices.Sorted(maps.Keys(files(t, short))), " "); got != "gates.csv summary.json" {
		t.Errorf("ten days: files %s", got)
	}
	if _, _, err := tickbook(t, append(args, "--null", "-1")...); err == nil || !strings.Contains(err.Error(), "--null -1: give") {
		t.Errorf("shifts below zero: %v", err)
	}
}

// TestReadmeSignalFromPython runs the README's program of polars, and judges
// what it writes. It needs the Python of the benchmark, whose packages are too
// many to be installed in CI.
func TestReadmeSignalFromPython(t *testing.T) {
	python := polars(t)
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "## A signal from Python\n")
	_, rest, _ := strings.Cut(section, "```python\n")
	program, _, found := strings.Cut(rest, "```\n")
	if !found {
		t.Fatal("the README has no program")
	}
	data := t.TempDir()
	script, signal := filepath.Join(t.TempDir(), "my_signal.py"), filepath.Join(t.TempDir(), "my.parquet")
	if err := os.WriteFile(script, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "synth", "--out", data, "--days", "40", "--sources", "binance_futures", "--trades-per-bar", "8")
	for _, interval := range []string{"5m", "1m", "ticks:50"} { // the program reads those of five minutes
		mustRun(t, "features", "--data", data, "--sources", "binance_futures", "--interval", interval)
	}
	if out, err := exec.Command(python, script, data, signal).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out := mustRun(t, "judge", "--signal", signal, "--known-after", "1bar", "--data", data, "--sources", "binance_futures")
	if !strings.Contains(out, "my.parquet score; with, beyond ") || !strings.Contains(out, "known 5m after their times") {
		t.Errorf("judged:\n%s", out)
	}
}

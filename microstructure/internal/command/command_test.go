package command

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/golden"
)

// tickbook runs the command in this process.
func tickbook(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, progress bytes.Buffer
	c := root()
	c.SetArgs(args)
	c.SetOut(&out)
	c.SetErr(&progress)
	err = c.ExecuteContext(context.Background())
	return out.String(), progress.String(), err
}

func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	out, progress, err := tickbook(t, args...)
	if err != nil {
		t.Fatalf("tickbook %s: %v\n%s%s", strings.Join(args, " "), err, out, progress)
	}
	return out
}

// files maps the regular files below dir to their content.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func sameFiles(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("%s: %s differs", what, name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s: %s is too many", what, name)
		}
	}
}

func TestFromSampleToTables(t *testing.T) {
	data, out1, out2 := t.TempDir(), t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "38", "--trades-per-bar", "8", "--edge-bps", "5", "--awkward")

	first := mustRun(t, "features", "--data", data)
	if !strings.Contains(first, "113 days built and 0 from the cache") {
		t.Errorf("first build:\n%s", first)
	}
	second := mustRun(t, "features", "--data", data)
	if !strings.Contains(second, "0 days built and 113 from the cache") {
		t.Errorf("second build:\n%s", second)
	}
	line := mustRun(t, "features", "--data", data, "--no-cache", "--json", "--repeat", "2")
	for _, field := range []string{`"rows":`, `"bars":`, `"seconds":[`, `"mrows_per_s":`, `"peak_rss_mb":`} {
		if !strings.Contains(line, field) {
			t.Errorf("the JSON line has no %s: %s", field, line)
		}
	}

	study := mustRun(t, "study", "--data", data, "--out", out1, "--null", "2")
	mustRun(t, "study", "--data", data, "--out", out2, "--null", "2", "--workers", "1", "--no-cache")
	one, other := files(t, out1), files(t, out2)
	var said golden.Album
	said.Add("study", strings.ReplaceAll(study, out1, "OUT"))
	said.Add("summary.json", regexp.MustCompile(`"(input_digest|version|[^"]+\.csv|[^"]+\.parquet)": ".*"`).ReplaceAllString(golden.Rounded(one["summary.json"]), `"$1": "…"`))
	said.Compare(t, "study.txt")
	sameFiles(t, "one worker without a cache", other, one)
	for name := range files(t, data) {
		if strings.Contains(name, ".tmp") {
			t.Errorf("%s is left over", name)
		}
	}
}

// Bars by activity are built, and kept apart; what needs a length of time says
// so.
func TestFeaturesByActivity(t *testing.T) {
	data := t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "2", "--sources", "a", "--trades-per-bar", "8")
	mustRun(t, "features", "--data", data, "--sources", "a")
	for _, built := range []string{"2 days built and 0 from the cache", "0 days built and 2 from the cache"} {
		out := mustRun(t, "features", "--data", data, "--sources", "a", "--interval", "ticks:100")
		if !strings.Contains(out, built) || !strings.Contains(out, "Incomplete bars, each a day's last, which signals leave out: 2.") {
			t.Errorf("want %q:\n%s", built, out)
		}
	}
	if _, err := os.Stat(filepath.Join(data, "BTCUSDT", "bars", "a", "2025-11-01_ticks-100.parquet")); err != nil {
		t.Error(err)
	}
	for want, args := range map[string][]string{
		"--interval: bars by activity: ticks:1 is not a number of trades that make a bar":          {"features", "--interval", "ticks:1"},
		`--interval: "lots:5" says neither a length of bars nor what ends them: write volume:100`:  {"features", "--interval", "lots:5"},
		"--interval: bars by activity (volume:100) have no length of time, which is needed here":   {"study", "--interval", "volume:100", "--out", t.TempDir()},
		"--interval: bars by activity (dollar:1e+06) have no length of time, which is needed here": {"judge", "--interval", "dollar:1e6", "--signal", "x.csv", "--known-after", "0s"},
	} {
		if _, _, err := tickbook(t, append(args, "--data", data, "--sources", "a")...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", args, err, want)
		}
	}
}

func TestSynthIsReproducible(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", a, "--days", "3", "--seed", "9")
	mustRun(t, "synth", "--out", b, "--days", "3", "--seed", "9", "--workers", "1")
	sameFiles(t, "one worker", files(t, b), files(t, a))
}

func TestStudyWithOneAndWithFiveSources(t *testing.T) {
	data := t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "10", "--trades-per-bar", "8", "--edge-bps", "8", "--sources", "a,b,c:see,d,e")
	for sources, column := range map[string]string{"c:see": "close_see", "e,d,c,b,a": "close_c"} {
		out := t.TempDir()
		mustRun(t, "study", "--data", data, "--out", out, "--sources", sources, "--test-start", "2025-11-05")
		if panel := files(t, out)["panel.parquet"]; !strings.Contains(panel, column) {
			t.Errorf("sources %s: the panel has no column %s", sources, column)
		}
	}
}

func TestBadArguments(t *testing.T) {
	data, file := t.TempDir(), filepath.Join(t.TempDir(), "file")
	mustRun(t, "synth", "--out", data, "--days", "1", "--trades-per-bar", "2")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	for want, args := range map[string][]string{
		`unknown command "nonsense"`:      {"nonsense"},
		`required flag(s) "data", "out"`:  {"study"},
		"no such data directory":          {"study", "--data", file + "/no", "--out", out},
		`no such symbol "XYZ"`:            {"study", "--data", data, "--symbol", "XYZ", "--out", out},
		"a list of NAME or NAME:LABEL":    {"study", "--data", data, "--sources", "a b", "--out", out},
		`"kraken"`:                        {"study", "--data", data, "--sources", "kraken", "--out", out},
		"write it as YYYY-MM-DD":          {"study", "--data", data, "--test-start", "soon", "--out", out},
		"one day of bars cannot be split": {"study", "--data", data, "--out", out},
		"--test-start 2030-01-01":         {"study", "--data", data, "--test-start", "2030-01-01", "--out", out},
		"--thresholds: \"0\" is not":      {"study", "--data", data, "--thresholds", "1,0", "--out", out},
		"--holdings: \"7m\" is not":       {"study", "--data", data, "--holdings", "7m", "--out", out},
		"--workers 0: give at least 1":    {"study", "--data", data, "--workers", "0", "--out", out},
		data + ": give that one":          {"study", "--data", filepath.Join(data, "BTCUSDT"), "--out", out},
		file + ": not a directory":        {"study", "--data", data, "--out", filepath.Join(file, "x")},
		"give at least 1":                 {"features", "--data", data, "--repeat", "0"},
		`"tomorrow" is not a date`:        {"synth", "--out", out, "--start", "tomorrow"},
		`source "nyse" is not known`:      {"import", file, "--source", "nyse", "--symbol", "X", "--out", out},
		"INSTRUMENT=SIZE":                 {"import", file, "--source", "okx_futures", "--symbol", "BTCUSDT", "--contract-size", "x", "--out", out},
		"requires at least 1 arg":         {"import", "--source", "okx_futures", "--symbol", "BTCUSDT", "--out", out},
		"is before the first":             {"fetch", "--from", "2025-01-02", "--to", "2025-01-01", "--out", out},
		"--to \"x\" is not a date":        {"fetch", "--from", "2025-01-02", "--to", "x", "--out", out},
		"write it as SOURCE=URL":          {"fetch", "--from", "2025-01-01", "--to", "2025-01-01", "--base-url", "x", "--out", out},
		"--interval: bars of 7m do not divide a day: the nearest that do are of 400s and 432s":                         {"features", "--data", data, "--interval", "7m"},
		"15m is not a multiple of the bars' length, 1h; the shortest is 1h":                                            {"study", "--data", data, "--interval", "1h", "--holdings", "15m", "--out", out},
		"90m is not a multiple of the bars' length, 1h; the nearest that are: 1h and 2h":                               {"study", "--data", data, "--interval", "1h", "--horizons", "90m", "--out", out},
		`--memory: "4" is not an amount of memory`:                                                                     {"study", "--data", data, "--memory", "4", "--out", out},
		"1 day and 3 sources of bars, 86,400 rows: about 660 MB, which is above the limit of 500 MB; take longer bars": {"study", "--data", data, "--interval", "1s", "--memory", "0.5GB", "--out", out},
	} {
		_, _, err := tickbook(t, args...)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("tickbook %s: error %v, want %q", strings.Join(args, " "), err, want)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a command that failed left an output directory")
	}
}

// TestBadNumbersNameTheirFlag gives each flag that takes a number one that
// makes no sense. The error names the flag, not the field that it sets.
func TestBadNumbersNameTheirFlag(t *testing.T) {
	data, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
	mustRun(t, "synth", "--out", data, "--days", "1", "--trades-per-bar", "2")
	signal := filepath.Join(t.TempDir(), "score.csv")
	if err := os.WriteFile(signal, []byte("time,score\n2025-11-01T00:00:00Z,1\n2025-11-01T12:00:00Z,-1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	given := map[string][]string{
		"signal": {"--signal", signal}, "known-after": {"--known-after", "0s"},
		"data": {"--data", data}, "out": {"--out", out}, "symbol": {"--symbol", "BTCUSDT"}, "from": {"--from", "2025-11-01"}, "to": {"--to", "2025-11-01"},
	}
	bad := map[string]string{"int": "-1", "float64": "NaN"}
	tried := 0
	for _, c := range root().Commands() {
		args := []string{c.Name()}
		for name, arg := range given {
			if c.Flags().Lookup(name) != nil {
				args = append(args, arg...)
			}
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			value := bad[f.Value.Type()]
			if value == "" {
				return
			}
			tried++
			_, _, err := tickbook(t, append(slices.Clone(args), "--"+f.Name, value)...)
			if err == nil || !strings.HasPrefix(err.Error(), "--"+f.Name+" "+value+": give ") || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s --%s %s: %v", c.Name(), f.Name, value, err)
			}
		})
	}
	if tried < 10 {
		t.Errorf("only %d flags take a number", tried)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a command that failed left an output directory")
	}
}

func TestCalibrate(t *testing.T) {
	args := []string{"calibrate", "--markets", "1", "--resamples", "19", "--kinds", "10 days|edge of 20 bps, 15m, 400 trips"}
	csv := filepath.Join(t.TempDir(), "calibration.csv")
	out := mustRun(t, append(args, "--csv", csv)...)
	content, err := os.ReadFile(csv)
	if lines := strings.Split(string(content), "\n"); err != nil || !strings.HasPrefix(lines[0], "truth,market,fees_bps,markets,edge,") || len(lines) != 6 || !strings.HasPrefix(lines[1], "no edge,10 days,7,1,0,") {
		t.Errorf("%v\n%s", err, content)
	}
	for _, want := range []string{"Claims where there is no edge", "10 days", "edge of 20 bps, 15m, 400 trips", "Share of markets on which one gate alone decides", "false claims: 0 of 3"} {
		if !strings.Contains(out, want) {
			t.Errorf("calibrate does not say %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "GARCH") || strings.Contains(out, "spread of") {
		t.Errorf("kinds that were not asked for:\n%s", out)
	}
}

func TestCalibrateLooks(t *testing.T) {
	csv := filepath.Join(t.TempDir(), "looks.csv")
	args := []string{"calibrate", "--looks", "--markets", "1", "--resamples", "19"}
	whole := mustRun(t, append(args, "--csv", csv)...)
	for _, want := range []string{"Searches over 50 symbols", "by trials, earlier ones 3 times (the gate)", "edges on 1 market."} {
		if !strings.Contains(whole, want) {
			t.Errorf("calibrate --looks does not say %q:\n%s", want, whole)
		}
	}
	content, err := os.ReadFile(csv)
	if lines := strings.Split(string(content), "\n"); err != nil || !strings.HasPrefix(lines[0], "counting,gate,markets,false_claims,") || len(lines) != 8 || !strings.HasPrefix(lines[1], "not at all,0,") {
		t.Errorf("%v\n%s", err, content)
	}
}

// A calibration whose rates refute a target fails where it is to be checked.
func TestCalibrateChecks(t *testing.T) {
	k := &evidence.Calibration{Cells: []evidence.CellResult{{Cell: evidence.NewCell(evidence.Dead, evidence.Simulation{Name: "dead"}, evidence.Standard())}}}
	for range 10 {
		k.Cells[0].Outcomes = append(k.Cells[0].Outcomes, evidence.Outcome{Label: evidence.Edge})
	}
	var out strings.Builder
	if err := writeCalibration(&out, k, false); err != nil || !strings.Contains(out.String(), "refuted: dead edges that are not claimed at 7 bps: 0 of 10") {
		t.Errorf("%v\n%s", err, &out)
	}
	if err := writeCalibration(&out, k, true); err == nil || !strings.Contains(err.Error(), "dead edges that are not claimed at 7 bps: 0 of 10") {
		t.Error(err)
	}
	k.Cells[0].Outcomes = make([]evidence.Outcome, 100)
	if err := writeCalibration(&out, k, true); err != nil {
		t.Error(err)
	}
}

func TestCalibrateRefuses(t *testing.T) {
	for want, args := range map[string][]string{
		"--keep":                 {"--shard", "1/2"},
		"folder to --keep":       {"--keys", "-"},
		"--csv is of a run in":   {"--keep", "x", "--shard", "1/2", "--csv", "x.csv"},
		"--check is of a run in": {"--looks", "--keep", "x", "--keys", "-", "--check"},
		"[list shard]":           {"--list", "--shard", "1/2"},
		"such as 2/4":            {"--keep", "x", "--shard", "3/2"},
		"such as 2/4 ":           {"--keep", "x", "--shard", "1/2x"},
		"matches the name of no": {"--kinds", "unicorn"},
		"missing closing )":      {"--kinds", "("},
		"--markets 0: give":      {"--markets", "0"},
		"--markets 0: give ":     {"--looks", "--markets", "0"},
		"[kinds looks]":          {"--looks", "--kinds", "dead"},
	} {
		if _, _, err := tickbook(t, append([]string{"calibrate"}, args...)...); err == nil || !strings.Contains(err.Error(), strings.TrimSpace(want)) {
			t.Errorf("%v: %v, want %q", args, err, want)
		}
	}
}

func TestHelpDescribesEveryFlag(t *testing.T) {
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		if c.Short == "" {
			t.Errorf("%s has no description", c.CommandPath())
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if len(f.Usage) < 8 && f.Name != "help" {
				t.Errorf("%s --%s: %q does not say what it means", c.CommandPath(), f.Name, f.Usage)
			}
		})
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(root())
}

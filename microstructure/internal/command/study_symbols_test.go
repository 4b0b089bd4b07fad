package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A study of several symbols writes each one's tables and those of all, and is
// a look of its own.
func TestStudyOfSymbols(t *testing.T) {
	if testing.Short() {
		t.Skip("whole studies take seconds")
	}
	data, out := t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--symbols", "A,B,C", "--sources", "x", "--days", "44", "--trades-per-bar", "5", "--edge-bps", "25", "--correlation", "0.6")
	mustRun(t, "synth", "--out", data, "--symbol", "SHORT", "--sources", "x", "--days", "2", "--trades-per-bar", "5")
	mustRun(t, "synth", "--out", data, "--symbol", "LATER", "--sources", "x", "--days", "44", "--start", "2026-03-01", "--trades-per-bar", "5")
	args := []string{"study", "--data", data, "--sources", "x", "--out", out, "--symbols", "A,B,SHORT,C"}
	text, progress, err := tickbook(t, args...)
	must(t, err)
	for _, want := range []string{"The data are synthetic", "Each symbol by itself", "too few days with a signal", "Folds: one choice for all symbols", "effective number of symbols",
		"Across symbols: not shown", "the records are too short for an interval: they have 11 days", "No earlier look counts against this one.", "Tables are in " + out} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, want := range []string{"B, symbol 2 of 4\n", "symbols [4/4]"} {
		if !strings.Contains(progress, want) {
			t.Errorf("no %q in %s", want, progress)
		}
	}
	for _, name := range []string{"A/summary.json", "C/gates.csv", "symbols.csv", "pooled.csv", "pooled_gates.csv", "pooled_symbols.csv", "pooled_correlations.csv", "pooled_folds.csv", "pooled_members.csv", "pooled_days.csv"} {
		if _, err := os.Stat(filepath.Join(out, filepath.FromSlash(name))); err != nil {
			t.Error(err)
		}
	}
	content, err := os.ReadFile(filepath.Join(out, "summary.json"))
	must(t, err)
	var summary struct {
		Symbol  string
		Verdict struct{ Label string }
		Files   map[string]string
	}
	if must(t, json.Unmarshal(content, &summary)); summary.Symbol != "A,B,SHORT,C" || summary.Verdict.Label != "not shown" || len(summary.Files) != 8 {
		t.Errorf("%+v", summary)
	}
	content, err = os.ReadFile(filepath.Join(out, "pooled_symbols.csv"))
	must(t, err)
	if rows := strings.Split(strings.TrimSpace(string(content)), "\n"); len(rows) != 4 || !strings.HasPrefix(rows[1], "A,") || strings.Contains(string(content), "SHORT") {
		t.Errorf("%s", content)
	}
	if list := mustRun(t, "looks", "--data", data, "--symbol", "C"); !strings.Contains(list, "A,B,SHORT,C") || !strings.Contains(list, "pooled") {
		t.Errorf("the record:\n%s", list)
	}
	again := mustRun(t, args...)
	if before, after := printed(text), printed(again); before != after {
		t.Errorf("again:\n%s\nnot\n%s", after, before)
	}

	// Symbols that can be read but not pooled are studied each by itself.
	text, _, err = tickbook(t, slices.Concat(args[:7], []string{"--symbols", "A,LATER", "--out", t.TempDir()})...)
	if err == nil || !strings.Contains(err.Error(), "the symbols have no day in common") || !strings.Contains(err.Error(), "LATER has 2026-03-0") || !strings.Contains(text, "Each symbol by itself") {
		t.Errorf("no overlap: %v\n%s", err, text)
	}
}

// printed is what is printed, up to where the results are.
func printed(text string) string {
	before, _, _ := strings.Cut(text, "Tables are in")
	return before
}

func TestStudyOfSymbolsErrors(t *testing.T) {
	data := t.TempDir()
	mustRun(t, "synth", "--out", data, "--symbols", "A,B", "--sources", "x", "--days", "2", "--trades-per-bar", "2")
	out := filepath.Join(t.TempDir(), "results")
	args := func(symbols string, more ...string) []string {
		return append([]string{"study", "--data", data, "--sources", "x", "--out", out, "--symbols", symbols}, more...)
	}
	start := time.Now()
	for want, wrong := range map[string][]string{
		"--symbols: unfit symbols: 1 of them": args("A"),
		"A is there twice":                    args("A,A"),
		`--symbols: no such symbol "C" in `:   args("A,C"),
		`symbol "../A"`:                       args("../A,B"),
		"[symbols symbol]":                    args("A,B", "--symbol", "A"),
		"[symbols accepted]":                  args("A,B", "--accepted", "f"),
		"0 of 2 could be studied, and a pooled study needs two: A: too few days with a signal": args("A,B"),
	} {
		if _, _, err := tickbook(t, wrong...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want %q", wrong, err, want)
		}
	}
	if took := time.Since(start); took > time.Minute {
		t.Errorf("took %v", took)
	}
	if content, err := os.ReadFile(filepath.Join(out, "symbols.csv")); err != nil || !strings.Contains(string(content), "too few days") {
		t.Errorf("%s, %v", content, err)
	}
}

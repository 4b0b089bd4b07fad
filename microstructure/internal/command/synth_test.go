package command

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/dataset"
)

// Simulated trades do not go beside real ones.
func TestSynthLeavesRealTradesAlone(t *testing.T) {
	out := t.TempDir()
	_, err := imports(t, out, futures.write(t, t.TempDir(), "2025-11-01", steady(1, november, 1000, 300)))
	must(t, err)
	before := files(t, out)
	for _, args := range [][]string{{"--start", "2025-11-01"}, {"--start", "2030-01-01"}, {"--sources", "other"}} {
		_, _, err := tickbook(t, append([]string{"synth", "--out", out, "--days", "1", "--trades-per-bar", "2"}, args...)...)
		if err == nil || !strings.Contains(err.Error(), dayPath(out, "2025-11-01")) || !strings.Contains(err.Error(), "--force") {
			t.Errorf("%v: error %v", args, err)
		}
	}
	if !maps.Equal(files(t, out), before) {
		t.Error("something was written")
	}
	mustRun(t, "synth", "--out", out, "--days", "1", "--trades-per-bar", "2", "--force")
	if p, err := dataset.ReadProvenance(dayPath(out, "2025-11-01")); err != nil || p.Synthetic == "" {
		t.Errorf("--force leaves %+v, %v", p, err)
	}
	mustRun(t, "synth", "--out", out, "--days", "2", "--trades-per-bar", "2")
}

// Several symbols are a market each, and move together as the flags say.
func TestSynthOfSymbols(t *testing.T) {
	out := t.TempDir()
	args := []string{"synth", "--out", out, "--symbols", "A,B,C", "--days", "1", "--trades-per-bar", "2", "--sources", "x"}
	mustRun(t, append(args, "--correlation", "0.8", "--edge-on", "one", "--edge-bps", "7")...)
	for symbol, edge := range map[string]string{"A": `"EdgeBps":7,`, "B": `"EdgeBps":0,`, "C": `"EdgeBps":0,`} {
		p, err := dataset.ReadProvenance(filepath.Join(out, symbol, "trades", "x", "2025-11-01.parquet"))
		if err != nil || !strings.Contains(p.Synthetic, edge) || !strings.Contains(p.Synthetic, `"Correlation":0.8,"CommonSeed":1`) {
			t.Errorf("%s: %+v, %v", symbol, p, err)
		}
	}
	for want, wrong := range map[string][]string{
		"--correlation 2: give a number from 0 to 1":   append(args, "--correlation", "2"),
		"--correlation NaN: give a number from 0 to 1": append(args, "--correlation", "NaN"),
		`--edge-on "some": give all, one`:              append(args, "--edge-on", "some"),
		"--symbols: symbols \"A,A\": A is there twice": {"synth", "--out", out, "--symbols", "A,A"},
		"give their --symbols":                         {"synth", "--out", out, "--symbol", "A", "--correlation", "0.5"},
		"[symbol symbols]":                             append(args, "--symbol", "A"),
	} {
		if _, _, err := tickbook(t, wrong...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want %q", wrong, err, want)
		}
	}
}

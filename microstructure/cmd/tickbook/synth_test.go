package main

import (
	"maps"
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

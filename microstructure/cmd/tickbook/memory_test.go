package main

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"
)

// buildBinary builds the command, for tests that start it: these take seconds
// each. It does not know its commit, as the tests' own program does not, so
// that both write the same bytes.
func buildBinary(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("starts the program")
	}
	binary := filepath.Join(t.TempDir(), "tickbook")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

// TestMemoryDoesNotGrowWithTheData builds bars of one day and of eight, a
// million trades each.
func TestMemoryDoesNotGrowWithTheData(t *testing.T) {
	binary := buildBinary(t)
	peak := func(days string) float64 {
		data := t.TempDir()
		mustRun(t, "synth", "--out", data, "--days", days, "--sources", "a", "--trades-per-bar", "3500")
		line, err := exec.Command(binary, "features", "--data", data, "--sources", "a", "--no-cache", "--json").Output()
		if err != nil {
			t.Fatal(err)
		}
		var result struct {
			Rows int64   `json:"rows"`
			Peak float64 `json:"peak_rss_mb"`
		}
		if err := json.Unmarshal(line, &result); err != nil || result.Rows == 0 || result.Peak == 0 {
			t.Fatalf("%s: %v", line, err)
		}
		t.Logf("%s days, %d trades: %.0f MB", days, result.Rows, result.Peak)
		return result.Peak
	}
	one, eight := peak("1"), peak("8")
	// The second worker, which one day does not need, has buffers of its own.
	if eight > 2*one || eight > 150 {
		t.Errorf("eight days take %.0f MB, one takes %.0f", eight, one)
	}
}

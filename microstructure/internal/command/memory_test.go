package command

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/internal/memory"
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
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", binary, "../../cmd/tickbook").CombinedOutput(); err != nil {
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

// TestMemoryEstimate compares what a study says that it will take with what it
// took.
func TestMemoryEstimate(t *testing.T) {
	binary, data := buildBinary(t), t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "35", "--sources", "a", "--trades-per-bar", "40")
	c := exec.Command(binary, "study", "--data", data, "--sources", "a", "--interval", "1m", "--memory", "1GB", "--out", filepath.Join(t.TempDir(), "out"))
	progress, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, progress)
	}
	m := regexp.MustCompile(`35 days and 1 source of bars, 50,400 rows: about ([\d,]+) MB of memory`).FindSubmatch(progress)
	if m == nil {
		t.Fatalf("it does not say what it takes:\n%s", progress)
	}
	said, _ := strconv.ParseFloat(string(m[1]), 64)
	took := memory.PeakMBOf(c.ProcessState)
	t.Logf("said %v MB, took %.0f", said, took)
	if took > 0 && (took > 1.2*said || took < 0.5*said) {
		t.Errorf("it said that it would take %v MB, and took %.0f", said, took)
	}
}

// TestStudyOfBarsOfAnotherLength runs both procedures on bars of a quarter of
// an hour, whose tables have as many rows as there are, and holds for the times
// asked for.
func TestStudyOfBarsOfAnotherLength(t *testing.T) {
	data, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
	mustRun(t, "synth", "--out", data, "--days", "36", "--trades-per-bar", "6")
	printed := mustRun(t, "study", "--data", data, "--interval", "15m", "--holdings", "45m,3h", "--horizons", "1h", "--out", out)
	if !regexp.MustCompile(`, 3,[23]\d\d bars of`).MatchString(printed) || strings.Contains(printed, "Verdict: not proven\n  - too short") {
		t.Errorf("printed\n%s", printed)
	}
	written := files(t, out)
	for name, want := range map[string][]string{
		"sweep.csv": {",45m,", ",3h,"}, "ic.csv": {"1h,"}, "ic_robust.csv": {"1h,"}, "summary.json": {`"interval": "15m"`},
	} {
		for _, w := range want {
			if !strings.Contains(written[name], w) {
				t.Errorf("%s has no %q:\n%.400s", name, w, written[name])
			}
		}
	}
	if rows := strings.Count(written["sweep.csv"], "\n") - 1; rows != 3*4*2 {
		t.Errorf("the sweep has %d configurations, want 24", rows)
	}
}

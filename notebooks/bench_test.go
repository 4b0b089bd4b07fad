package notebooks_test

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestBenchCells runs the cells that `make bench` times, once each.
func TestBenchCells(t *testing.T) {
	if testing.Short() {
		t.Skip("runs a notebook")
	}
	cmd := exec.Command(requireTools(t), filepath.Join("..", "microstructure", "bench", "notebook_cell.py"), "--data", sampleData(t, "BTCUSDT", 40, 0), "--repeat", "1")
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, complaint.String())
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d cells: %s", len(lines), out)
	}
	for i, line := range lines {
		var cell struct{ Seconds, Beyond []float64 }
		if err := json.Unmarshal([]byte(line), &cell); err != nil || len(cell.Seconds) != 1 || cell.Seconds[0] <= 0 {
			t.Errorf("%s: %v", line, err)
		}
		if own := i == 2; own != (len(cell.Beyond) == 1) || own && !(cell.Beyond[0] > 0 && cell.Beyond[0] < cell.Seconds[0]) {
			t.Errorf("%s: only the feature has a build of its days", line)
		}
	}
}

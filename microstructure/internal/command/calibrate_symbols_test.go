package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCalibrateSymbols(t *testing.T) {
	csv := filepath.Join(t.TempDir(), "c.csv")
	args := []string{"calibrate", "symbols", "--baskets", "2", "--resamples", "49", "--kinds", "0.86, at 0 bps"}
	whole := mustRun(t, append(args, "--csv", csv, "--check")...)
	for _, want := range []string{"an edge on none ", "an edge on one of three", "all   ", "met: false claims that a rule generalises: 0 of 4", "the pooled standard error is at most"} {
		if !strings.Contains(whole, want) {
			t.Errorf("no %q in\n%s", want, whole)
		}
	}
	if content, err := os.ReadFile(csv); err != nil || strings.Count(string(content), "\n") != 4 {
		t.Errorf("%s, %v", content, err)
	}
	for want, wrong := range map[string][]string{
		"--baskets 0: give 1 to":          {"--baskets", "0"},
		"--resamples 0: give":             {"--resamples", "0"},
		"--workers 0: give":               {"--workers", "0"},
		`--kinds "x y z" matches none of`: {"--kinds", "x y z"},
		"--kinds: error parsing regexp":   {"--kinds", "("},
		`unknown command "more"`:          {"more"},
	} {
		if _, _, err := tickbook(t, append([]string{"calibrate", "symbols"}, wrong...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want %q", wrong, err, want)
		}
	}
}

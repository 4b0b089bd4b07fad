package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCalibrateSymbols(t *testing.T) {
	csv, keep := filepath.Join(t.TempDir(), "c.csv"), t.TempDir()
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
	for _, shard := range []string{"1/2", "2/2"} {
		if text := mustRun(t, append(args, "--keep", keep, "--shard", shard)...); !strings.Contains(text, "shard "+shard+" is kept in ") {
			t.Errorf("%s", text)
		}
	}
	if parts := mustRun(t, append(args, "--keep", keep)...); parts != whole {
		t.Errorf("of shards\n%s\nnot\n%s", parts, whole)
	}
	for want, wrong := range map[string][]string{
		"--baskets 0: give 1 to":          {"--baskets", "0"},
		"--resamples 0: give":             {"--resamples", "0"},
		"--workers 0: give":               {"--workers", "0"},
		`--kinds "x y z" matches none of`: {"--kinds", "x y z"},
		"--kinds: error parsing regexp":   {"--kinds", "("},
		"--shard computes a part":         {"--shard", "1/2"},
		`unknown command "more"`:          {"more"},
	} {
		if _, _, err := tickbook(t, append([]string{"calibrate", "symbols"}, wrong...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want %q", wrong, err, want)
		}
	}
}

package command

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/shard"
)

// nullFiles are the runs that were kept in a folder.
func nullFiles(t *testing.T, keep string) map[string]string {
	t.Helper()
	all := files(t, keep)
	maps.DeleteFunc(all, func(name, _ string) bool { return !strings.HasPrefix(name, "nullruns_") })
	return all
}

// Any number of parts leaves the same runs, with which the ordinary command
// writes the tables that it writes without them.
func TestNullControlInParts(t *testing.T) {
	data, whole := t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "38", "--trades-per-bar", "6", "--edge-bps", "5", "--sources", "a,b")
	study := []string{"study", "--data", data, "--sources", "a,b", "--null", "5"}
	mustRun(t, append(study, "--out", whole)...)
	var digests, kept map[string]string
	counts := []int{1, 7, 120}
	if testing.Short() {
		counts = counts[1:2]
	}
	for _, n := range counts {
		keep, out := t.TempDir(), t.TempDir()
		args := append(study[:len(study):len(study)], "--keep", keep, "--out", out)
		lines := inParts(t, n, args...)
		got := byKey(t, lines)
		if digests == nil {
			digests, kept = got, nullFiles(t, keep)
		}
		if len(lines) != 5 || states(lines)[shard.Made] != 5 || lines[0].Rows != 2 || !maps.Equal(got, digests) || got["BTCUSDT/null/4"] == "" || len(kept) != 5 {
			t.Errorf("%d parts: %+v", n, lines)
		}
		sameFiles(t, fmt.Sprint(n, " parts"), nullFiles(t, keep), kept)
		if left := files(t, out); len(left) > 0 {
			t.Errorf("%d parts wrote tables", n)
		}
		if again := inParts(t, n, args...); states(again)[shard.Kept] != 5 || !maps.Equal(byKey(t, again), digests) {
			t.Errorf("%d parts again: %+v", n, again)
		}
		mustRun(t, args...)
		sameFiles(t, fmt.Sprint("the tables after ", n, " parts"), files(t, out), files(t, whole))
	}

	// The ordinary command takes the runs as they were kept, and makes those
	// that are damaged.
	keep, out := t.TempDir(), t.TempDir()
	args := append(study[:len(study):len(study)], "--keep", keep, "--out", out)
	inParts(t, 1, args...)
	paths, err := filepath.Glob(filepath.Join(keep, "nullruns_*", "*.json"))
	must(t, err)
	content, err := os.ReadFile(paths[1])
	must(t, err, os.WriteFile(paths[0], content[:20], 0o644))
	before, after, _ := strings.Cut(string(content), `"best_bps": `)
	_, after, _ = strings.Cut(after, ",")
	must(t, os.WriteFile(paths[1], []byte(before+`"best_bps": 123456789,`+after), 0o644))
	mustRun(t, args...)
	if got, want := files(t, out)["null.csv"], files(t, whole)["null.csv"]; !strings.Contains(got, "1.23456789e+08") || got == want || strings.Count(got, "\n") != strings.Count(want, "\n") {
		t.Errorf("null.csv\n%s\nwithout parts\n%s", got, want)
	}
}

func TestNullControlRefusesKeys(t *testing.T) {
	data, keep := t.TempDir(), filepath.Join(t.TempDir(), "keep")
	mustRun(t, "synth", "--out", data, "--days", "1", "--sources", "a", "--trades-per-bar", "2")
	for want, args := range map[string][]string{
		"say with --null how many":    {"--keep", keep, "--shard", "1/2"},
		"give a folder to --keep":     {"--null", "3", "--shard", "1/2"},
		"--no-cache keeps nothing":    {"--null", "3", "--keep", keep, "--shard", "1/2", "--no-cache"},
		`--shard "3/2": give a part`:  {"--null", "3", "--keep", keep, "--shard", "3/2"},
		"none of the others can be":   {"--null", "3", "--keep", keep, "--shard", "1/2", "--symbols", "A,B"},
		"with a run from 0 to 2, as ": {"--null", "3", "--keep", keep, "--keys", "-"},
	} {
		args = append([]string{"study", "--data", data, "--sources", "a", "--out", filepath.Join(data, "out")}, args...)
		if out, _, err := withInput(t, "BTCUSDT/null/3\n", args...); err == nil || !strings.Contains(err.Error(), want) || out != "" {
			t.Errorf("%q: error %v, want %q", args, err, want)
		}
	}
	if _, err := os.Stat(keep); err == nil {
		t.Error("something was kept")
	}
}

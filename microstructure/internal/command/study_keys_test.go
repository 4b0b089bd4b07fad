package command

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/bucket"
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
		if len(lines) != 6 || states(lines)[shard.Made] != 6 || !maps.Equal(got, digests) || got["BTCUSDT/null/4"] == "" || got["BTCUSDT"] == "" || len(kept) != 5 {
			t.Errorf("%d parts: %+v", n, lines)
		}
		sameFiles(t, fmt.Sprint(n, " parts"), nullFiles(t, keep), kept)
		if left := files(t, out); len(left) > 0 {
			t.Errorf("%d parts wrote tables", n)
		}
		if again := inParts(t, n, args...); states(again)[shard.Kept] != 6 || !maps.Equal(byKey(t, again), digests) {
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
		"give a directory to --keep":          {"--null", "3", "--shard", "1/2"},
		"--no-cache keeps nothing":            {"--null", "3", "--keep", keep, "--shard", "1/2", "--no-cache"},
		`--shard "3/2": give a part`:          {"--null", "3", "--keep", keep, "--shard", "3/2"},
		`--symbols: no such symbol "A"`:       {"--null", "3", "--keep", keep, "--shard", "1/2", "--symbols", "A,B"},
		"--symbols: unfit symbols: 1 of them": {"--keep", keep, "--shard", "1/2", "--symbols", "BTCUSDT"},
		`no such symbol "ETHUSDT"`:            {"--keep", keep, "--shard", "1/2", "--symbol", "ETHUSDT"},
		`"BTCUSDT/null/3" is no key of this study of BTCUSDT with --null 0: write SYMBOL, as in BTCUSDT`: {"--keep", keep, "--keys", "-"},
		`--keep: azblob://x: open: the scheme "azblob" is not known`:                                     {"--keep", "azblob://x", "--shard", "1/2"},
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

// A study of several symbols divides into any number of parts, which are no
// looks, and whose ordinary command writes the tables of a study in one piece.
func TestStudyOfSymbolsInParts(t *testing.T) {
	data, whole := t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--symbols", "A,B,C", "--sources", "x", "--days", "38", "--trades-per-bar", "5", "--edge-bps", "25", "--correlation", "0.6")
	mustRun(t, "synth", "--out", data, "--symbol", "SHORT", "--sources", "x", "--days", "2", "--trades-per-bar", "5")
	mustRun(t, "synth", "--out", data, "--symbol", "OTHER", "--sources", "y", "--days", "2", "--trades-per-bar", "5")
	study := []string{"study", "--data", data, "--sources", "x", "--symbols", "A,SHORT,B,C,OTHER", "--null", "2"}
	counts := []int{1, 7, 120}
	if testing.Short() {
		counts = counts[1:2]
	}
	record := func(name string) []string { return []string{"--looks", filepath.Join(t.TempDir(), name+".jsonl")} }
	at := record("whole")
	printedWhole := printed(mustRun(t, slices.Concat(study, at, []string{"--out", whole})...))
	looks := lookLines(t, at[1])
	for _, n := range counts {
		keep, out, at := t.TempDir(), t.TempDir(), record(fmt.Sprint(n))
		if n == 7 {
			keep = bucket.New(t).URL + "/kept"
		}
		args := slices.Concat(study, at, []string{"--keep", keep, "--out", out})
		lines := inParts(t, n, args...)
		for i := range 2 { // the second finds all of it
			failed := 0
			for _, l := range lines {
				switch symbol, _, _ := strings.Cut(l.Key, "/"); symbol {
				case "SHORT", "OTHER":
					if failed++; l.Error == "" || symbol == "SHORT" && !strings.Contains(l.Error, "too few days") {
						t.Errorf("%d parts: %+v", n, l)
					}
				default:
					if want := []shard.State{shard.Made, shard.Kept}[i]; l.State != want || l.Error != "" || l.Rows == 0 {
						t.Errorf("%d parts: %+v, want %s", n, l, want)
					}
				}
			}
			if len(lines) != 15 || failed != 6 {
				t.Errorf("%d parts: %d lines, %d of them with errors", n, len(lines), failed)
			}
			if i == 0 && n < 10 {
				lines = inParts(t, n, args...)
			} else {
				break
			}
		}
		if _, err := os.Stat(at[1]); err == nil || len(files(t, out)) > 0 {
			t.Errorf("%d parts wrote looks or tables: %v", n, err)
		}
		if got := printed(mustRun(t, args...)); got != printedWhole {
			t.Errorf("after %d parts:\n%s\nin one piece:\n%s", n, got, printedWhole)
		}
		sameFiles(t, fmt.Sprint("the tables after ", n, " parts"), files(t, out), files(t, whole))
		if got := lookLines(t, at[1]); !slices.Equal(got, looks) {
			t.Errorf("looks after %d parts:\n%q\nin one piece:\n%q", n, got, looks)
		}
	}
}

// lookLines are the lines of a record of looks, without their times.
func lookLines(t *testing.T, path string) (lines []string) {
	t.Helper()
	content, err := os.ReadFile(path)
	must(t, err)
	for line := range strings.Lines(string(content)) {
		lines = append(lines, regexp.MustCompile(`"time":"[^"]*"`).ReplaceAllString(line, ""))
	}
	return lines
}

// The ordinary command takes the parts of several symbols as they were kept:
// nothing of them is computed again.
func TestPartsOfSymbolsAreUsed(t *testing.T) {
	if testing.Short() {
		t.Skip("whole studies take seconds")
	}
	data, keep, out := t.TempDir(), t.TempDir(), t.TempDir()
	var symbols []string
	for i := range 3 {
		symbols = append(symbols, fmt.Sprintf("S%02d", i))
	}
	mustRun(t, "synth", "--out", data, "--symbols", strings.Join(symbols, ","), "--sources", "x", "--days", "36", "--trades-per-bar", "4", "--correlation", "0.3")
	args := []string{"study", "--data", data, "--sources", "x", "--symbols", strings.Join(symbols, ","), "--keep", keep, "--out", out}
	inParts(t, 2, args...)
	before, written := files(t, keep), map[string]time.Time{}
	for name := range before {
		past := time.Now().Add(-time.Hour).Truncate(time.Second)
		must(t, os.Chtimes(filepath.Join(keep, name), past, past))
		written[name] = past
	}
	mustRun(t, args...)
	sameFiles(t, "what is kept", files(t, keep), before)
	for name, past := range written {
		if info, err := os.Stat(filepath.Join(keep, name)); err != nil || !info.ModTime().Equal(past) {
			t.Errorf("%s was computed again: %v", name, err)
		}
	}
	if len(before) != 2*len(symbols) { // evidence, and the test for looking ahead
		t.Errorf("%d files", len(before))
	}
	// Damage is computed again.
	for name := range before {
		must(t, os.Truncate(filepath.Join(keep, name), 40))
	}
	mustRun(t, args...)
	sameFiles(t, "what was damaged", files(t, keep), before)
}

// A store that fails is no line of a key: the part ends with an error that names
// it, and completes when it is run again.
func TestPartOfAStudyWithAStoreThatFails(t *testing.T) {
	data, m := t.TempDir(), bucket.New(t)
	mustRun(t, "synth", "--out", data, "--sources", "x", "--days", "36", "--trades-per-bar", "4")
	args := []string{"study", "--data", data, "--sources", "x", "--null", "3", "--out", t.TempDir(), "--shard", "1/1", "--keep"}
	want := byKey(t, resultLines(t, mustRun(t, append(args, t.TempDir())...)))
	for i, fails := range []func(request, key string) bool{
		func(request, _ string) bool { return request == "read" },
		func(request, _ string) bool { return request == "write" },
		func(request, key string) bool { return request == "write" && strings.Contains(key, "nullruns_") },
		func(request, key string) bool { return request == "list" && !strings.Contains(key, "evidence") },
	} {
		m.FailWhere(fails)
		out, _, err := tickbook(t, append(args, fmt.Sprint(m.URL, "/", i))...)
		if err == nil || !strings.Contains(err.Error(), "BTCUSDT: ") || !strings.Contains(err.Error(), fmt.Sprint(m.URL, "/", i)) || !strings.Contains(err.Error(), "run the same again") || strings.Contains(out, "error") {
			t.Errorf("fault %d: %v\n%s", i, err, out)
		}
		m.FailWhere(nil)
		if got := byKey(t, resultLines(t, mustRun(t, append(args, fmt.Sprint(m.URL, "/", i))...))); !maps.Equal(got, want) {
			t.Errorf("after fault %d: %v, want %v", i, got, want)
		}
	}
}

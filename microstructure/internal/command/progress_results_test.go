package command

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// From parts with a bad day to the list of what is left, its repair, and the
// end.
func TestProgressOfShards(t *testing.T) {
	data, results := t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "5", "--sources", "a,b", "--trades-per-bar", "4")
	keys := filepath.Join(t.TempDir(), "keys.txt")
	must(t, os.WriteFile(keys, []byte(mustRun(t, "plan", "--data", data, "--list")), 0o644))
	bad := filepath.Join(data, "BTCUSDT", "trades", "a", "2025-11-02.parquet")
	good, err := os.ReadFile(bad)
	must(t, err, os.WriteFile(bad, []byte("PAR1\x1b[2J"), 0o644))
	for i := 1; i <= 2; i++ { // the third part has not begun
		out := mustRun(t, "features", "--data", data, "--keys", keys, "--shard", fmt.Sprintf("%d/3", i))
		must(t, os.WriteFile(filepath.Join(results, fmt.Sprintf("%d.jsonl", i)), []byte(out), 0o644))
	}
	text := mustRun(t, "progress", results, "--keys", keys)
	for _, want := range []string{"6 keys done (6 made, 0 kept), 1 failed, 3 left: 60.0 % are done", "by 2 shards", "Keys that failed", "BTCUSDT/a/2025-11-02", bad} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said:\n%s", want, text)
		}
	}
	metrics := filepath.Join(t.TempDir(), "tickbook.prom")
	left := mustRun(t, "progress", results, "--keys", keys, "--list", "--metrics", metrics)
	if want := "BTCUSDT/a/2025-11-02\nBTCUSDT/a/2025-11-03\nBTCUSDT/b/2025-11-01\nBTCUSDT/b/2025-11-04\n"; left != want {
		t.Errorf("left\n%s\nwant\n%s", left, want)
	}
	said, err := os.ReadFile(metrics)
	must(t, err)
	for _, want := range []string{"# TYPE tickbook_keys gauge\n", `tickbook_keys{state="made"} 6` + "\n", `tickbook_keys{state="failed"} 1` + "\n", `tickbook_keys{state="left"} 3` + "\n",
		`tickbook_shard_keys{shard="2",state="failed"} 1` + "\n", "tickbook_shards_lagging 0\n", `tickbook_shard_last_result_timestamp_seconds{shard="1"} `} {
		if !strings.Contains(string(said), want) {
			t.Errorf("the metrics have no %q:\n%s", want, said)
		}
	}
	must(t, os.WriteFile(bad, good, 0o644))
	again, _, err := withInput(t, left, "features", "--data", data, "--keys", "-")
	must(t, err, os.WriteFile(filepath.Join(results, "again.jsonl"), []byte(again), 0o644))
	text = mustRun(t, "progress", results, "--keys", keys)
	if !strings.Contains(text, "10 keys done (10 made, 0 kept), 0 failed, 0 left: 100.0 % are done") || strings.Contains(text, "failed\n") {
		t.Errorf("at the end:\n%s", text)
	}
	if left := mustRun(t, "progress", results, "--keys", keys, "--list"); left != "" {
		t.Errorf("left at the end: %q", left)
	}
}

// Lines that are not whole, shards that lag, and keys with two digests.
func TestProgressSaysWhatIsOdd(t *testing.T) {
	dir := t.TempDir()
	line := func(key, digest string) string {
		return fmt.Sprintf(`{"key":%q,"rows":5,"seconds":1.5,"digest":"sha256:%s","state":"made"}`+"\n", key, digest)
	}
	write := func(name, text string, age time.Duration) {
		path := filepath.Join(dir, name)
		at := time.Now().Add(-age)
		must(t, os.WriteFile(path, []byte(text), 0o644), os.Chtimes(path, at, at))
	}
	many := func(shard string, n int) (text string) {
		for i := range n {
			text += line(fmt.Sprintf("%s/%d", shard, i), "0")
		}
		return text
	}
	write("1.jsonl", many("1", 9)+"nonsense\n"+line("X", "1"), time.Minute)
	write("2.jsonl", many("2", 4)+`{"key":"2/4","rows":`, time.Hour)
	write("3.jsonl", many("3", 9)+line("X", "2"), -time.Hour) // its machine's clock is ahead
	write("notes.txt", "no results", 0)
	out, stderr, err := tickbook(t, "progress", dir)
	must(t, err)
	for _, want := range []string{"23 keys done (23 made, 0 kept), 0 failed\n", "115 rows in 35s of work, by 3 shards", "Shards that lag", "2h0m0s"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not said:\n%s", want, out)
		}
	}
	for _, want := range []string{`1.jsonl, row 10: "nonsense" is no line of results`, "X has the digest sha256:1 in one file and sha256:2 in ", "given the same data"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("%q is not said:\n%s", want, stderr)
		}
	}
	if all := mustRun(t, "progress", dir, "--all"); !strings.Contains(all, "\nShards\n") {
		t.Errorf("all:\n%s", all)
	}
	for want, args := range map[string][]string{
		"no lines of results":              {t.TempDir()},
		"no such file":                     {filepath.Join(dir, "none")},
		"give it with --keys":              {dir, "--list"},
		"--keys: open ":                    {dir, "--keys", filepath.Join(dir, "none")},
		"--metrics: ":                      {dir, "--metrics", filepath.Join(dir, "none", "x.prom")},
		"accepts 1 arg":                    {},
		"the line is longer than 1048576 ": {bigLine(t)},
	} {
		if _, _, err := tickbook(t, append([]string{"progress"}, args...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", args, err, want)
		}
	}
}

func bigLine(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "1.jsonl"), []byte(strings.Repeat("x", 1<<20+1)+"\n"), 0o644))
	return dir
}

package deploy_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// programs is the folder of what tests build, which TestMain removes.
var programs string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "deploy")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		programs = dir
		return m.Run()
	}())
}

var build = sync.OnceValues(func() (string, error) {
	path := filepath.Join(programs, "tickbook")
	if out, err := exec.Command("go", "build", "-o", path, "../cmd/tickbook").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

// A workplace has the program, a directory of trades, and what one process
// made of it.
type workplace struct {
	tickbook string
	data     string            // its name has a space and a quote
	keys     string            // file of keys
	lines    map[string]string // by key: what one process said, without seconds and state
	files    map[string]string // by path: what it left
}

// newWorkplace has 3 days of 3 sources, one of them cut off.
func newWorkplace(t *testing.T) *workplace {
	t.Helper()
	if testing.Short() {
		t.Skip("builds a program")
	}
	tickbook, err := build()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	w := &workplace{tickbook: tickbook, data: filepath.Join(dir, "a maker's data")}
	mustRun(t, exec.Command(tickbook, "synth", "--out", w.data, "--days", "3", "--trades-per-bar", "5"))
	bad := filepath.Join(w.data, "BTCUSDT", "trades", "okx_futures", "2025-11-02.parquet")
	if err := os.Truncate(bad, 1000); err != nil {
		t.Fatal(err)
	}
	w.lines = results(t, mustRun(t, exec.Command(tickbook, "features", "--data", w.data, "--shard", "1/1")))
	if len(w.lines) != 9 || !strings.Contains(w.lines["BTCUSDT/okx_futures/2025-11-02"], "truncated") {
		t.Fatalf("one process: %v", w.lines)
	}
	w.files = contents(t, w.data)
	w.keys = filepath.Join(dir, "the keys")
	if err := os.WriteFile(w.keys, []byte(mustRun(t, exec.Command(tickbook, "plan", "--data", w.data, "--list"))), 0o644); err != nil {
		t.Fatal(err)
	}
	// A bar's file names the version of its day's, time included: the processes to compare work on these very files.
	if err := os.RemoveAll(filepath.Join(w.data, "BTCUSDT", "bars")); err != nil {
		t.Fatal(err)
	}
	return w
}

// mustEqual compares the lines and files of many processes with one's.
func (w *workplace) mustEqual(t *testing.T, lines string) {
	t.Helper()
	got := results(t, lines)
	for key, line := range w.lines {
		if got[key] != line {
			t.Errorf("%s: %s, want %s", key, got[key], line)
		}
	}
	if len(got) != len(w.lines) {
		t.Errorf("%d keys, want %d", len(got), len(w.lines))
	}
	files := contents(t, w.data)
	for path, content := range w.files {
		if files[path] != content {
			t.Errorf("%s is missing or differs", path)
		}
	}
	if len(files) != len(w.files) {
		t.Errorf("%d files, want %d", len(files), len(w.files))
	}
}

// results maps keys to their lines without what differs from run to run. Lines
// of one key must agree.
func results(t *testing.T, lines string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for line := range strings.Lines(lines) {
		var r map[string]any
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		key, _ := r["key"].(string)
		delete(r, "seconds")
		delete(r, "state")
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if before, ok := all[key]; ok && before != string(text) {
			t.Errorf("%s: %s, and %s", key, before, text)
		}
		all[key] = string(text)
	}
	return all
}

// contents maps the files below a folder to what they hold, but for temporary
// ones, which a process that is killed leaves to the next.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) == ".tmp" {
			return err
		}
		content, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, dir)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// script writes a program of the shell, and returns its path.
func script(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func mustRun(t *testing.T, c *exec.Cmd) string {
	t.Helper()
	out, ok := output(t, c)
	if !ok {
		t.FailNow()
	}
	return out
}

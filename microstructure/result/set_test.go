package result

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// That a directory cannot be written to is said before the work.
func TestOpenWhereNothingCanBeWritten(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("/proc is a directory that nobody can write to, on Linux only")
	}
	if s, err := Open(t.Context(), "/proc", []string{"ic"}, nil); err == nil || !strings.Contains(err.Error(), "result directory: open /proc/") {
		s.Close()
		t.Errorf("error %v", err)
	}
	dir := t.TempDir()
	s, err := Open(t.Context(), dir, []string{"ic"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v, %v are left in it", left, err)
	}
	s.Close()
}

// Files that no study lists stay as they are, and so does all else in their
// directory.
func TestFilesInTheWay(t *testing.T) {
	digest := strings.Repeat("0", 64)
	for _, c := range []struct {
		name  string
		files map[string]string
		is    error
		says  string
	}{
		{"a table", map[string]string{"ic.csv": "mine"}, ErrInTheWay, "ic.csv"},
		{"parquet", map[string]string{"panel.parquet": "mine"}, ErrInTheWay, "panel.parquet"},
		{"bars of a source", map[string]string{"bars_x.parquet": "mine"}, ErrInTheWay, "bars_x.parquet"},
		{"several", map[string]string{"ic.csv": "", "sweep.csv": "", "panel.parquet": "", "trades_oos.csv": "", "bars_x.parquet": "",
			"summary.json": `{"unfinished":"x","files":{}}`}, ErrInTheWay, "sweep.csv"},
		{"beside an earlier study", map[string]string{"summary.json": `{"input_digest":"x","files":{"sweep.csv":"` + digest + `"}}`, "ic.csv": "mine"}, ErrInTheWay, "ic.csv"},
		{"another summary", map[string]string{"summary.json": `{"accuracy":0.9}`}, ErrForeign, "summary.json"},
		{"no JSON", map[string]string{"summary.json": `{"input_digest":"x","files":{`}, ErrForeign, "summary.json"},
		{"a list of files", map[string]string{"summary.json": `{"input_digest":"x","files":["ic.csv"]}`, "ic.csv": "mine"}, ErrForeign, "summary.json"},
		{"an empty summary", map[string]string{"summary.json": ""}, ErrForeign, "summary.json"},
		{"a path out", map[string]string{"summary.json": `{"input_digest":"x","files":{"../mine.csv":"` + digest + `"}}`}, ErrForeign, `"../mine.csv"`},
		{"an absolute path", map[string]string{"summary.json": `{"input_digest":"x","files":{"/etc/mine.csv":"` + digest + `"}}`}, ErrForeign, "mine.csv"},
		{"no table", map[string]string{"summary.json": `{"input_digest":"x","files":{"thesis.doc":"` + digest + `"}}`, "thesis.doc": "mine"}, ErrForeign, "thesis.doc"},
		{"hidden", map[string]string{"summary.json": `{"input_digest":"x","files":{".csv":"` + digest + `"}}`}, ErrForeign, ".csv"},
		{"an earlier version", map[string]string{"summary.json": `{"symbol":"X","input_digest":"x","version":"y"}`, "ic.csv": "?", "looks.jsonl": ""}, ErrEarlier, "give another directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := newDir(t)
			for name, text := range c.files {
				put(t, dir, name, text)
			}
			before := content(t, dir)
			err := Write(dir, study("A"), Summary{})
			if !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "give another directory") {
				t.Errorf("error %v", err)
			}
			same(t, "afterwards", content(t, dir), before)
		})
	}
}

func TestFoldersAndLinksInTheWay(t *testing.T) {
	for name, make := range map[string]func(path string) error{
		"ic.csv":    func(path string) error { return os.Mkdir(path, 0o777) },
		"sweep.csv": func(path string) error { return os.Symlink("nowhere", path) },
		summaryName: func(path string) error { return os.Mkdir(path, 0o777) },
	} {
		dir := t.TempDir()
		if err := make(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		if err := Write(dir, study("A"), Summary{}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if left, _ := os.ReadDir(dir); len(left) != 1 {
			t.Errorf("%s: left %v", name, left)
		}
	}
	// A folder in place of a table of the set is not the set's.
	dir := t.TempDir()
	if err := errors.Join(Write(dir, study("A"), Summary{}), os.Remove(filepath.Join(dir, "ic.csv")), os.Mkdir(filepath.Join(dir, "ic.csv"), 0o777)); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir, study("A"), Summary{}); !errors.Is(err, ErrInTheWay) {
		t.Errorf("a folder: %v", err)
	}
}

// A file that appears in the way while the study runs is not replaced either.
func TestFileInTheWayLater(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), dir, tableNames(study("A")), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	put(t, dir, "ic.csv", "mine")
	if err := s.Write(t.Context(), study("A"), Summary{}); !errors.Is(err, ErrInTheWay) {
		t.Errorf("error %v", err)
	}
	same(t, "afterwards", content(t, dir), map[string]string{"ic.csv": "mine"})
}

func TestCheckSeesEachDifference(t *testing.T) {
	for name, spoil := range map[string]func(dir string) error{
		"ic.csv is missing":        func(dir string) error { return os.Remove(filepath.Join(dir, "ic.csv")) },
		"panel.parquet is not the": func(dir string) error { return os.WriteFile(filepath.Join(dir, "panel.parquet"), nil, 0o644) },
		"ic.csv is not a regular": func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, "ic.csv")), os.Mkdir(filepath.Join(dir, "ic.csv"), 0o777))
		},
		"sweep.csv is not the":        func(dir string) error { return swap(dir, "sweep.csv", "ic.csv") },
		"ic.csv is not the file that": func(dir string) error { return swap(dir, "sweep.csv", "ic.csv") },
	} {
		dir := newDir(t)
		if err := Write(dir, study("A"), Summary{}); err != nil {
			t.Fatal(err)
		}
		if err := Check(t.Context(), dir); err != nil {
			t.Fatalf("a whole set: %v", err)
		}
		if err := spoil(dir); err != nil {
			t.Fatal(err)
		}
		if err := Check(t.Context(), dir); !errors.Is(err, ErrMixed) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[error]string{ErrForeign: "{}", ErrEarlier: `{"input_digest":"x"}`, ErrUnfinished: `{"unfinished":"x","files":{}}`} {
		dir := t.TempDir()
		if err := Check(t.Context(), dir); !errors.Is(err, ErrNone) {
			t.Errorf("nothing: %v", err)
		}
		put(t, dir, summaryName, text)
		if err := Check(t.Context(), dir); !errors.Is(err, name) {
			t.Errorf("%s: %v", text, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	if err := Write(dir, study("A"), Summary{}); err != nil {
		t.Fatal(err)
	}
	if err := Check(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

func swap(dir, a, b string) error {
	a, b = filepath.Join(dir, a), filepath.Join(dir, b)
	return errors.Join(os.Rename(a, a+"0"), os.Rename(b, a), os.Rename(a+"0", b))
}

// A set that another hand mixed is said to be, and written anew. What that hand
// put there is kept.
func TestMixedSetIsMended(t *testing.T) {
	dir, clean := newDir(t), newDir(t)
	if err := errors.Join(Write(dir, study("A"), Summary{}), Write(clean, study("B"), Summary{})); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "ic.csv", "mine, once more")
	put(t, dir, "ic.csv.changed", "mine")
	put(t, dir, "trades_oos.csv", "mine") // of study A only
	s, err := Open(t.Context(), dir, tableNames(study("B")), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if !errors.Is(s.Found, ErrMixed) || !strings.Contains(s.Found.Error(), "ic.csv") || !strings.Contains(s.Found.Error(), "trades_oos.csv") {
		t.Errorf("found %v", s.Found)
	}
	for range 2 {
		if err := s.Write(t.Context(), study("B"), Summary{}); err != nil {
			t.Error(err)
		}
		want := content(t, clean)
		want["ic.csv.changed"], want["ic.csv.changed2"], want["trades_oos.csv.changed"] = "mine", "mine, once more", "mine"
		same(t, "afterwards", content(t, dir), want)
		if len(s.Kept) != 2 && len(s.Kept) != 0 {
			t.Errorf("kept %v", s.Kept)
		}
	}
}

func TestSecondStudyWaits(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no locks on this system")
	}
	dir := filepath.Join(t.TempDir(), "new")
	first, err := Open(t.Context(), dir, tableNames(study("A")), nil)
	if err != nil {
		t.Fatal(err)
	}
	waiting, done := make(chan struct{}), make(chan error)
	go func() {
		second, err := Open(t.Context(), dir, tableNames(study("B")), func() { close(waiting) })
		if err == nil {
			err = errors.Join(second.Found, second.Write(t.Context(), study("B"), Summary{}))
			second.Close()
		}
		done <- err
	}()
	select {
	case <-waiting:
	case err := <-done:
		t.Fatalf("the second did not wait: %v", err)
	case <-time.After(10 * time.Second):
		t.Fatal("the second says nothing")
	}
	if err := first.Write(t.Context(), study("A"), Summary{}); err != nil {
		t.Error(err)
	}
	first.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
	alone := filepath.Join(t.TempDir(), "new")
	if err := Write(alone, study("B"), Summary{}); err != nil {
		t.Fatal(err)
	}
	same(t, "afterwards", content(t, dir), content(t, alone))
}

// A study that fails leaves no directory that it made.
func TestCloseWithoutWrite(t *testing.T) {
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "mine"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"a/b/c", "mine/c", "mine"} {
		s, err := Open(t.Context(), filepath.Join(root, dir), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.Close()
	}
	if left, _ := os.ReadDir(root); len(left) != 1 {
		t.Errorf("left %v", left)
	}
	if left, err := os.ReadDir(filepath.Join(root, "mine")); len(left) != 0 || err != nil {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestNamesOfTables(t *testing.T) {
	for _, bad := range []string{"", "..", "../ic", "bars_", "bars_../x", "a b"} {
		if _, err := Open(t.Context(), t.TempDir(), []string{bad}, nil); !errors.Is(err, microstructure.ErrName) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	s, err := Open(t.Context(), t.TempDir(), []string{"ic"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Write(t.Context(), study("A"), Summary{}); err == nil || !strings.Contains(err.Error(), `"sweep"`) {
		t.Errorf("a table that was not named: %v", err)
	}
}

func TestSummaryListsItsFiles(t *testing.T) {
	dir := t.TempDir()
	if err := Write(dir, study("A"), Summary{}); err != nil {
		t.Fatal(err)
	}
	var s Summary
	if err := json.Unmarshal([]byte(content(t, dir)[summaryName]), &s); err != nil || len(s.Files) != 5 {
		t.Fatalf("%v, %v", s.Files, err)
	}
	for name, digest := range s.Files {
		if got, err := digestOf(t.Context(), filepath.Join(dir, name)); got != digest || len(digest) != 64 || err != nil {
			t.Errorf("%s: %s, %s, %v", name, digest, got, err)
		}
	}
}

// A study that is interrupted while it writes leaves the directory as it was.
func TestInterruptedWrite(t *testing.T) {
	dir := newDir(t)
	if err := Write(dir, study("A"), Summary{}); err != nil {
		t.Fatal(err)
	}
	before := content(t, dir)
	s, err := Open(t.Context(), dir, tableNames(study("B")), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for checks := range 60 {
		ctx := &countdown{t.Context(), checks}
		if err := s.Write(ctx, study("B"), Summary{}); !errors.Is(err, context.Canceled) {
			if err != nil || checks < 5 {
				t.Errorf("interrupted at check %d: %v", checks, err)
			}
			return
		}
		same(t, "afterwards", content(t, dir), before)
	}
	t.Error("60 checks were too few")
}

// A countdown ends after some looks at it.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

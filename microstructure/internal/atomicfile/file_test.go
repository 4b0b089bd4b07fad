package atomicfile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// names lists what is in a folder, hidden files included.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func check(t *testing.T, dir string, want ...string) {
	t.Helper()
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("in the folder are %q, want %q", got, want)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func begin(t *testing.T, path, text string) *File {
	t.Helper()
	f, err := Create(path)
	must(t, err)
	_, err = f.Write([]byte(text))
	must(t, err)
	return f
}

func TestFileAppearsWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	must(t, Write(path, []byte("old")))
	for i, commit := range []func(*File) error{(*File).Commit, (*File).CommitSync} {
		f := begin(t, path, "ne")
		if got := read(t, path); got == "new" {
			t.Errorf("before Commit the file has %q", got)
		}
		if all := names(t, dir); len(all) != 2 || !isTemporary(all[0]) {
			t.Errorf("before Commit there are %q", all)
		}
		_, err := f.Write([]byte("w" + strings.Repeat("!", i)))
		must(t, err, commit(f))
		if got, want := read(t, path), "new"+strings.Repeat("!", i); got != want {
			t.Errorf("after Commit the file has %q, want %q", got, want)
		}
		check(t, dir, "a.txt")
		f.Abort()
		check(t, dir, "a.txt")
		if err := commit(f); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("a second Commit: %v", err)
		}
		must(t, Write(path, []byte("old")))
	}
	must(t, Write(path, nil))
	if got := read(t, path); got != "" {
		t.Errorf("an empty file has %q", got)
	}
}

func TestAbortLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	must(t, Write(path, []byte("old")))
	f := begin(t, path, "new")
	f.Abort()
	f.Abort()
	check(t, dir, "a")
	if got := read(t, path); got != "old" {
		t.Errorf("the file has %q", got)
	}
	if err := f.Commit(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Commit after Abort: %v", err)
	}
}

func TestPathsThatCannotBe(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "folder")
	must(t, os.MkdirAll(filepath.Join(taken, "full"), 0o777))
	for _, c := range []struct {
		path string
		is   error
	}{
		{filepath.Join(dir, "none", "a"), fs.ErrNotExist},
		{dir + string(filepath.Separator), fs.ErrInvalid},
		{"", fs.ErrInvalid},
		{taken, nil}, // another error on each system
	} {
		err := Write(c.path, []byte("x"))
		var named *fs.PathError
		if !errors.As(err, &named) || named.Path != c.path || c.is != nil && !errors.Is(err, c.is) || strings.Contains(err.Error(), suffix) {
			t.Errorf("%q: %v, want %v with the path", c.path, err, c.is)
		}
	}
	check(t, dir, "folder")
}

func TestSyncErrorsAreReported(t *testing.T) {
	broken := errors.New("the disk is broken")
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	must(t, Write(path, []byte("old")))
	defer func() { Sync = (*os.File).Sync }()
	for _, c := range []struct {
		failing, content string
	}{
		{"file", "old"},
		{"folder", "new"},
	} {
		var order []string
		Sync = func(f *os.File) error {
			what := "file"
			if info, err := f.Stat(); err == nil && info.IsDir() {
				what = "folder"
			}
			order = append(order, what+" when it was "+read(t, path))
			if what == c.failing {
				return broken
			}
			return nil
		}
		if c.failing == "folder" && runtime.GOOS == "windows" {
			t.Skip("Windows does not sync folders")
		}
		err := begin(t, path, "new").CommitSync()
		if !errors.Is(err, broken) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", c.failing, err)
		}
		if got := read(t, path); got != c.content {
			t.Errorf("%s: the file has %q, want %q", c.failing, got, c.content)
		}
		if c.failing == "folder" && !slices.Equal(order, []string{"file when it was old", "folder when it was new"}) {
			t.Errorf("synced %q", order)
		}
		check(t, dir, "a")
	}
	Sync = func(*os.File) error { t.Error("synced unasked"); return nil }
	must(t, begin(t, path, "new").Commit())
}

// Writers of one path, and sweeps beside them, in one process.
func TestConcurrentGoroutines(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	stop := make(chan struct{})
	var sweeps, writers sync.WaitGroup
	for range 2 {
		sweeps.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					Sweep(dir)
				}
			}
		})
	}
	for i := range 4 {
		writers.Go(func() {
			for range 200 {
				if err := Write(path, content(i)); err != nil {
					t.Error(err)
				}
				if got, err := os.ReadFile(path); err != nil || !whole(got) {
					t.Errorf("read %d bytes, %v", len(got), err)
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	sweeps.Wait()
	check(t, dir, "a")
}

// content is what writer i writes: its number, on many lines.
func content(i int) []byte { return bytes.Repeat(fmt.Appendf(nil, "%03d\n", i), 5000) }

// whole reports whether text is one writer's content.
func whole(text []byte) bool {
	return len(text) == 20_000 && bytes.Equal(text, bytes.Repeat(text[:4], 5000))
}

func TestMakeFolder(t *testing.T) {
	dir := t.TempDir()
	defer func() { Sync = (*os.File).Sync }()
	var synced []string
	Sync = func(f *os.File) error {
		synced = append(synced, f.Name())
		return f.Sync()
	}
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "a", "b")
	must(t, MakeFolder(b), MakeFolder(b))
	check(t, a, "b")
	if runtime.GOOS != "windows" && !slices.Equal(synced, []string{dir, a}) {
		t.Errorf("synced %q", synced)
	}
	file := filepath.Join(dir, "file")
	must(t, Write(file, nil))
	for _, path := range []string{file, filepath.Join(file, "c"), filepath.Join(file, "c", "d")} {
		if err := MakeFolder(path); err == nil {
			t.Errorf("%s is a folder", path)
		}
	}
	check(t, dir, "a", "file")
}

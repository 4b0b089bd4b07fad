package regular

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// put makes something of each kind at a path. Those that a system does not have
// are an error.
var put = map[string]func(path string) error{
	"a named pipe": pipe,
	"a device":     func(path string) error { return os.Symlink(os.DevNull, path) },
	"a directory":  func(path string) error { return os.Mkdir(path, 0o777) },
}

// within fails if do has not returned in time.
func within(t *testing.T, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("it hangs")
	}
}

func TestIrregular(t *testing.T) {
	for kind, make := range put {
		t.Run(kind, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "there")
			switch err := make(path); {
			case errors.Is(err, errors.ErrUnsupported), err != nil && runtime.GOOS == "windows":
				t.Skip("cannot be made here: ", err)
			case err != nil:
				t.Fatal(err)
			}
			want := path + " is " + kind + ", not a regular file"
			within(t, func() {
				_, _, open := Open(path)
				_, stat := Stat(path)
				_, read := ReadFile(path, 1)
				for _, err := range []error{open, stat, read} {
					var e *Error
					if !errors.As(err, &e) || err.Error() != want {
						t.Errorf("got %v, want %s", err, want)
					}
				}
			})
		})
	}
}

func TestRegular(t *testing.T) {
	dir := t.TempDir()
	path, link, endless := filepath.Join(dir, "file"), filepath.Join(dir, "link"), filepath.Join(dir, "endless")
	if err := os.WriteFile(path, []byte("text"), 0o666); err != nil {
		t.Fatal(err)
	}
	paths := []string{path}
	if os.Symlink(path, link) == nil {
		paths = append(paths, link)
	}
	for _, p := range paths {
		f, info, err := Open(p)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(f); string(b) != "text" || err != nil || info.Size() != 4 {
			t.Errorf("%s: read %q, %v, size %d", p, b, err, info.Size())
		}
		f.Close()
		if b, err := ReadFile(p, 4); string(b) != "text" || err != nil {
			t.Errorf("%s: read %q, %v", p, b, err)
		}
		if b, err := ReadFile(p, 3); b != nil || err == nil || !strings.Contains(err.Error(), p+" has 4 bytes; at most 3") {
			t.Errorf("%s: read %q, %v", p, b, err)
		}
	}
	if _, _, err := Open(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if os.Symlink("endless", endless) == nil {
		if _, _, err := Open(endless); err == nil || !strings.Contains(err.Error(), endless) {
			t.Errorf("endless link: %v", err)
		}
	}
}

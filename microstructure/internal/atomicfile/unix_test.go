//go:build linux || darwin

package atomicfile

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func init() {
	roles["umask"] = func(path string) error {
		syscall.Umask(0o027)
		return Write(path, nil)
	}
	// Meets a full disk, which a limit on the size of files stands for.
	roles["disk full"] = func(path string) error {
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 10_000, Max: 10_000}); err != nil {
			return err
		}
		err := Write(path, content(1))
		if !errors.Is(err, syscall.EFBIG) || strings.Contains(err.Error(), suffix) {
			return fmt.Errorf("Write: %v, want EFBIG", err)
		}
		f, err := Create(path)
		if err != nil {
			return err
		}
		if _, err := f.Write(content(1)); !errors.Is(err, syscall.EFBIG) {
			return fmt.Errorf("File.Write: %v, want EFBIG", err)
		}
		if err := f.Commit(); !errors.Is(err, syscall.EFBIG) {
			return fmt.Errorf("Commit: %v, want EFBIG", err)
		}
		return nil
	}
}

func TestUmaskIsObeyed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	must(t, process("umask", path).Run())
	info, err := os.Stat(path)
	must(t, err)
	if mode := info.Mode().Perm(); mode != 0o640 {
		t.Errorf("with umask 027 the mode is %#o, want 0640", mode)
	}
}

func TestDiskErrorsLeaveNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	must(t, Write(path, []byte("old")), process("disk full", path).Run())
	check(t, dir, "a")
	if got := read(t, path); got != "old" {
		t.Errorf("the file has %q", got)
	}
}

// Without locks, as on file systems that have none, age decides.
func TestLeftoverByAge(t *testing.T) {
	dir := t.TempDir()
	fresh := temporaryName("a")
	must(t, os.WriteFile(filepath.Join(dir, fresh), nil, 0o666))
	removeIfOld(filepath.Join(dir, fresh))
	check(t, dir, fresh)
	Sweep(dir)
	check(t, dir)
}

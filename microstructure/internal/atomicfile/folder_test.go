package atomicfile

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

func init() {
	// Keeps a folder locked until it is killed.
	roles["lock folder"] = func(path string) error {
		if _, err := LockFolder(context.Background(), path, nil); err != nil {
			return err
		}
		os.Stdout.WriteString("ready\n")
		time.Sleep(time.Hour)
		return nil
	}
}

func requireLocks(t *testing.T) {
	t.Helper()
	if !locks(t) {
		t.Skip("no locks on this system")
	}
}

func TestFolderIsLockedForOneAtATime(t *testing.T) {
	requireLocks(t)
	dir := t.TempDir()
	first, err := LockFolder(t.Context(), dir, func() { t.Error("waited for nobody") })
	must(t, err)
	var waited atomic.Int32
	got := make(chan *FolderLock)
	go func() {
		second, err := LockFolder(t.Context(), dir, func() { waited.Add(1) })
		if err != nil {
			t.Error(err)
		}
		got <- second
	}()
	select {
	case <-got:
		t.Error("two have the lock")
	case <-time.After(3 * folderPeriod):
	}
	first.Unlock()
	(<-got).Unlock()
	if waited.Load() != 1 {
		t.Errorf("waiting was called %d times, want once", waited.Load())
	}
	check(t, dir)
}

func TestWaitingForAFolderEndsWithTheContext(t *testing.T) {
	requireLocks(t)
	dir := t.TempDir()
	lock, err := LockFolder(t.Context(), dir, nil)
	must(t, err)
	defer lock.Unlock()
	ctx, cancel := context.WithCancel(t.Context())
	start := time.Now()
	_, err = LockFolder(ctx, dir, cancel)
	if !errors.Is(err, context.Canceled) || time.Since(start) > time.Second {
		t.Errorf("%v after %v", err, time.Since(start))
	}
}

func TestLockOfAKilledProcess(t *testing.T) {
	requireLocks(t)
	dir := t.TempDir()
	holder := process("lock folder", dir)
	out, err := holder.StdoutPipe()
	must(t, err, holder.Start())
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("the holder says %q, %v", line, err)
	}
	lock, err := LockFolder(t.Context(), dir, func() { holder.Process.Kill() })
	must(t, err)
	lock.Unlock()
	_ = holder.Wait() // killed
}

// The folder that is locked is the one that has the name.
func TestFolderMadeAnewWhileWaiting(t *testing.T) {
	requireLocks(t)
	dir := filepath.Join(t.TempDir(), "a")
	must(t, os.Mkdir(dir, 0o777))
	old, err := LockFolder(t.Context(), dir, nil)
	must(t, err)
	second, err := LockFolder(t.Context(), dir, func() {
		must(t, os.Remove(dir), os.Mkdir(dir, 0o777))
		old.Unlock()
	})
	must(t, err)
	defer second.Unlock()
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := LockFolder(ctx, dir, cancel); !errors.Is(err, context.Canceled) {
		t.Errorf("the new folder is not locked: %v", err)
	}
}

func TestFoldersThatCannotBeLocked(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o666))
	for _, path := range []string{file, file + "/x", filepath.Join(t.TempDir(), "none"), ""} {
		var named *fs.PathError
		if _, err := LockFolder(t.Context(), path, nil); !errors.As(err, &named) || named.Path != path {
			t.Errorf("%q: %v", path, err)
		}
	}
}

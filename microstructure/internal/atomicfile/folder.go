package atomicfile

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// A FolderLock is an exclusive lock on a folder, against this process and
// others.
type FolderLock struct {
	folder *os.File // nil where folders cannot be locked
}

// errBusy is returned if another holds the lock on a folder.
var errBusy = errors.New("the folder is locked")

// folderPeriod is the time between two attempts to lock a folder.
const folderPeriod = 50 * time.Millisecond

// LockFolder locks an existing folder. While another has the lock it waits,
// until ctx ends; waiting, unless nil, is called once if it has to wait. The
// lock leaves no file behind, and ends with Unlock or the process.
//
// Where folders cannot be locked, as on Windows and some network file systems,
// every caller gets the lock.
func LockFolder(ctx context.Context, dir string, waiting func()) (*FolderLock, error) {
	for {
		info, err := os.Stat(dir)
		if err == nil && !info.IsDir() { // opening a pipe would wait for its other end
			err = syscall.ENOTDIR
		}
		var lock *FolderLock
		if err == nil {
			lock, err = tryLockFolder(dir)
		}
		if err != errBusy {
			return lock, errorAt("lock", dir, err)
		}
		if waiting != nil {
			waiting()
			waiting = nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("stopped waiting for another program to finish with %s: %w", dir, context.Cause(ctx))
		case <-time.After(folderPeriod):
		}
	}
}

// Unlock releases the lock.
func (l *FolderLock) Unlock() {
	if l.folder != nil {
		l.folder.Close()
	}
}

//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package fetch

import (
	"context"
	"os"
	"syscall"
	"time"
)

// lockPart creates the part of a download at path, unless it is there, and
// waits until no other run holds it. No other run downloads that file before
// unlock is called. Where files cannot be locked, it does not wait.
func lockPart(ctx context.Context, path string) (unlock func(), err error) {
	for {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o666)
		if err != nil {
			return nil, err
		}
		if unlock, ok := lock(file); ok {
			return unlock, nil
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// tryLockPart is lockPart for an existing part, without waiting.
func tryLockPart(path string) (unlock func(), ok bool) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, false
	}
	return lock(file)
}

// lock locks a part, or closes it.
func lock(file *os.File) (unlock func(), ok bool) {
	err := syscall.EINTR
	for err == syscall.EINTR {
		err, _ = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB).(syscall.Errno)
	}
	held, statErr := file.Stat()
	named, namedErr := os.Lstat(file.Name())
	// The run that held it may have given it its final name.
	if err == syscall.EWOULDBLOCK || statErr != nil || namedErr != nil || !os.SameFile(held, named) {
		file.Close()
		return nil, false
	}
	return func() {
		if info, err := os.Lstat(file.Name()); err == nil && info.Size() == 0 && os.SameFile(held, info) {
			os.Remove(file.Name())
		}
		file.Close()
	}, true
}

//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package atomicfile

import (
	"os"
	"syscall"
)

// hold locks a new temporary file. The lock lasts until the returned second
// descriptor is closed, so that the file itself can be closed, and its errors
// be seen, earlier. hold returns errTaken if a sweep was faster, and nil where
// files cannot be locked.
func hold(file *os.File) (*os.File, error) {
	switch err := tryLock(file); {
	case err == syscall.EWOULDBLOCK: // a sweep holds it, and is about to remove it
		return nil, errTaken
	case err != nil:
		return nil, nil
	}
	// A sweep may have come and gone before.
	held, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if named, err := os.Lstat(file.Name()); err != nil || !os.SameFile(held, named) {
		return nil, errTaken
	}
	return duplicate(file)
}

func duplicate(file *os.File) (*os.File, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, err := syscall.Dup(int(file.Fd()))
	if err != nil {
		return nil, os.NewSyscallError("dup", err)
	}
	syscall.CloseOnExec(fd)
	return os.NewFile(uintptr(fd), file.Name()), nil
}

// removeAbandoned removes a temporary file that no process holds.
func removeAbandoned(path string) {
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return
	}
	defer f.Close() // and with it the lock, which no writer may get while the name is there
	switch err := tryLock(f); {
	case err == nil:
		os.Remove(path)
	case err != syscall.EWOULDBLOCK:
		removeIfOld(path)
	}
}

// tryLockFolder returns errBusy if another holds the folder.
func tryLockFolder(dir string) (*FolderLock, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := tryLock(f); err != nil {
		f.Close()
		if err == syscall.EWOULDBLOCK {
			return nil, errBusy
		}
		return &FolderLock{}, nil
	}
	// Whoever had the lock before may have removed the folder, and another may
	// have made it anew.
	held, err := f.Stat()
	if err == nil {
		err = stillNamed(held, dir)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &FolderLock{f}, nil
}

// stillNamed returns errBusy if dir is another folder than the one held.
func stillNamed(held os.FileInfo, dir string) error {
	named, err := os.Stat(dir)
	if err == nil && !os.SameFile(held, named) {
		err = errBusy
	}
	return err
}

func tryLock(f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err != syscall.EINTR {
			return err
		}
	}
}

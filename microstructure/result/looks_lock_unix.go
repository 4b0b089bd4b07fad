//go:build unix

package result

import (
	"os"
	"syscall"
)

// lockFile waits for an exclusive lock on the file, which lasts until it is
// closed.
func lockFile(f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if err != syscall.EINTR {
			return err
		}
	}
}

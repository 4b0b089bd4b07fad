//go:build unix

package result

import (
	"os"
	"syscall"
)

// lockFile waits for the file to be this process's alone, until it is closed.
func lockFile(f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if err != syscall.EINTR {
			return err
		}
	}
}

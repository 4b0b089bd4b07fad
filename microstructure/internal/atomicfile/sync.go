package atomicfile

import (
	"errors"
	"os"
	"runtime"
	"syscall"
)

// fsync is a variable for tests, which make it fail.
var fsync = (*os.File).Sync

// syncFolder makes the names in a folder survive a power failure. Windows has
// no such call, and some file systems refuse it with EINVAL or as unsupported:
// there it does nothing.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = fsync(d)
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return errors.Join(err, d.Close())
}

package atomicfile

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// Sync flushes a file, or the names in a folder, to disk. It is a variable for
// tests, which count its calls or make it fail.
var Sync = (*os.File).Sync

// MakeFolder makes a folder and its missing parents, and flushes their names to
// disk. It asks for mode 0o777, less the umask.
func MakeFolder(dir string) error {
	if isFolder(dir) {
		return nil
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := MakeFolder(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o777); err != nil && !isFolder(dir) { // another process may have made it
		return err
	}
	return errorAt("sync folder of", dir, syncFolder(parent))
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

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
	err = Sync(d)
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return errors.Join(err, d.Close())
}

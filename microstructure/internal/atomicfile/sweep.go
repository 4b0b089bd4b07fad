package atomicfile

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// A temporary name is a dot, the final name, a dot, random hexadecimal digits
// and the suffix.
const (
	randomDigits = 16
	suffix       = ".tmp"
)

// abandonedAfter is the age from which a temporary file that cannot be locked
// counts as abandoned: longer than any program of ours writes without pause.
const abandonedAfter = 24 * time.Hour

// swept has the folders that this process has swept.
var swept sync.Map

func sweepOnce(dir string) {
	if _, done := swept.Load(filepath.Clean(dir)); !done {
		Sweep(dir)
	}
}

// Sweep removes the temporary files that dead processes left in a folder. It
// touches no file of a living process and none whose name is not exactly of
// this package's form. Files that it may not remove stay: they take up space
// and do no other harm.
func Sweep(dir string) {
	dir = filepath.Clean(dir)
	swept.Store(dir, true)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if e.Type().IsRegular() && isTemporary(e.Name()) {
			removeAbandoned(filepath.Join(dir, e.Name()))
		}
	}
}

// isTemporary reports whether a file name is one of temporaryName's.
func isTemporary(name string) bool {
	name, ok := strings.CutSuffix(name, suffix)
	dot := len(name) - randomDigits - 1
	return ok && dot > 1 && name[0] == '.' && name[dot] == '.' &&
		strings.Trim(name[dot+1:], "0123456789abcdef") == ""
}

// removeIfOld removes the file at path if it has not been written to for long.
func removeIfOld(path string) {
	info, err := os.Lstat(path)
	if err == nil && time.Since(info.ModTime()) >= abandonedAfter {
		os.Remove(path)
	}
}

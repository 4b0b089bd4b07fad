package golden

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// VisitSources stats all Go files below a directory: go test repeats a cached
// pass until a file that the test itself looked at has changed, and go list is
// another process.
func VisitSources(t testing.TB, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".go" {
			_, err = os.Stat(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

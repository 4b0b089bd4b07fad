package columns

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzColumns reads all columns of files of any bytes: that ends, and not with
// a panic.
func FuzzColumns(f *testing.F) {
	paths, _ := filepath.Glob("testdata/*.*")
	for _, path := range paths {
		if ext := filepath.Ext(path); ext != ".parquet" && ext != ".feather" {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	path := filepath.Join(f.TempDir(), "file.parquet")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := readAll(path); err != nil && strings.Contains(err.Error(), "goroutine") {
			t.Fatal(err)
		}
	})
}

// readAll reads every readable column of a file.
func readAll(path string) error {
	f, err := Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	for i := range f.Fields() {
		f.Bounds(i)
	}
	fields := readable(f)
	if len(fields) == 0 {
		return nil // there is nothing to end it
	}
	r, err := f.Read(fields...)
	for b := (Batch{}); err == nil; {
		err = r.Next(&b)
	}
	if err == io.EOF {
		return nil
	}
	return err
}

package desk

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/tickbook/tickbook/microstructure/internal/code"
)

// libraryDigest is a digest of the library's source, of the versions of what it
// imports, of the compiler and of the processor. It is an error where the
// source is not there, or may not be that of the running program.
var libraryDigest = sync.OnceValues(func() (string, error) {
	_, file, _, ok := runtime.Caller(0)
	if !ok || !filepath.IsAbs(file) {
		return "", errors.New("the program does not know its source")
	}
	executable, err := os.Executable()
	if err != nil {
		return "", err
	}
	program, err := os.Stat(executable)
	if err != nil {
		return "", err
	}
	return digestOfSource(filepath.Dir(filepath.Dir(file)), program)
})

// digestOfSource is the digest of the Go files below a directory, and of go.mod
// and go.sum above it.
func digestOfSource(dir string, program fs.FileInfo) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, code.Platform())
	add := func(path string) error {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		if info.ModTime().After(program.ModTime()) {
			return fmt.Errorf("%s was edited after the program was compiled", path)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		fmt.Fprintf(h, "%q %d\n", name, len(text))
		h.Write(text)
		return err
	}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		embedded := strings.HasSuffix(path, ".csv") && filepath.Base(filepath.Dir(path)) != "testdata"
		if entry.IsDir() || strings.HasSuffix(path, "_test.go") || !strings.HasSuffix(path, ".go") && !embedded {
			return nil
		}
		return add(path)
	})
	for _, name := range []string{"go.mod", "go.sum"} {
		if err == nil {
			err = add(filepath.Join(filepath.Dir(dir), name))
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)), err
}

package desk

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
)

// keptFiles of each kind of result stay; the oldest go.
const keptFiles = 16

// throughFile is the result in a file, or it is computed and kept there. An
// empty path is no file.
func throughFile[T any](path, kind string, decode func([]byte) (T, error), compute func() (T, error), encode func(T) ([]byte, error)) (T, error) {
	if path == "" {
		return compute()
	}
	if content, ok := readKept(path); ok {
		if result, err := decode(content); err == nil {
			return result, nil
		}
	}
	result, err := compute()
	if err == nil {
		if content, err := encode(result); err == nil {
			writeKept(path, kind, content)
		}
	}
	return result, err
}

// readKept is the content of a kept file; false if there is none that is whole.
func readKept(path string) ([]byte, bool) {
	data, err := os.ReadFile(path)
	if err != nil || len(data) < sha256.Size {
		return nil, false
	}
	sum, content := data[:sha256.Size], data[sha256.Size:]
	if now := sha256.Sum256(content); !bytes.Equal(sum, now[:]) {
		return nil, false
	}
	return content, true
}

// writeKept keeps a result. That it cannot be kept is no error: it is computed
// again.
func writeKept(path, kind string, content []byte) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return
	}
	sum := sha256.Sum256(content)
	if err := atomicfile.Write(path, append(sum[:], content...)); err != nil {
		return
	}
	names, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	var files []os.FileInfo
	for _, name := range names {
		if ok, _ := filepath.Match(kind+"_*.gob", name.Name()); !ok {
			continue
		}
		if info, err := name.Info(); err == nil {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b os.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	for _, old := range files[min(keptFiles, len(files)):] {
		os.Remove(filepath.Join(dir, old.Name()))
	}
}

package desk

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
	"github.com/tickbook/tickbook/microstructure/internal/code"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// Results that take long are kept in Config.KeptDir, each in a file that is
// named by a digest of all that it depends on: an edit of any of it is another
// name, and the result is computed. Nothing is kept where the digest cannot be
// known.

// keptFiles of each kind of result stay; the oldest go.
const keptFiles = 16

// keptPath is the file of a kind of result with this input and configuration,
// and that of the reference procedure if it is not nil; empty if the result is
// not kept.
func (d *Desk) keptPath(kind, input string, c evidence.Config, r *reference.Config) string {
	if d.Config.KeptDir == "" || d.Config.NoCache {
		return ""
	}
	library, err := libraryDigest()
	if err != nil {
		return ""
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n%q\n%v\n", kind, library, input, microstructure.SourceList(d.Config.Sources), d.Config.Interval)
	for _, f := range d.Config.Features {
		key, err := f.Key()
		if err != nil {
			return ""
		}
		fmt.Fprintf(h, "%q %q\n", f.Columns(), key)
	}
	features := c.Features
	c.Features = nil
	fmt.Fprintf(h, "%+v\n", c)
	if r != nil {
		features = append(features[:len(features):len(features)], r.Features...)
		of := *r
		of.Features = nil
		fmt.Fprintf(h, "%+v %d\n", of, d.Config.Shifts)
	}
	for _, f := range features {
		digest, err := featureDigest(f)
		if err != nil {
			return ""
		}
		fmt.Fprintf(h, "%q %q %s\n", f.Name, f.Doc, digest)
	}
	return filepath.Join(d.Config.KeptDir, fmt.Sprintf("%s_%x.gob", kind, h.Sum(nil)[:16]))
}

// featureDigest is that of a feature's function: a word for the library's own
// column of bars, which the library's digest covers, and for a column beside
// them, which has a function of its own.
func featureDigest(f microstructure.Feature) (string, error) {
	if f.Of == nil {
		return "own", nil
	}
	const library = "github.com/tickbook/tickbook/microstructure."
	if function := runtime.FuncForPC(reflect.ValueOf(f.Of).Pointer()); function != nil && strings.HasPrefix(function.Name(), library) {
		// Each field of this bar has another value: the column is that of its
		// name.
		var bar microstructure.Bar
		fields := microstructure.BarFields()
		for i, field := range fields {
			*field.At(&bar) = float64(i + 1)
		}
		at := slices.IndexFunc(fields, func(b microstructure.BarField) bool { return b.Name == f.Name })
		if at >= 0 && f.Of(&bar) == *fields[at].At(&bar) {
			return "bar", nil
		}
	}
	d, err := code.Of(f.Of)
	return d.Sum, err
}

// readKept is the content of a kept file; false if there is none that is whole.
func readKept(path string) ([]byte, bool) {
	if path == "" {
		return nil, false
	}
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

// keptEvidence is evidence.Run, or what was kept of the same run.
func (d *Desk) keptEvidence(bars []microstructure.SourceBars, input string, c evidence.Config, progress func(done, total int)) (*evidence.Evidence, error) {
	const kind = "evidence"
	path := d.keptPath(kind, input, c, nil)
	if content, ok := readKept(path); ok {
		if e, err := evidence.Kept(content, bars, c); err == nil {
			return e, nil
		}
	}
	e, err := evidence.Run(bars, c, progress)
	if err == nil && path != "" {
		if content, err := e.Keep(); err == nil {
			writeKept(path, kind, content)
		}
	}
	return e, err
}

// keptResult is a result of the desk's bars that is made of exported fields
// alone, or what was kept of it.
func keptResult[T any](d *Desk, kind string, c evidence.Config, r *reference.Config, compute func() (T, error)) (result T, err error) {
	path := d.keptPath(kind, d.bars.value.built.InputDigest, c, r)
	if content, ok := readKept(path); ok {
		if gob.NewDecoder(bytes.NewReader(content)).Decode(&result) == nil {
			return result, nil
		}
	}
	result, err = compute()
	if err == nil && path != "" {
		var content bytes.Buffer
		if gob.NewEncoder(&content).Encode(result) == nil {
			writeKept(path, kind, content.Bytes())
		}
	}
	return result, err
}

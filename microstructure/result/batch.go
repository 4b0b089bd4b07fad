package result

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
)

// beforeChange is called before each change of a directory that a reader can
// see. It is a variable for tests, which end the process there.
var beforeChange = func() {}

// A batch is the files of a set, written under temporary names, the summary the
// last of them.
type batch struct {
	dir   string
	names []string
	files []*atomicfile.File
}

func newBatch(ctx context.Context, dir string, tables []microstructure.Table, summary Summary) (*batch, error) {
	b := &batch{dir: dir}
	summary.Files = map[string]string{}
	for _, t := range tables {
		name, write := fileName(t.Name), writeCSV
		if filepath.Ext(name) == ".parquet" {
			write = writeParquet
		}
		digest, err := b.add(name, func(w io.Writer) error { return write(ctx, w, t) })
		if ctx.Err() != nil {
			err = fmt.Errorf("stopped before any result had its name: %w", context.Cause(ctx))
		}
		if err != nil {
			b.abort()
			return nil, err
		}
		summary.Files[name] = digest
	}
	if _, err := b.add(summaryName, summary.write); err != nil {
		b.abort()
		return nil, err
	}
	return b, nil
}

// add writes a file and gives its SHA-256.
func (b *batch) add(name string, write func(io.Writer) error) (digest string, err error) {
	path := filepath.Join(b.dir, name)
	f, err := atomicfile.Create(path)
	if err != nil {
		return "", fmt.Errorf("result directory: %w", err)
	}
	b.names, b.files = append(b.names, name), append(b.files, f)
	h := sha256.New()
	w := bufio.NewWriterSize(io.MultiWriter(f, h), 1<<16)
	if err = write(w); err == nil {
		err = w.Flush()
	}
	if err != nil {
		return "", fmt.Errorf("writing %s: %w", path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// commit gives the files their names and removes those of own that are not
// among them. In between, the summary says that the set is unfinished, and lists
// whatever may be there.
func (b *batch) commit(own map[string]bool) error {
	unfinished := listing{Unfinished: "a study is writing these files, or was interrupted; running it again completes them", Files: map[string]string{}}
	for name := range own {
		unfinished.Files[name] = ""
	}
	for _, name := range b.names {
		unfinished.Files[name] = ""
	}
	delete(unfinished.Files, summaryName)
	text, err := json.MarshalIndent(unfinished, "", "  ")
	if err != nil {
		return err
	}
	beforeChange()
	if err := atomicfile.Write(filepath.Join(b.dir, summaryName), append(text, '\n')); err != nil {
		return err
	}
	last := len(b.files) - 1
	for _, f := range b.files[:last] {
		beforeChange()
		if err := f.Commit(); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		if slices.Contains(b.names, name) {
			continue
		}
		beforeChange()
		if err := os.Remove(filepath.Join(b.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	beforeChange()
	return b.files[last].Commit()
}

// abort removes what has no name yet.
func (b *batch) abort() {
	for _, f := range b.files {
		f.Abort()
	}
}

package result

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
	"github.com/tickbook/tickbook/microstructure/store"
	"github.com/tickbook/tickbook/microstructure/table"
)

// beforeChange is called before each change of a directory that a reader can
// see. It is a variable for tests, which end the process there.
var beforeChange = func() {}

// A batch is the files of a set, written under temporary names, the summary
// last.
type batch struct {
	dir     string
	names   []string
	files   []store.Writer
	digests map[string]string // SHA-256 by name; empty for the summary
	summary bytes.Buffer      // its text
	was     store.Condition   // that the summary is what it was, in an object store
}

func newBatch(ctx context.Context, dir string, tables []table.Table, summary Summary) (*batch, error) {
	b := &batch{dir: dir, digests: map[string]string{}}
	for _, t := range tables {
		name, write := fileName(t.Name), t.WriteCSV
		if filepath.Ext(name) == ".parquet" {
			write = t.WriteParquet
		}
		digest, err := b.add(name, func(w io.Writer) error { return write(interrupted{ctx, w}) })
		if ctx.Err() != nil {
			err = fmt.Errorf("stopped before any result was replaced: %w", context.Cause(ctx))
		}
		if err != nil {
			b.abort()
			return nil, err
		}
		b.digests[name] = digest
	}
	summary.Files = maps.Clone(b.digests)
	b.digests[summaryName] = ""
	if _, err := b.add(summaryName, func(w io.Writer) error { return summary.write(io.MultiWriter(w, &b.summary)) }); err != nil {
		b.abort()
		return nil, err
	}
	return b, nil
}

// An interrupted writer fails when ctx ends.
type interrupted struct {
	ctx context.Context
	to  io.Writer
}

func (w interrupted) Write(p []byte) (int, error) {
	if w.ctx.Err() != nil {
		return 0, context.Cause(w.ctx)
	}
	return w.to.Write(p)
}

// add writes a file and returns its SHA-256.
func (b *batch) add(name string, write func(io.Writer) error) (digest string, err error) {
	path := store.Join(b.dir, name)
	f, err := store.Create(path)
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
// among them. First it moves changed files out of the way, and returns their
// new paths. Meanwhile, the summary says that the set is unfinished, and lists
// whatever may exist.
func (b *batch) commit(own map[string]string, changed []string) (kept map[string]string, err error) {
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
		return nil, err
	}
	kept = map[string]string{}
	for _, name := range changed {
		beforeChange()
		if kept[name], err = keep(store.Join(b.dir, name)); err != nil {
			return nil, err
		}
	}
	beforeChange()
	if err := b.replace(append(text, '\n')); err != nil {
		return nil, err
	}
	last := len(b.files) - 1
	for _, f := range b.files[:last] {
		beforeChange()
		if err := f.Commit(); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		if slices.Contains(b.names, name) {
			continue
		}
		beforeChange()
		if err := store.Remove(store.Join(b.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	beforeChange()
	if store.IsRemote(b.dir) {
		return kept, b.replace(b.summary.Bytes())
	}
	return kept, b.files[last].Commit()
}

// replace replaces the summary, which in an object store must be what it was.
func (b *batch) replace(text []byte) error {
	path := store.Join(b.dir, summaryName)
	if !store.IsRemote(path) {
		return atomicfile.Write(path, text)
	}
	err := store.WriteIf(path, text, b.was)
	if err == nil {
		var there []byte
		if there, b.was.Version, err = store.ReadVersion(path, maxSummaryBytes); err == nil && !bytes.Equal(there, text) {
			err = store.ErrChanged
		}
		b.was.Absent = false
	}
	if errors.Is(err, store.ErrChanged) {
		err = fmt.Errorf("%s: another study wrote to it while this one did: %w; run them one after the other", b.dir, err)
	}
	return err
}

// keep renames a file to NAME.changed, with a number if that is taken, and
// returns its path.
func keep(path string) (string, error) {
	for n := 1; ; n++ {
		to := path + ".changed"
		if n > 1 {
			to += strconv.Itoa(n)
		}
		if _, err := describe(to); errors.Is(err, fs.ErrNotExist) {
			return to, store.Rename(path, to)
		} else if err != nil {
			return "", err
		}
	}
}

// abort removes the temporary files.
func (b *batch) abort() {
	for _, f := range b.files {
		f.Abort()
	}
}

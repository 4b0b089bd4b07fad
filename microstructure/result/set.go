package result

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
	"github.com/tickbook/tickbook/microstructure/store"
	"github.com/tickbook/tickbook/microstructure/table"
)

// A Set is a result directory that a study is going to write. Until Close,
// others that open it wait. In an object store they do not: of two that write
// at a time, one gets an error.
type Set struct {
	// Found is nil, or the problem of an earlier study's results
	// (ErrUnfinished, ErrMixed), which Write repairs.
	Found error
	// Kept maps files whose content was not what summary.json lists to the
	// paths that Write gave them.
	Kept map[string]string

	dir    string
	lock   *atomicfile.FolderLock
	tables []string
	own    map[string]string // SHA-256 of the files of the existing set; empty if unknown
	made   []string          // directories that Open made, the innermost first
	was    store.Condition   // that summary.json is still what it was, in an object store
}

// Open ensures that the named tables can be written into dir, which it creates
// if needed: that no file is in the way except those that an earlier study
// listed in its summary.json (ErrInTheWay, ErrForeign, ErrEarlier). While
// another process has the directory, Open waits for it, until ctx ends;
// waiting, unless nil, is called then.
func Open(ctx context.Context, dir string, tables []string, waiting func()) (*Set, error) {
	for _, t := range tables {
		if err := checkTable(t); err != nil {
			return nil, err
		}
	}
	s := &Set{dir: store.Clean(dir), tables: tables}
	dir = s.dir
	err := s.acquire(ctx, waiting)
	if err == nil {
		store.Sweep(dir)
		if err = s.look(ctx); err == nil {
			err = tryWriting(dir)
		}
	}
	if err != nil {
		s.Close()
		return nil, fmt.Errorf("result directory: %w", err)
	}
	return s, nil
}

// acquire makes and locks the directory. In between, another process may remove
// it if it made it and left it empty.
func (s *Set) acquire(ctx context.Context, waiting func()) error {
	if store.IsRemote(s.dir) {
		return nil
	}
	for {
		made, err := makeFolders(s.dir)
		s.made = append(made, s.made...)
		if err != nil {
			return err
		}
		s.lock, err = atomicfile.LockFolder(ctx, s.dir, waiting)
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
}

// makeFolders makes a directory and its parents, and lists those that did not
// exist, the innermost first.
func makeFolders(dir string) (made []string, err error) {
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) || at == filepath.Dir(at) {
			return made, os.MkdirAll(dir, 0o777)
		}
		made = append(made, at)
	}
}

// tryWriting reports a directory in which no file can be made: a study would
// only see it after its work.
func tryWriting(dir string) error {
	if store.IsRemote(dir) {
		path := store.Join(dir, ".try")
		return cmp.Or(store.Write(path, nil), store.Remove(path))
	}
	f, err := os.CreateTemp(dir, ".try-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// look reads the existing set.
func (s *Set) look(ctx context.Context) error {
	l, err := readListing(s.dir)
	s.own = map[string]string{}
	switch {
	case errors.Is(err, ErrForeign):
		return fmt.Errorf("%w; move it away, or give another directory", err)
	case errors.Is(err, ErrEarlier):
		return fmt.Errorf("%w: it does not list its files, which cannot be distinguished from yours; "+
			"move it and its tables away, or give another directory", err)
	case err == nil:
		maps.Copy(s.own, l.Files)
		s.own[summaryName] = ""
		s.was = store.Condition{Version: l.version}
		s.Found = l.check(ctx, s.dir)
	case !errors.Is(err, ErrNone):
		return err
	default:
		s.was = store.Condition{Absent: true}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return s.inTheWay(s.strangers(s.files()))
}

// files are those that the set may have in the end.
func (s *Set) files() []string {
	names := []string{summaryName}
	for _, t := range s.tables {
		names = append(names, fileName(t))
	}
	return names
}

// strangers lists the existing files that are not the set's own. Directories
// never are.
func (s *Set) strangers(names []string) (found []string) {
	for _, name := range names {
		_, own := s.own[name]
		info, err := describe(store.Join(s.dir, name))
		if err == nil && (!own || info.IsDir()) || err != nil && !errors.Is(err, fs.ErrNotExist) {
			found = append(found, name)
		}
	}
	return found
}

func (s *Set) inTheWay(names []string) error {
	if len(names) == 0 {
		return nil
	}
	const most = 5
	var paths []string
	for _, name := range names[:min(most, len(names))] {
		paths = append(paths, store.Join(s.dir, name))
	}
	listed, it := strings.Join(paths, ", "), "it"
	if more := len(names) - most; more > 0 {
		listed += fmt.Sprintf(" and %d more", more)
	}
	if len(names) > 1 {
		it = "them"
	}
	return fmt.Errorf("%s %w: summary.json does not list %s as a study's own; move %s away, or give another directory", listed, ErrInTheWay, it, it)
}

// Write writes tables, each named to Open, and the summary, and removes the
// tables of an earlier study that are not among them. A file of such a study
// that was changed since is kept under another name. An error before the first
// file has its name leaves the directory as it was.
func (s *Set) Write(ctx context.Context, tables []table.Table, summary Summary) error {
	for _, t := range tables {
		if !slices.Contains(s.tables, t.Name) {
			return fmt.Errorf("result directory: table %q was not named when it was opened", t.Name)
		}
	}
	b, err := newBatch(ctx, s.dir, tables, summary)
	if err != nil {
		return err
	}
	defer b.abort()
	strangers := s.strangers(b.names) // since Open
	if store.IsRemote(s.dir) {        // whose summary is written on a condition
		strangers = slices.DeleteFunc(strangers, func(name string) bool { return name == summaryName })
	}
	if err := s.inTheWay(strangers); err != nil {
		return fmt.Errorf("result directory: %w", err)
	}
	changed, err := s.changed(ctx)
	if err == nil {
		b.was = s.was
		s.Kept, err = b.commit(s.own, changed)
	}
	if err != nil {
		return fmt.Errorf("result directory: %w", err)
	}
	s.own, s.was = b.digests, b.was
	return nil
}

// changed lists the files whose content differs from summary.json.
func (s *Set) changed(ctx context.Context) (names []string, err error) {
	for _, name := range slices.Sorted(maps.Keys(s.own)) {
		if s.own[name] == "" {
			continue
		}
		got, err := digestOf(ctx, store.Join(s.dir, name))
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if got != s.own[name] && !errors.Is(err, fs.ErrNotExist) {
			names = append(names, name)
		}
	}
	return names, nil
}

// Close releases the directory, and removes it if Open made it and nothing was
// written.
func (s *Set) Close() {
	for _, dir := range s.made {
		if os.Remove(dir) != nil {
			break
		}
	}
	if s.lock != nil {
		s.lock.Unlock()
	}
}

// Write writes a set: Open, Set.Write and Close in one.
func Write(dir string, tables []table.Table, summary Summary) error {
	var names []string
	for _, t := range tables {
		names = append(names, t.Name)
	}
	ctx := context.Background()
	s, err := Open(ctx, dir, names, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Write(ctx, tables, summary)
}

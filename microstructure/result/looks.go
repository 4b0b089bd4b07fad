package result

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/regular"
	"github.com/tickbook/tickbook/microstructure/store"
)

// LooksFile is the name of the record of looks in a data directory: one JSON
// object per line, only ever appended to. A look has a line when it begins and
// one with its verdict.
const LooksFile = "looks.jsonl"

// ErrLooks: the record of looks cannot be read or written.
var ErrLooks = errors.New("record of looks")

// A Record is what a record of looks holds.
type Record struct {
	Looks   []evidence.Look // by line, oldest first
	Damaged []*LineError    // lines that are no looks, which do not count
}

// A LineError is a line of a record that is not a look.
type LineError struct {
	File    string
	Line    int // from 1
	Value   string
	Problem string
}

func (e *LineError) Error() string {
	return fmt.Sprintf("%s, line %d: %q is not a look: %s; correct the line, or remove it if the look shall not count", e.File, e.Line, e.Value, e.Problem)
}

// ReadLooks reads a record; no file is no look. Damaged lines are left out,
// since a crash may leave half a line, and the others still count.
func ReadLooks(path string) (Record, error) {
	if path = store.Clean(path); store.IsRemote(path) {
		text, err := readObject(path)
		return parse(text, path), err
	}
	f, err := openLooks(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return Record{}, nil
	}
	if err != nil {
		return Record{}, fmt.Errorf("%w: %w", ErrLooks, err)
	}
	defer f.Close()
	return read(f, path)
}

// EnterLook adds a look to the record before its verdict is known, unless it is
// there, so that looks at the same time count each other. It returns the record
// with it. The folder is made if needed.
//
// Processes may do so concurrently: the file is read and appended to under an
// exclusive lock where the system has one (Unix), a line in a single write. A
// partial line left by a crash is ended first. In an object store the record is
// read and written as a whole, and anew if another process wrote it meanwhile.
func EnterLook(path string, l evidence.Look) (Record, error) {
	l.Verdict = ""
	key := l.Key()
	return change(path, l, func(there evidence.Look) bool { return there.Key() == key })
}

// FinishLook adds the verdict of a look to the record, unless it is there.
func FinishLook(path string, l evidence.Look) (Record, error) {
	key := l.Key()
	return change(path, l, func(there evidence.Look) bool { return there.Verdict == l.Verdict && there.Key() == key })
}

// change appends a look unless there is one already.
func change(path string, l evidence.Look, is func(evidence.Look) bool) (Record, error) {
	fail := func(err error) (Record, error) { return Record{}, fmt.Errorf("%w: %w", ErrLooks, err) }
	line, err := json.Marshal(l)
	if err != nil {
		return fail(err)
	}
	line = append(line, '\n')
	if path = store.Clean(path); store.IsRemote(path) {
		return changeObject(path, l, line, is)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return fail(err)
	}
	f, err := openLooks(path, os.O_APPEND|os.O_CREATE|os.O_RDWR)
	if err != nil {
		return fail(err)
	}
	defer f.Close() // and with it the lock
	if err := lockFile(f); err != nil {
		return fail(fmt.Errorf("%s: %w", path, err))
	}
	r, err := read(f, path)
	if err != nil {
		return r, err
	}
	if slices.ContainsFunc(r.Looks, is) {
		return r, nil
	}
	if unfinished(f) {
		line = append([]byte{'\n'}, line...)
	}
	if _, err := f.Write(line); err != nil {
		return fail(err)
	}
	if err := f.Sync(); err != nil {
		return fail(err)
	}
	r.Looks = append(r.Looks, l)
	return r, nil
}

// openLooks opens a record. Opening a pipe might wait forever.
func openLooks(path string, flag int) (*os.File, error) {
	_, err := regular.Stat(path)
	if e, other := errors.AsType[*regular.Error](err); other && e.Mode.IsDir() {
		return nil, fmt.Errorf("%w: give a file, such as %s", err, filepath.Join(path, LooksFile))
	} else if other {
		return nil, err
	}
	return os.OpenFile(path, flag, 0o666)
}

// unfinished reports whether the file's last line lacks its line break.
func unfinished(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return false
	}
	last := make([]byte, 1)
	_, err = f.ReadAt(last, info.Size()-1)
	return err == nil && last[0] != '\n'
}

// read reads a record from its beginning.
func read(f *os.File, path string) (Record, error) {
	text, err := io.ReadAll(f)
	if err != nil {
		return Record{}, fmt.Errorf("%w: %w", ErrLooks, err)
	}
	return parse(text, path), nil
}

// parse reads the text of a record.
func parse(text []byte, path string) (r Record) {
	for i, line := range bytes.Split(text, []byte{'\n'}) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		l, problem := parseLook(line)
		if problem != "" {
			r.Damaged = append(r.Damaged, &LineError{path, i + 1, abridged(line), problem})
			continue
		}
		r.Looks = append(r.Looks, l)
	}
	return r
}

// parseLook reads a line, or says why it is not a look.
func parseLook(line []byte) (l evidence.Look, problem string) {
	if err := json.Unmarshal(line, &l); err != nil {
		return l, err.Error()
	}
	for _, d := range []struct{ name, date string }{{"from_date", l.FromDate}, {"to_date", l.ToDate}} {
		if _, err := time.Parse(time.DateOnly, d.date); err != nil {
			return l, fmt.Sprintf("%s %q is not a date like 2025-12-01", d.name, d.date)
		}
	}
	switch {
	case l.ToDate < l.FromDate:
		return l, fmt.Sprintf("to_date %s is before from_date %s", l.ToDate, l.FromDate)
	case l.Configurations < 1 || l.Configurations > maxConfigurations:
		return l, fmt.Sprintf("%d configurations; a look has 1 to %d", l.Configurations, maxConfigurations)
	}
	return l, ""
}

// maxConfigurations is far above what a look tries, and sums of it do not
// overflow.
const maxConfigurations = 1_000_000_000

// abridged is the beginning of a line, as valid UTF-8.
func abridged(line []byte) string {
	const most = 80
	if len(line) <= most {
		return strings.ToValidUTF8(string(line), "�")
	}
	return strings.ToValidUTF8(string(line[:most]), "�") + "…"
}

package result

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/regular"
)

// LooksFile is the name of the record of looks in a result directory: one JSON
// object per line, only ever appended to.
const LooksFile = "looks.jsonl"

// ErrLooks: the record of looks cannot be read or written.
var ErrLooks = errors.New("record of looks")

// AppendLook adds a line to the record in dir, which it creates if needed.
// Processes may do so concurrently: each line is written by a single write to a
// file opened for appending, under an exclusive lock where the system has one
// (Unix). A partial line left by a crash is terminated first.
func AppendLook(dir string, l evidence.Look) error {
	line, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrLooks, err)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("%w: %w", ErrLooks, err)
	}
	f, err := openLooks(dir, os.O_APPEND|os.O_CREATE|os.O_RDWR)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrLooks, err)
	}
	if err = lockFile(f); err == nil {
		line = append(line, '\n')
		if unfinished(f) {
			line = append([]byte{'\n'}, line...)
		}
		_, err = f.Write(line)
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("%w: %w", ErrLooks, err)
	}
	return nil
}

// openLooks opens the record in dir. Opening a pipe of that name might wait
// forever.
func openLooks(dir string, flag int) (*os.File, error) {
	path := filepath.Join(dir, LooksFile)
	_, err := regular.Stat(path)
	if _, other := errors.AsType[*regular.Error](err); other {
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

// ReadLooks reads the record in dir; no file is no look. A line that is not a
// look is left out and counted: a crash may leave half a line, and the others
// still count.
func ReadLooks(dir string) (looks []evidence.Look, broken int, err error) {
	f, err := openLooks(dir, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrLooks, err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var l evidence.Look
		if json.Unmarshal(lines.Bytes(), &l) != nil || l.Digest == "" {
			broken++
			continue
		}
		looks = append(looks, l)
	}
	if err := lines.Err(); err != nil {
		return nil, 0, fmt.Errorf("%w: %s: %w", ErrLooks, f.Name(), err)
	}
	return looks, broken, nil
}

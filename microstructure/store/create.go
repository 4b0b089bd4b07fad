package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
)

// A Writer writes a file or an object, which appears under its name when it is
// committed and complete. It ends with Commit, CommitSync or Abort.
type Writer interface {
	Write(b []byte) (int, error)
	Commit() error
	CommitSync() error // Commit that survives a power failure
	Abort()            // removes what was written; after Commit it does nothing
}

// Create begins a file, in a folder that exists, or an object.
func Create(p string) (Writer, error) {
	if p = Clean(p); scheme(p) == "" {
		f, err := atomicfile.Create(p)
		if err != nil {
			return nil, err
		}
		return f, nil
	}
	c, key, err := locate(p)
	if err != nil {
		return nil, err
	}
	spool, err := os.CreateTemp("", "tickbook-*.tmp")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(spool.Name()) // not on Windows, where Abort and Commit do it
	return &upload{client: c, key: key, spool: spool}, nil
}

// An upload collects an object in a temporary file, from where a request that
// fails can be repeated.
type upload struct {
	client *client
	key    string
	spool  *os.File
	err    error
	done   bool
}

func (u *upload) Write(b []byte) (int, error) {
	n, err := u.spool.Write(b)
	if err != nil && u.err == nil {
		u.err = err
	}
	return n, err
}

func (u *upload) Commit() error {
	if u.done {
		return &fs.PathError{Op: "commit", Path: u.client.url + "/" + u.key, Err: fs.ErrClosed}
	}
	defer u.Abort()
	if u.err != nil {
		return u.err
	}
	if _, err := u.spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	u.client.forget(u.key)
	return u.client.Write(context.Background(), u.key, u.spool, Condition{})
}

func (u *upload) CommitSync() error { return u.Commit() }

func (u *upload) Abort() {
	if !u.done {
		u.done = true
		u.spool.Close()
		_ = os.Remove(u.spool.Name()) // on Windows
	}
}

// Write writes a file, in a folder that exists, or an object, whole or not at
// all.
func Write(p string, data []byte) error {
	if p = Clean(p); scheme(p) == "" {
		return atomicfile.Write(p, data)
	}
	return WriteIf(p, data, Condition{})
}

// ReadVersion is ReadFile with the object's version, for WriteIf. Files have
// none.
func ReadVersion(p string, most int64) (data []byte, version string, err error) {
	if p = Clean(p); scheme(p) == "" {
		data, err = ReadFile(p, most)
		return data, "", err
	}
	data, is, err := readWhole(p, most)
	return data, is.Version, err
}

// WriteIf writes an object on a condition. The error is ErrChanged if it does
// not hold. The file system has no such writes: there it is an error.
func WriteIf(p string, data []byte, condition Condition) error {
	if p = Clean(p); scheme(p) == "" {
		return &fs.PathError{Op: "write on a condition", Path: p, Err: errors.ErrUnsupported}
	}
	c, key, err := locate(p)
	if err != nil {
		return err
	}
	c.forget(key)
	return c.Write(context.Background(), key, bytes.NewReader(data), condition)
}

// maxRewrites is how often Rewrite tries while others write the same object.
const maxRewrites = 30

// Rewrite replaces an object of at most a number of bytes by what change makes
// of it: of nil if there is none. If another process writes the object
// meanwhile, change is called again, with what that one wrote. If it returns
// nil, the object stays as it is. For a file, as for WriteIf, it is an error.
func Rewrite(p string, most int64, change func(was []byte) (now []byte, err error)) error {
	for attempt := range maxRewrites {
		time.Sleep(rand.N(time.Duration(min(attempt, 10))*50*time.Millisecond + 1)) // so that those who collided part
		was, version, err := ReadVersion(p, most)
		same := Condition{Version: version}
		if errors.Is(err, fs.ErrNotExist) {
			was, same, err = nil, Condition{Absent: true}, nil
		}
		if err != nil {
			return err
		}
		now, err := change(was)
		if now == nil || err != nil {
			return err
		}
		if err = WriteIf(p, now, same); !errors.Is(err, ErrChanged) {
			return err
		}
	}
	return fmt.Errorf("%s: other processes changed it %d times while this one did; run again", Clean(p), maxRewrites)
}

// WriteCache writes a file of a cache, and makes its folder if needed. An object
// that another process wrote since this one looked for it stays: it is the same
// then, or says what else it was made from.
func WriteCache(p string, data []byte) error {
	if p = Clean(p); scheme(p) == "" {
		err := atomicfile.Write(p, data)
		if errors.Is(err, fs.ErrNotExist) {
			if err = os.MkdirAll(Dir(p), 0o777); err == nil {
				err = atomicfile.Write(p, data)
			}
		}
		return err
	}
	c, key, err := locate(p)
	if err != nil {
		return err
	}
	if err := WriteIf(p, data, c.asSeen(key)); !errors.Is(err, ErrChanged) {
		return err
	}
	return nil
}

// Rename gives a file another name. An object is copied, unless the name is
// taken, and removed.
func Rename(from, to string) error {
	if from, to = Clean(from), Clean(to); scheme(from) == "" && scheme(to) == "" {
		return os.Rename(from, to)
	}
	data, err := ReadFile(from, maxCopied)
	if err == nil {
		err = WriteIf(to, data, Condition{Absent: true})
	}
	if err != nil {
		return err
	}
	return Remove(from)
}

// maxCopied bounds the size of an object that is given another name.
const maxCopied = 1 << 30

// MakeFolder makes a directory; a store needs none.
func MakeFolder(dir string) error {
	if dir = Clean(dir); scheme(dir) == "" {
		return atomicfile.MakeFolder(dir)
	}
	_, _, err := locate(dir)
	return err
}

// Sweep removes what dead processes left in a directory. They leave nothing
// that can be seen in a store.
func Sweep(dir string) {
	if dir = Clean(dir); scheme(dir) == "" {
		atomicfile.Sweep(dir)
	}
}

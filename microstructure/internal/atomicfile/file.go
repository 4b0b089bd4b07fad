package atomicfile

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A File is a file being written. It ends with Commit, CommitSync or Abort.
type File struct {
	path string
	file *os.File
	lock *os.File // holds the lock on the temporary file; nil where there are no locks
	err  error    // the first failure, which Commit reports again
	done bool
}

// errTaken is returned when a temporary file is lost to another process before
// it is locked.
var errTaken = errors.New("other processes keep removing the temporary file")

// maxAttempts bounds the temporary names tried: a sweep can take a file between
// its creation and its lock. Sweeps are few, and each attempt waits a
// millisecond longer for them to end.
const maxAttempts = 50

// Create begins the file at path, in a folder that exists. Like os.Create, it
// asks for mode 0o666, less the umask. The first call for a folder also removes
// what dead processes left there.
func Create(path string) (*File, error) {
	dir, name := filepath.Split(path)
	if name == "" {
		return nil, &fs.PathError{Op: "create", Path: path, Err: fs.ErrInvalid}
	}
	sweepOnce(dir)
	var f *File
	err := errTaken
	for i := 0; i < maxAttempts && err == errTaken; i++ {
		time.Sleep(time.Duration(i) * time.Millisecond)
		f, err = create(path, filepath.Join(dir, temporaryName(name)))
	}
	return f, errorAt("create", path, err)
}

func create(path, temporary string) (*File, error) {
	file, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return nil, errTaken
	}
	if err != nil {
		return nil, err
	}
	lock, err := hold(file)
	if err != nil {
		file.Close()
		os.Remove(temporary)
		return nil, err
	}
	return &File{path: path, file: file, lock: lock}, nil
}

// Write writes to the end of the file.
func (f *File) Write(b []byte) (int, error) {
	n, err := f.file.Write(b)
	if err != nil {
		err = errorAt("write", f.path, err)
		if f.err == nil {
			f.err = err
		}
	}
	return n, err
}

// Commit gives the file its name and replaces any file of that name. If
// anything failed, a Write included, the file is removed instead and the error
// returned.
func (f *File) Commit() error { return f.commit(false) }

// CommitSync is Commit for what must survive a power failure: the content is on
// disk before the file gets its name, and the name is before CommitSync
// returns. If only the latter fails, the file still has its name.
func (f *File) CommitSync() error { return f.commit(true) }

func (f *File) commit(sync bool) error {
	if f.done {
		return &fs.PathError{Op: "commit", Path: f.path, Err: fs.ErrClosed}
	}
	f.done = true
	defer f.lock.Close() // after the rename: until then a sweep would take the file
	err := f.err
	if err == nil && sync {
		err = errorAt("sync", f.path, Sync(f.file))
	}
	err = errors.Join(err, errorAt("close", f.path, f.file.Close()))
	if err == nil {
		err = errorAt("rename", f.path, os.Rename(f.file.Name(), f.path))
	}
	if err != nil {
		os.Remove(f.file.Name())
		return err
	}
	if sync {
		return errorAt("sync folder of", f.path, syncFolder(filepath.Dir(f.path)))
	}
	return nil
}

// Abort removes what was written. After Commit it does nothing.
func (f *File) Abort() {
	if f.done {
		return
	}
	f.done = true
	defer f.lock.Close()
	f.file.Close()
	os.Remove(f.file.Name())
}

// Write writes data to the file at path, whole or not at all.
func Write(path string, data []byte) error {
	f, err := Create(path)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		f.Abort()
		return err
	}
	return f.Commit()
}

// temporaryName returns a new name that isTemporary recognises.
func temporaryName(name string) string {
	var random [randomDigits / 2]byte
	rand.Read(random[:])
	return fmt.Sprintf(".%s.%x%s", name, random, suffix)
}

// errorAt rewrites a system error with the file's final path, not its temporary
// one. A nil error stays nil.
func errorAt(op, path string, err error) error {
	if err == nil {
		return nil
	}
	var ofPath *fs.PathError
	var ofLink *os.LinkError
	switch {
	case errors.As(err, &ofPath):
		err = ofPath.Err
	case errors.As(err, &ofLink):
		err = ofLink.Err
	}
	return &fs.PathError{Op: op, Path: path, Err: err}
}

package parquetio

import (
	"crypto/rand"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// An AtomicFile is written beside its final path and renamed onto it when it
// is complete. Concurrent writers of one path do not meet; the last one wins.
type AtomicFile struct {
	*os.File
	path string
}

// CreateAtomic begins the file path, in a directory that exists. Until Commit
// its data are in a hidden file that ends in .tmp.
func CreateAtomic(path string) (*AtomicFile, error) {
	dir, name := filepath.Split(path)
	var random [8]byte
	rand.Read(random[:])
	temp := filepath.Join(dir, fmt.Sprintf(".%s.%x.tmp", name, random))
	f, err := os.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, err
	}
	return &AtomicFile{File: f, path: path}, nil
}

// Commit closes the file and gives it its name.
func (f *AtomicFile) Commit() error {
	if err := f.Close(); err != nil {
		os.Remove(f.Name())
		return err
	}
	if err := os.Rename(f.Name(), f.path); err != nil {
		os.Remove(f.Name())
		return err
	}
	return nil
}

// Abort removes what was written. After Commit it does nothing.
func (f *AtomicFile) Abort() {
	if err := f.Close(); err == nil {
		os.Remove(f.Name())
	}
}

// WriteFile writes a whole file atomically.
func WriteFile(path string, data []byte) error {
	f, err := CreateAtomic(path)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		f.Abort()
		return &fs.PathError{Op: "write", Path: path, Err: err}
	}
	return f.Commit()
}

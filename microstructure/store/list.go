package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// ReadDir lists a directory by name. What lists say of objects may be late:
// they may lack one that was just written, or have one that is gone.
func ReadDir(dir string) ([]fs.DirEntry, error) {
	if dir = Clean(dir); scheme(dir) == "" {
		return os.ReadDir(dir)
	}
	c, key, err := locate(dir)
	if err != nil {
		return nil, err
	}
	prefix := key
	if prefix != "" {
		prefix += "/"
	}
	objects, folders, err := c.List(context.Background(), prefix)
	if err != nil {
		return nil, err
	}
	var entries []fs.DirEntry
	c.mu.Lock()
	for _, o := range objects {
		if o.Key != prefix { // some programs mark folders so
			c.listed[o.Key] = o
			entries = append(entries, info{object: o})
		}
	}
	c.mu.Unlock()
	for _, name := range folders {
		entries = append(entries, info{object: Object{Key: prefix + name}, folder: true})
	}
	if len(entries) == 0 {
		return nil, &fs.PathError{Op: "list", Path: dir, Err: fs.ErrNotExist}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// IsFolder reports whether there is a directory. A store has those of which
// there are objects.
func IsFolder(dir string) (bool, error) {
	if dir = Clean(dir); scheme(dir) == "" {
		info, err := os.Stat(dir)
		return err == nil && info.IsDir(), nil
	}
	_, err := ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

package store

import (
	"io/fs"
	"path"
	"time"
)

// info describes an object or a folder of a store. Its Sys is the Object.
type info struct {
	object Object
	folder bool
}

func (i info) Name() string               { return path.Base(i.object.Key) }
func (i info) Size() int64                { return i.object.Size }
func (i info) ModTime() time.Time         { return i.object.Modified }
func (i info) IsDir() bool                { return i.folder }
func (i info) Sys() any                   { return i.object }
func (i info) Type() fs.FileMode          { return i.Mode().Type() }
func (i info) Info() (fs.FileInfo, error) { return i, nil }

func (i info) Mode() fs.FileMode {
	if i.folder {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

// VersionOf is the version of an object that a FileInfo describes; empty for a
// local file.
func VersionOf(i fs.FileInfo) string {
	if i == nil {
		return ""
	}
	o, _ := i.Sys().(Object)
	return o.Version
}

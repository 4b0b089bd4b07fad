package store

import (
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"strings"
)

// scheme is the scheme of a path; empty for a local one.
func scheme(p string) string {
	i := strings.Index(p, "://")
	if i < 1 || strings.Trim(p[:i], "abcdefghijklmnopqrstuvwxyz0123456789+") != "" {
		return ""
	}
	return p[:i]
}

// IsRemote reports whether a path is that of an object in a store, and not of a
// local file.
func IsRemote(p string) bool {
	s := scheme(p)
	return s != "" && s != "file"
}

// Local reports a path that must be a local one and is not.
func Local(p string) error {
	if !IsRemote(p) {
		return nil
	}
	return fmt.Errorf("%s: this must be a local path, and not one in an object store", p)
}

// Clean is a path without the scheme file, and without slashes at the end of a
// URL.
func Clean(p string) string {
	switch scheme(p) {
	case "":
		return p
	case "file":
		u, err := url.Parse(p)
		if err != nil || u.Host != "" && u.Host != "localhost" {
			return p
		}
		return filepath.FromSlash(u.Path)
	}
	bucket, key := split(p)
	return strings.TrimSuffix(bucket+"/"+key, "/")
}

// split cuts a URL into that of its bucket and the key.
func split(p string) (bucket, key string) {
	at := strings.Index(p, "://") + len("://")
	host, key, _ := strings.Cut(p[at:], "/")
	if key = path.Clean("/" + key)[1:]; key == "." {
		key = ""
	}
	return p[:at] + host, key
}

// Join joins elements to a directory, as filepath.Join does.
func Join(dir string, elem ...string) string {
	if dir = Clean(dir); !IsRemote(dir) {
		return filepath.Join(append([]string{dir}, elem...)...)
	}
	return Clean(dir + "/" + path.Join(elem...))
}

// Dir is the directory of a path, as of filepath.Dir; that of a bucket is the
// bucket.
func Dir(p string) string {
	if p = Clean(p); !IsRemote(p) {
		return filepath.Dir(p)
	}
	bucket, key := split(p)
	return Join(bucket, path.Dir("/"+key))
}

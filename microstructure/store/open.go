package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/tickbook/tickbook/microstructure/internal/regular"
)

// A File is open for reading. That of an object may be read by one goroutine at
// a time.
type File interface {
	ReadAt(b []byte, at int64) (int, error)
	Close() error
	// Stat describes the file as it is now; an object as it was when it was
	// opened, which is what is read.
	Stat() (fs.FileInfo, error)
}

// A Prefetcher is a File that fetches a range of bytes ahead of its reader, who
// will read all of it in ascending order.
type Prefetcher interface {
	Prefetch(from, to int64)
}

const (
	// smallObject is the size up to which an object is read whole when it is
	// opened.
	smallObject = 1 << 20
	// tailSize is how much of the end of a larger one is read then: more than
	// the footer of most parquet files.
	tailSize = 64 << 10
)

// Open opens a regular file or an object. The errors of local files are those
// of os.Open, or a *regular.Error.
func Open(p string) (File, fs.FileInfo, error) {
	if p = Clean(p); scheme(p) == "" {
		f, info, err := regular.Open(p)
		if err != nil {
			return nil, nil, err
		}
		return f, info, nil
	}
	c, key, err := locate(p)
	if err != nil {
		return nil, nil, err
	}
	o, err := c.open(key)
	if err != nil {
		return nil, nil, err
	}
	return o, info{object: o.is}, nil
}

// open reads an object that is small, or the end of a larger one.
func (c *client) open(key string) (*object, error) {
	ctx, cancel := context.WithCancel(context.Background())
	o := &object{client: c, key: key, ctx: ctx, cancel: cancel}
	if listed, ok := c.hint(key); ok && listed.Size > 0 {
		from := int64(0)
		if listed.Size > smallObject {
			from = listed.Size - tailSize
		}
		data, is, err := c.read(ctx, key, listed.Version, from, listed.Size-from)
		if err == nil {
			o.is = is
			o.keep(from, data)
			c.see(key, Condition{Version: is.Version})
			return o, nil
		}
		if c.forget(key); !errors.Is(err, ErrChanged) {
			cancel()
			return nil, err
		}
	}
	data, is, err := c.read(ctx, key, "", 0, smallObject)
	if errors.Is(err, fs.ErrNotExist) {
		c.see(key, Condition{Absent: true})
	}
	if err != nil {
		cancel()
		return nil, err
	}
	c.see(key, Condition{Version: is.Version})
	o.is = is
	o.keep(0, data)
	if from := max(int64(len(data)), is.Size-tailSize); from < is.Size {
		if data, _, err = c.read(ctx, key, is.Version, from, is.Size-from); err != nil {
			cancel()
			return nil, err
		}
		o.keep(from, data)
	}
	return o, nil
}

// ReadFile reads a file or an object of at most the given number of bytes. A
// longer one is an error, and is not read.
func ReadFile(p string, most int64) ([]byte, error) {
	if p = Clean(p); scheme(p) == "" {
		return regular.ReadFile(p, most)
	}
	data, _, err := readWhole(p, most)
	return data, err
}

// readWhole reads an object.
func readWhole(p string, most int64) ([]byte, Object, error) {
	c, key, err := locate(p)
	if err != nil {
		return nil, Object{}, err
	}
	o, err := c.open(key)
	if err != nil {
		return nil, Object{}, err
	}
	defer o.Close()
	if o.is.Size > most {
		return nil, Object{}, fmt.Errorf("%s has %d bytes; at most %d are read", p, o.is.Size, most)
	}
	data := make([]byte, o.is.Size)
	if _, err := o.ReadAt(data, 0); err != nil && err != io.EOF {
		return nil, Object{}, err
	}
	return data, o.is, nil
}

// Stat describes a regular file or an object; a directory is an error.
func Stat(p string) (fs.FileInfo, error) {
	if p = Clean(p); scheme(p) == "" {
		return regular.Stat(p)
	}
	c, key, err := locate(p)
	if err != nil {
		return nil, err
	}
	is, err := c.Stat(context.Background(), key)
	if err != nil {
		return nil, err
	}
	return info{object: is}, nil
}

// Remove removes a file or an object.
func Remove(p string) error {
	if p = Clean(p); scheme(p) == "" {
		return os.Remove(p)
	}
	c, key, err := locate(p)
	if err != nil {
		return err
	}
	c.forget(key)
	return c.Remove(context.Background(), key)
}

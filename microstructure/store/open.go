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

// A Prefetcher is a File that fetches ranges of bytes ahead of its reader.
type Prefetcher interface {
	// Prefetch begins to fetch ranges [from, to) whose readers go from the
	// beginning of each to its end, side by side at the same relative speed. Of
	// long ranges at most MostAhead bytes are there or on their way at a time;
	// the others follow when these are read.
	Prefetch(ranges ...[2]int64)
	// Await waits until what is on its way has arrived, or ctx ends. Errors are
	// those of ReadAt.
	Await(ctx context.Context)
	// Reserved says that so many bytes of memory are reserved for what is
	// fetched. give is called with parts of them when they are not needed any
	// more, and with the rest at Close.
	Reserved(bytes int64, give func(bytes int64))
}

// MostAhead is the largest number of bytes that a Prefetcher has ahead of its
// reader, but for short ranges and those that are read in another order: at 30
// ms per request, a gigabyte per second.
const MostAhead = 32 << 20

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
	if err := o.open(); err != nil {
		o.Close()
		return nil, err
	}
	return o, nil
}

func (o *object) open() error {
	if listed, ok := o.client.hint(o.key); ok && listed.Size > 0 {
		from, length := int64(0), listed.Size
		if listed.Size > smallObject {
			from, length = listed.Size-tailSize, tailSize
		}
		err := o.first(listed.Version, from, length)
		if err == nil {
			return nil
		}
		if o.client.forget(o.key); !errors.Is(err, ErrChanged) {
			return err
		}
	}
	err := o.first("", 0, smallObject)
	if errors.Is(err, fs.ErrNotExist) {
		o.client.see(o.key, Condition{Absent: true})
	}
	if err != nil {
		return err
	}
	if from := max(o.kept[0].to, o.is.Size-tailSize); from < o.is.Size {
		tail := &piece{from: from, to: o.is.Size}
		o.fetch(tail)
		o.kept = append(o.kept, tail)
		<-tail.fetched
		return tail.err
	}
	return nil
}

// first reads and keeps a range of an object, or what there is of it, and notes
// the object's size and version.
func (o *object) first(version string, from, length int64) error {
	blocks, parts := borrow(length)
	n, is, err := o.client.read(o.ctx, o.key, version, from, parts)
	if err != nil {
		giveBack(blocks)
		return err
	}
	needed := (n + blockSize - 1) / blockSize
	giveBack(blocks[needed:])
	p := &piece{from: from, to: from + n, blocks: blocks[:needed], fetched: make(chan struct{})}
	close(p.fetched)
	o.kept = append(o.kept, p)
	o.is = is
	o.client.see(o.key, Condition{Version: is.Version})
	return nil
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

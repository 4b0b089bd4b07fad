package cloud

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"path"
	"time"

	"github.com/tickbook/tickbook/microstructure/store"
	"gocloud.dev/blob"
)

// A dialect is what differs between stores.
type dialect interface {
	// reading restricts a request to a version of an object.
	reading(version string) func(as func(any) bool) error
	// writing makes a request conditional.
	writing(c store.Condition) func(as func(any) bool) error
	versionRead(*blob.Reader) string
	versionOf(*blob.Attributes) string
	versionListed(*blob.ListObject) string
	// explain says what an error means.
	explain(error) meaning
}

// A meaning is what an error of a store means.
type meaning struct {
	problem, remedy string
	is              error // fs.ErrNotExist, store.ErrChanged, errRange or the error
}

// errRange: a range begins at or behind the end of an object.
var errRange = errors.New("the range is outside the object")

// A bucket implements store.Bucket.
type bucket struct {
	dialect
	blob *blob.Bucket
	url  string
}

// fail is the error of a request.
func (b *bucket) fail(key, request string, err error) error {
	m := b.explain(err)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		m = meaning{"no answer in time", "run again when the store can be reached", err}
	case errors.Is(err, context.Canceled):
		m = meaning{"stopped", "", err}
	case cutOff(err):
		m = meaning{fmt.Sprintf("the connection was lost %d times", cuts), "run again: what is complete stays", err}
	}
	return &store.Error{URL: b.url + "/" + key, Request: request, Problem: m.problem, Remedy: m.remedy, Err: m.is}
}

// cutOff reports whether a connection ended in the middle of an answer.
func cutOff(err error) bool {
	network, ok := errors.AsType[*net.OpError](err)
	return errors.Is(err, io.ErrUnexpectedEOF) || ok && network.Op == "read"
}

// Read implements store.Bucket. A range that is cut off is read anew.
func (b *bucket) Read(ctx context.Context, key, version string, offset int64, dst [][]byte) (int64, store.Object, error) {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	length := int64(0)
	for _, part := range dst {
		length += int64(len(part))
	}
	request := fmt.Sprintf("read bytes %d to %d", offset, offset+length-1)
	for attempt := 1; ; attempt++ {
		n, is, err := b.read(ctx, key, version, offset, length, dst)
		switch {
		case err == nil && version != "" && is.Version != version:
			return 0, is, b.fail(key, request, store.ErrChanged)
		case err == nil:
			return n, is, nil
		case cutOff(err) && attempt < cuts && wait(ctx, attempt) == nil:
			continue
		case b.explain(err).is == errRange: // an empty object
			if is, err := b.Stat(ctx, key); err != nil || is.Size <= offset {
				return 0, is, err
			}
		}
		return 0, store.Object{}, b.fail(key, request, err)
	}
}

func (b *bucket) read(ctx context.Context, key, version string, offset, length int64, dst [][]byte) (n int64, is store.Object, err error) {
	r, err := b.blob.NewRangeReader(ctx, key, offset, length, &blob.ReaderOptions{BeforeRead: b.reading(version)})
	if err != nil {
		return 0, store.Object{}, err
	}
	defer r.Close()
	is = store.Object{Key: key, Size: r.Size(), Modified: r.ModTime(), Version: b.versionRead(r)}
	length = min(length, is.Size-offset)
	for _, part := range dst {
		k, err := io.ReadFull(r, part[:max(0, min(int64(len(part)), length-n))])
		if n += int64(k); err != nil {
			return n, is, err
		}
	}
	return n, is, nil
}

// Stat implements store.Bucket.
func (b *bucket) Stat(ctx context.Context, key string) (store.Object, error) {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	a, err := b.blob.Attributes(ctx, key)
	if err != nil {
		return store.Object{}, b.fail(key, "look it up", err)
	}
	return store.Object{Key: key, Size: a.Size, Modified: a.ModTime, Version: b.versionOf(a)}, nil
}

// Write implements store.Bucket.
func (b *bucket) Write(ctx context.Context, key string, content io.ReadSeeker, c store.Condition) error {
	size, err := content.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = content.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, longest+time.Duration(size/1e6)*time.Second)
	defer cancel()
	request := fmt.Sprintf("write %d bytes", size)
	switch {
	case c.Absent:
		request += " of a new object"
	case c.Version != "":
		request += " in place of those that were read"
	}
	err = b.blob.Upload(ctx, key, content, &blob.WriterOptions{
		ContentType: "application/octet-stream", BufferSize: partSize, MaxConcurrency: 2, BeforeWrite: b.writing(c),
	})
	if err != nil {
		return b.fail(key, request, err)
	}
	return nil
}

// partSize is the length of the parts in which larger objects are written, and
// what a writer takes of memory.
const partSize = 8 << 20

// List implements store.Bucket.
func (b *bucket) List(ctx context.Context, prefix string) (objects []store.Object, folders []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	for it := b.blob.List(&blob.ListOptions{Prefix: prefix, Delimiter: "/"}); ; {
		o, err := it.Next(ctx)
		switch {
		case err == io.EOF:
			return objects, folders, nil
		case err != nil:
			return nil, nil, b.fail(prefix, "list", err)
		case o.IsDir:
			folders = append(folders, path.Base(o.Key))
		default:
			objects = append(objects, store.Object{Key: o.Key, Size: o.Size, Modified: o.ModTime, Version: b.versionListed(o)})
		}
	}
}

// Remove implements store.Bucket.
func (b *bucket) Remove(ctx context.Context, key string) error {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	if err := b.blob.Delete(ctx, key); err != nil && b.explain(err).is != fs.ErrNotExist {
		return b.fail(key, "remove", err)
	}
	return nil
}

// Remedies that stores share.
const (
	correctBucket = "correct the name, or make the bucket"
	renew         = "renew the credentials, as by signing in again, and run again: what is complete stays"
	permit        = "give the identity that the credentials are of the permission, or take another one"
	runAgain      = "run again when the store answers: what is complete stays"
	lateList      = "if a list named it, run again: lists may be late, or it was removed meanwhile"
)

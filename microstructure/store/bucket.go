package store

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// An Object describes an object of a store.
type Object struct {
	Key      string
	Size     int64
	Modified time.Time
	Version  string // an object with other content has another one
}

// A Bucket is what a driver implements: a bucket of an object store. Its
// methods are called concurrently. They repeat requests that fail for a while,
// and their errors are of type *Error, with fs.ErrNotExist for an object that
// does not exist and ErrChanged for a condition that does not hold.
type Bucket interface {
	// Read fills dst, one after the other, from an offset on, or as far as the
	// object goes, and returns the number of bytes and the object. Unless version
	// is empty, the object must have it.
	Read(ctx context.Context, key, version string, offset int64, dst [][]byte) (int64, Object, error)
	Stat(ctx context.Context, key string) (Object, error)
	// Write writes a whole object on a condition.
	Write(ctx context.Context, key string, content io.ReadSeeker, c Condition) error
	// List returns the objects whose keys have a prefix and no slash after it,
	// and the folders: what of other keys is between the prefix and that slash.
	List(ctx context.Context, prefix string) (objects []Object, folders []string, err error)
	Remove(ctx context.Context, key string) error
}

// A Condition says when an object is written. The zero value is: always.
type Condition struct {
	Absent  bool   // only if there is none
	Version string // only in place of this version; empty for any
}

var drivers struct {
	sync.Mutex
	open    map[string]func(bucket string) (Bucket, error)
	buckets map[string]*client
}

// Register has open open the buckets of a scheme, such as s3. It is given the
// name of the bucket, and called once for each.
func Register(scheme string, open func(bucket string) (Bucket, error)) {
	drivers.Lock()
	defer drivers.Unlock()
	if drivers.open == nil {
		drivers.open, drivers.buckets = map[string]func(string) (Bucket, error){}, map[string]*client{}
	}
	drivers.open[scheme] = open
	for name := range drivers.buckets { // of an earlier driver
		if strings.HasPrefix(name, scheme+"://") {
			delete(drivers.buckets, name)
		}
	}
}

// Check reports why a directory cannot be one of this program: nil for a local
// one, and for a URL of a scheme that has a driver.
func Check(dir string) error {
	if dir = Clean(dir); scheme(dir) == "" {
		return nil
	}
	_, _, err := locate(dir)
	return err
}

// known are the schemes for which the module microstructure/cloud has drivers.
var known = []string{"gs", "s3"}

// locate opens the bucket of a URL.
func locate(p string) (*client, string, error) {
	s := scheme(p)
	name, key := split(p)
	fail := func(problem, remedy string, cause error) (*client, string, error) {
		return nil, "", &Error{URL: p, Request: "open", Problem: problem, Remedy: remedy, Err: cause}
	}
	drivers.Lock()
	defer drivers.Unlock()
	open := drivers.open[s]
	switch {
	case open == nil && slices.Contains(known, s):
		return fail("this build of tickbook has no object stores", "build one that has them by make tickbook-cloud, or copy the data to a local directory", nil)
	case open == nil:
		all := slices.Sorted(maps.Keys(drivers.open))
		return fail(fmt.Sprintf("the scheme %q is not known", s), "give a local directory, file:///DIR, or a URL of "+strings.Join(slices.Compact(slices.Sorted(slices.Values(append(all, known...)))), " or "), nil)
	case len(name) == len(s)+len("://"):
		return fail("there is no bucket in it", "write it as "+s+"://BUCKET/PREFIX", nil)
	case strings.ContainsAny(p, "?#"):
		return fail("it has parameters", "leave them out: region, endpoint and credentials are those of the provider's environment variables and files", nil)
	}
	c := drivers.buckets[name]
	if c == nil {
		b, err := open(name[len(s)+len("://"):])
		if err != nil || b == nil {
			return fail("the bucket cannot be opened", "", err)
		}
		c = &client{Bucket: b, url: name, listed: map[string]Object{}, seen: map[string]Condition{}, slots: make(chan struct{}, MaxAtOnce)}
		drivers.buckets[name] = c
	}
	return c, key, nil
}

// MaxAtOnce is the largest number of requests to a bucket at a time. A Bucket may
// keep as many connections.
const MaxAtOnce = 96

// A client is an open bucket.
type client struct {
	Bucket
	url   string
	slots chan struct{}

	mu     sync.Mutex
	listed map[string]Object    // by key: what lists said, which may be outdated
	seen   map[string]Condition // by key: that it is as it was when it was opened last
}

// read is Bucket.Read when there is a slot.
func (c *client) read(ctx context.Context, key, version string, offset int64, dst [][]byte) (int64, Object, error) {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return 0, Object{}, context.Cause(ctx)
	}
	return c.Read(ctx, key, version, offset, dst)
}

// hint is what a list said of an object.
func (c *client) hint(key string) (Object, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o, ok := c.listed[key]
	return o, ok
}

// see notes what an object was when it was opened.
func (c *client) see(key string, is Condition) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[key] = is
}

// asSeen is the condition that an object is what it was when it was opened
// last; none if it was not.
func (c *client) asSeen(key string) Condition {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[key]
}

// forget drops what a list said of an object.
func (c *client) forget(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.listed, key)
}

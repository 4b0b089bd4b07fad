// Package bucket is an object store in memory, whose requests can be counted and
// made to fail. It is for tests, and imports package store. Start at New.
package bucket

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure/store"
)

// A Memory is a bucket.
type Memory struct {
	URL string

	mu       sync.Mutex
	objects  map[string]object // by key
	writes   int
	requests []string
	fail     func(request, key string) bool
}

type object struct {
	content []byte
	version int
}

// ErrDown is the cause of requests that fail.
var ErrDown = errors.New("the store is down")

// New registers an empty bucket of the scheme memory.
func New(t testing.TB) *Memory {
	m := &Memory{URL: "memory://bucket", objects: map[string]object{}}
	store.Register("memory", func(string) (store.Bucket, error) { return m, nil })
	return m
}

// FailWhere has the requests fail for which fail returns true; nil for none. The
// requests are read, stat, write, list and remove.
func (m *Memory) FailWhere(fail func(request, key string) bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = fail
}

// Requests are those since the last call, as "read KEY".
func (m *Memory) Requests() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.requests
	m.requests = nil
	return r
}

// Objects are the contents by key.
func (m *Memory) Objects() map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := map[string]string{}
	for key, o := range m.objects {
		all[key] = string(o.content)
	}
	return all
}

// Put writes an object, as another process might.
func (m *Memory) Put(key string, content []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(key, content)
}

func (m *Memory) put(key string, content []byte) {
	m.writes++
	m.objects[key] = object{content, m.writes}
}

// begin notes a request, and is its error.
func (m *Memory) begin(request, key string) error {
	m.requests = append(m.requests, request+" "+key)
	if m.fail != nil && m.fail(request, key) {
		return m.refuse(request, key, ErrDown)
	}
	return nil
}

func (m *Memory) refuse(request, key string, err error) error {
	return &store.Error{URL: m.URL + "/" + key, Request: request, Problem: "refused", Remedy: "run again", Err: err}
}

// is the object of a key.
func (m *Memory) is(key string) store.Object {
	o := m.objects[key]
	return store.Object{Key: key, Size: int64(len(o.content)), Modified: time.Unix(int64(o.version), 0), Version: strconv.Itoa(o.version)}
}

// Read implements store.Bucket.
func (m *Memory) Read(_ context.Context, key, version string, offset int64, dst [][]byte) (n int64, is store.Object, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.begin("read", key); err != nil {
		return 0, store.Object{}, err
	}
	o, there := m.objects[key]
	is = m.is(key)
	switch {
	case !there:
		return 0, store.Object{}, m.refuse("read", key, fs.ErrNotExist)
	case version != "" && version != is.Version:
		return 0, store.Object{}, m.refuse("read", key, store.ErrChanged)
	}
	left := o.content[min(offset, is.Size):]
	for _, part := range dst {
		k := copy(part, left)
		left = left[k:]
		n += int64(k)
	}
	return n, is, nil
}

// Stat implements store.Bucket.
func (m *Memory) Stat(_ context.Context, key string) (store.Object, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.begin("stat", key); err != nil {
		return store.Object{}, err
	}
	if _, ok := m.objects[key]; !ok {
		return store.Object{}, m.refuse("stat", key, fs.ErrNotExist)
	}
	return m.is(key), nil
}

// Write implements store.Bucket.
func (m *Memory) Write(_ context.Context, key string, content io.ReadSeeker, c store.Condition) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.begin("write", key); err != nil {
		return err
	}
	_, there := m.objects[key]
	if c.Absent && there || c.Version != "" && c.Version != m.is(key).Version {
		return m.refuse("write", key, store.ErrChanged)
	}
	data, err := io.ReadAll(content)
	if err == nil {
		m.put(key, data)
	}
	return err
}

// List implements store.Bucket.
func (m *Memory) List(_ context.Context, prefix string) (objects []store.Object, folders []string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.begin("list", prefix); err != nil {
		return nil, nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(m.objects)) {
		rest, ok := strings.CutPrefix(key, prefix)
		if !ok {
			continue
		}
		if folder, _, deeper := strings.Cut(rest, "/"); !deeper {
			objects = append(objects, m.is(key))
		} else if !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	return objects, folders, nil
}

// Remove implements store.Bucket.
func (m *Memory) Remove(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.begin("remove", key); err != nil {
		return err
	}
	delete(m.objects, key)
	return nil
}

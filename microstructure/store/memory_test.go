package store

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A memory is a bucket in memory, which notes its requests.
type memory struct {
	mu       sync.Mutex
	objects  map[string][]byte
	versions map[string]int
	requests []string
	writes   int
}

// newMemory registers an empty bucket and returns it with its URL.
func newMemory(t *testing.T) (*memory, string) {
	m := &memory{objects: map[string][]byte{}, versions: map[string]int{}}
	Register("memory", func(bucket string) (Bucket, error) {
		if bucket == "none" {
			return nil, fmt.Errorf("there is none")
		}
		return m, nil
	})
	return m, "memory://" + strings.ToLower(t.Name())
}

func (m *memory) note(format string, args ...any) func() {
	m.mu.Lock()
	m.requests = append(m.requests, fmt.Sprintf(format, args...))
	return m.mu.Unlock
}

// asked returns the requests so far and forgets them.
func (m *memory) asked() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.requests
	m.requests = nil
	return r
}

func (m *memory) is(key string) Object {
	return Object{Key: key, Size: int64(len(m.objects[key])), Modified: time.Unix(1000, 0), Version: strconv.Itoa(m.versions[key])}
}

func (m *memory) put(key string, data []byte) {
	m.writes++
	m.objects[key], m.versions[key] = data, m.writes
}

func refused(key, request string, err error) error {
	return &Error{URL: "memory://" + key, Request: request, Problem: "refused", Remedy: "do better", Err: err}
}

func (m *memory) Read(_ context.Context, key, version string, offset int64, dst [][]byte) (n int64, is Object, err error) {
	length := 0
	for _, part := range dst {
		length += len(part)
	}
	defer m.note("read %s %d+%d", key, offset, length)()
	data, ok := m.objects[key]
	switch {
	case !ok:
		return 0, Object{}, refused(key, "read", fs.ErrNotExist)
	case version != "" && version != m.is(key).Version:
		return 0, Object{}, refused(key, "read", ErrChanged)
	}
	data = data[min(offset, int64(len(data))):]
	for _, part := range dst {
		n += int64(copy(part, data[min(n, int64(len(data))):]))
	}
	return n, m.is(key), nil
}

func (m *memory) Stat(_ context.Context, key string) (Object, error) {
	defer m.note("stat %s", key)()
	if _, ok := m.objects[key]; !ok {
		return Object{}, refused(key, "stat", fs.ErrNotExist)
	}
	return m.is(key), nil
}

func (m *memory) Write(_ context.Context, key string, content io.ReadSeeker, c Condition) error {
	defer m.note("write %s", key)()
	_, there := m.objects[key]
	if c.Absent && there || c.Version != "" && c.Version != m.is(key).Version {
		return refused(key, "write", ErrChanged)
	}
	data, err := io.ReadAll(content)
	if err == nil {
		m.put(key, data)
	}
	return err
}

func (m *memory) List(_ context.Context, prefix string) (objects []Object, folders []string, err error) {
	defer m.note("list %s", prefix)()
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

func (m *memory) Remove(_ context.Context, key string) error {
	defer m.note("remove %s", key)()
	delete(m.objects, key)
	return nil
}

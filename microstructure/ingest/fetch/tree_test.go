package fetch

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A tree is a server of files that can be changed, and counts who asks.
type tree struct {
	*httptest.Server
	mu      sync.Mutex
	files   map[string][]byte
	changed time.Time
	asked   []string // method and name
	noHead  bool
}

func newTree(t *testing.T) *tree {
	s := &tree{files: map[string][]byte{}, changed: date("2024-09-01")}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *tree) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, r.Method+" "+path.Base(r.URL.Path))
	b, ok := s.files[path.Base(r.URL.Path)]
	changed := s.changed
	noHead := s.noHead
	s.mu.Unlock()
	switch {
	case noHead && r.Method == http.MethodHead:
		w.WriteHeader(http.StatusMethodNotAllowed)
	case !ok:
		http.NotFound(w, r)
	default:
		http.ServeContent(w, r, "", changed, bytes.NewReader(b))
	}
}

// put has the server serve an archive, with its sum unless sum is another.
func (s *tree) put(name string, archive []byte, sum string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[name] = archive
	switch {
	case sum == "none":
		delete(s.files, name+checksumSuffix)
	case sum == "":
		d := sha256.Sum256(archive)
		sum = hex.EncodeToString(d[:])
		fallthrough
	default:
		s.files[name+checksumSuffix] = []byte(sum + "  " + name + "\n")
	}
}

// requests says what was asked since the last call.
func (s *tree) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := s.asked
	s.asked = nil
	slices.Sort(asked)
	return asked
}

func zipped(text string) []byte {
	return []byte("PK\x05\x06" + strings.Repeat("\x00", 16) + string([]byte{byte(len(text)), 0}) + text)
}

func gzipped(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func plan(t *testing.T, c Config) []File {
	t.Helper()
	files, err := Plan(c)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func run(t *testing.T, c Config) Report {
	t.Helper()
	r, err := Run(t.Context(), plan(t, c), c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// counts is how many files are fetched, present, missing and failed.
func (r *Report) counts() string {
	return fmt.Sprint(len(r.Fetched), len(r.Present), len(r.Missing), len(r.Failed))
}

// beside lists what is in the folder of a file.
func beside(t *testing.T, f File) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(f.Path))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

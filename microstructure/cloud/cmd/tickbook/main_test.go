package main

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// asCommand makes this test the command itself.
const asCommand = "TICKBOOK_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// A server is a store with the protocol of S3 and the bucket "bucket".
type server struct {
	url  string
	hold atomic.Pointer[func(*http.Request)] // called before a request is answered
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{}
	backend := s3mem.New()
	if err := backend.CreateBucket("bucket"); err != nil {
		t.Fatal(err)
	}
	store := gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server()
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if hold := s.hold.Load(); hold != nil {
			(*hold)(r)
		}
		store.ServeHTTP(w, r)
	}))
	t.Cleanup(h.Close)
	s.url = h.URL
	return s
}

// get reads an object; empty if there is none.
func (s *server) get(t *testing.T, key string) string {
	t.Helper()
	r, err := http.Get(s.url + "/bucket/" + key)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		return ""
	}
	return string(data)
}

func (s *server) command(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), asCommand+"=1", "AWS_ENDPOINT_URL_S3="+s.url, "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=AKIDTEST", "AWS_SECRET_ACCESS_KEY=secret",
		"AWS_EC2_METADATA_DISABLED=true", "AWS_CONFIG_FILE=none", "AWS_SHARED_CREDENTIALS_FILE=none")
	return c
}

// run runs the command and returns what it prints.
func (s *server) run(t *testing.T, args ...string) string {
	t.Helper()
	c := s.command(args...)
	var errors bytes.Buffer
	c.Stderr = &errors
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%q: %v\n%s", args, err, errors.String())
	}
	return string(out)
}

// times are what differs from run to run.
var times = regexp.MustCompile(`[0-9.]+ (s|M trades/s)|\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?`)

// TestSameAsOnTheDisk makes data, builds bars and studies them on the disk and
// in a store.
func TestSameAsOnTheDisk(t *testing.T) {
	s, local := newServer(t), t.TempDir()
	results := map[string]string{}
	var said [2]string
	for i, dir := range []string{local, "s3://bucket/data"} {
		said[i] += s.run(t, "synth", "--out", dir, "--days", "40", "--trades-per-bar", "15", "--edge-bps", "8")
		said[i] += s.run(t, "features", "--data", dir)
		said[i] += s.run(t, "features", "--data", dir)
		for range 2 { // the second is the same look, and replaces the results
			said[i] += s.run(t, "study", "--data", dir, "--out", dir+"/results", "--keep", dir+"/kept")
		}
		said[i] += s.run(t, "looks", "--data", dir)
		said[i] = times.ReplaceAllString(strings.ReplaceAll(said[i], dir, "DIR"), "TIME")
	}
	if said[0] != said[1] {
		t.Errorf("from the disk:\n%s\nfrom the store:\n%s", said[0], said[1])
	}
	err := filepath.WalkDir(local, func(path string, e fs.DirEntry, err error) error {
		name, _ := filepath.Rel(local, path)
		if name = filepath.ToSlash(name); err != nil || e.IsDir() || !strings.Contains(name, "trades/") && !strings.HasPrefix(name, "results/") {
			return err
		}
		data, err := os.ReadFile(path)
		results[name] = string(data)
		return err
	})
	if err != nil || len(results) < 120+15 {
		t.Fatalf("%d files, %v", len(results), err)
	}
	for name, want := range results {
		if got := s.get(t, "data/"+name); got != want {
			t.Errorf("%s: %d bytes in the store, %d on the disk, or others", name, len(got), len(want))
		}
	}
}

// TestKilledInTheMiddle kills the command while it writes an object: none is
// there, and the next run makes it.
func TestKilledInTheMiddle(t *testing.T) {
	s := newServer(t)
	began, killed := make(chan string, 100), make(chan struct{})
	hold := func(r *http.Request) {
		if r.Method != http.MethodPut {
			return
		}
		began <- r.URL.Path
		io.CopyN(io.Discard, r.Body, 1000)
		<-killed // the rest never comes
	}
	s.hold.Store(&hold)
	args := []string{"synth", "--out", "s3://bucket/data", "--days", "2", "--trades-per-bar", "20", "--sources", "binance_futures"}
	c := s.command(args...)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	var key string
	select {
	case key = <-began:
	case <-time.After(time.Minute):
		t.Error("nothing was written")
	}
	if err := c.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = c.Wait()
	close(killed)
	s.hold.Store(nil)
	if key = strings.TrimPrefix(key, "/bucket/"); s.get(t, key) != "" {
		t.Errorf("%s is there", key)
	}
	s.run(t, args...)
	if s.get(t, key) == "" {
		t.Errorf("%s is missing", key)
	}
}

func TestErrorsNameFlagsAndRemedies(t *testing.T) {
	s := newServer(t)
	for _, c := range []struct{ args, want string }{
		{"features --data s3://none/data", "s3://none/data/: list: there is no such bucket"},
		{"features --data s3://bucket/none", "s3://bucket/none: no such data directory; give the directory that holds SYMBOL/trades/SOURCE"},
		{"features --data s3://bucket/x?region=eu", "--data: s3://bucket/x?region=eu: open: it has parameters; leave them out"},
		{"features --data azblob://b/x", `--data: azblob://b/x: open: the scheme "azblob" is not known; give a local directory, file:///DIR, or a URL of gs or s3`},
		{"looks --data s3://bucket/none", "--data s3://bucket/none: there is no such directory"},
		{"looks --looks s3://bucket/none", "--looks: s3://bucket/none: look it up: there is no such object"},
		{"fetch --symbol BTCUSDT --from 2025-11-01 --to 2025-11-01 --out s3://bucket/data", "--archives: s3://bucket/data/archives: this must be a local path"},
		{"judge --data s3://bucket/data --signal s3://bucket/x.csv --known-after 1bar", "--signal: s3://bucket/x.csv: this must be a local path"},
		{"calibrate --keep s3://none/kept --markets 1", "--keep: s3://none/kept/: list: there is no such bucket"},
		{"study --data s3://bucket/data --out out --keep azblob://b/kept", `--keep: azblob://b/kept: open: the scheme "azblob" is not known`},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		run := s.command(strings.Fields(c.args)...)
		stop := context.AfterFunc(ctx, func() { run.Process.Kill() })
		out, err := run.CombinedOutput()
		stop()
		cancel()
		if err == nil || !strings.Contains(string(out), c.want) {
			t.Errorf("%s: %v\n%s\nwant %s", c.args, err, out, c.want)
		}
	}
}

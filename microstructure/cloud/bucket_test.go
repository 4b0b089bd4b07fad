package cloud

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure/store"
)

func must(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// TestStores does the same in each store.
func TestStores(t *testing.T) {
	t.Run("gofakes3", func(t *testing.T) { _, url := newS3(t); testStore(t, url) })
	t.Run("moto", func(t *testing.T) { _, url := newMoto(t); testStore(t, url) })
	t.Run("gs", func(t *testing.T) { _, url := newGS(t); testStore(t, url) })
}

// newMoto starts moto, a second program with the protocol of S3.
func newMoto(t *testing.T) (*wire, string) {
	const python = "python3"
	if err := exec.Command(python, "-c", "import moto.server").Run(); err != nil {
		t.Skip("moto is not installed for python3 (pip install 'moto[server]'): ", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	server := exec.Command(python, "-m", "moto.server", "-H", "127.0.0.1", "-p", port)
	must(t, server.Start())
	t.Cleanup(func() { server.Process.Kill(); server.Wait() })
	for range 300 {
		if c, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			c.Close()
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	return useS3(t, "http://127.0.0.1:"+port)
}

func testStore(t *testing.T, url string) {
	for _, size := range []int{0, 1, 100_000, 3<<20 + 5, 17 << 20} { // the last in parts
		want := randomBytes(size)[:size]
		w, err := store.Create(url + "/d/größe +%&.bin")
		must(t, err)
		_, err = w.Write(want)
		must(t, err, w.Commit())
		for _, listed := range []bool{false, true} {
			if listed {
				entries, err := store.ReadDir(url + "/d")
				must(t, err)
				if len(entries) != 1 || entries[0].Name() != "größe +%&.bin" {
					t.Fatal(entries)
				}
			}
			got, version, err := store.ReadVersion(url+"/d/größe +%&.bin", 1<<30)
			if err != nil || !bytes.Equal(got, want) || version == "" {
				t.Fatalf("%d bytes: got %d, version %q, %v", size, len(got), version, err)
			}
			f, info, err := store.Open(url + "/d/größe +%&.bin")
			must(t, err)
			if info.Size() != int64(size) || info.ModTime().IsZero() || time.Since(info.ModTime()).Abs() > time.Hour || store.VersionOf(info) != version {
				t.Errorf("%d bytes: %+v, want version %q", size, info, version)
			}
			f.(store.Prefetcher).Prefetch([2]int64{3, int64(size) - 1})
			part := make([]byte, 999)
			if _, err := f.ReadAt(part, 50_000); size > 60_000 && (err != nil || !bytes.Equal(part, want[50_000:50_999])) {
				t.Errorf("%d bytes: %v", size, err)
			}
			f.Close()
		}
	}
	must(t, store.Write(url+"/d/e/f", nil), store.Write(url+"/top", nil))
	var names []string
	entries, err := store.ReadDir(url)
	must(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if !slices.Equal(names, []string{"d", "top"}) || !entries[0].IsDir() || entries[1].IsDir() {
		t.Errorf("listed %q", names)
	}
	if _, err := store.Stat(url + "/none"); !errors.Is(err, fs.ErrNotExist) || store.Failed(err) {
		t.Error(err)
	}
	if _, err := store.ReadFile(url+"/none", 10); !errors.Is(err, fs.ErrNotExist) || store.Failed(err) {
		t.Error(err)
	}
	must(t, store.Remove(url+"/none"), store.Remove(url+"/top"))
	if _, err := store.ReadFile(url+"/top", 10); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	testConditions(t, url+"/condition")
}

func testConditions(t *testing.T, path string) {
	if err := store.WriteIf(path, []byte("x"), store.Condition{Version: "123456789"}); err == nil {
		t.Error("a version of what does not exist was replaced")
	}
	// One of many creates it, and one of many replaces it.
	for _, absent := range []bool{true, false} {
		condition := store.Condition{Absent: absent}
		if !absent {
			_, version, err := store.ReadVersion(path, 10)
			must(t, err)
			condition.Version = version
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for i := range 8 {
			all.Go(func() {
				err := store.WriteIf(path, fmt.Appendf(nil, "%t %d", absent, i), condition)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won++
				case !errors.Is(err, store.ErrChanged):
					t.Error(err)
				}
			})
		}
		all.Wait()
		if won != 1 {
			t.Errorf("%+v: %d won", condition, won)
		}
	}
}

// checkSays checks that an error has all that a user needs.
func checkSays(t *testing.T, err error, texts ...string) {
	t.Helper()
	if !store.Failed(err) {
		t.Errorf("%v: not an error of a store", err)
		return
	}
	checkMentions(t, err, texts...)
}

func checkMentions(t *testing.T, err error, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("%v\ndoes not have %q", err, text)
		}
	}
}

package fetch

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const dayName = "BTCUSDT-trades-2024-08-08.zip"

// What comes twice in the same way does not become better the third time.
func TestTwoEqualDownloadsSettleAWrongChecksum(t *testing.T) {
	s := newTree(t)
	wrong := strings.Repeat("0", 64)
	archive := zipped("x")
	s.put(dayName, archive, wrong)
	c := configOf(t, "binance_futures", "BTCUSDT", s.URL)
	for _, requests := range [][]string{
		{"GET " + dayName, "GET " + dayName, "GET " + dayName + ".CHECKSUM"},
		{"GET " + dayName, "GET " + dayName + ".CHECKSUM"}, // what came before is on disk
	} {
		r := run(t, c)
		if r.counts() != "0 0 0 1" || !errors.Is(r.Failed[0].Err, ErrChecksum) {
			t.Fatalf("%+v", r)
		}
		same(t, "requests", s.requests(), requests)
		f := r.Failed[0]
		sum, _ := digest(t.Context(), f.Kept)
		if message := f.Err.Error(); !strings.Contains(message, wrong) || !strings.Contains(message, sum) || !strings.Contains(message, dayName) {
			t.Error(message)
		}
		if kept, err := os.ReadFile(f.Kept); err != nil || !bytes.Equal(kept, archive) {
			t.Errorf("%q, %v", kept, err)
		}
		same(t, "on disk", beside(t, f.File), []string{dayName + unverifiedSuffix})
	}
	s.put(dayName, archive, "")
	if r := run(t, c); r.counts() != "1 0 0 0" {
		t.Errorf("with the right sum: %+v", r)
	}
	same(t, "on disk", beside(t, plan(t, c)[0]), []string{dayName, dayName + checksumSuffix})
}

func TestTwoEqualBrokenDownloads(t *testing.T) {
	s := newTree(t)
	whole := gzipped(t, "x")
	s.put("BTCUSDT2024-08-08.csv.gz", whole[:len(whole)-3], "none")
	c := configOf(t, "bybit_futures", "BTCUSDT", s.URL)
	r := run(t, c)
	if r.counts() != "0 0 0 1" || !errors.Is(r.Failed[0].Err, ErrChecksum) || r.Failed[0].Kept != "" || len(s.requests()) != 2 {
		t.Errorf("%+v", r)
	}
	same(t, "on disk", beside(t, plan(t, c)[0]), nil)
}

func TestRepublishedArchives(t *testing.T) {
	s := newTree(t)
	s.put(dayName, zipped("first"), "")
	c := configOf(t, "binance_futures", "BTCUSDT", s.URL)
	run(t, c)
	s.put(dayName, zipped("corrected"), "")
	s.requests()
	if r := run(t, c); r.counts() != "0 1 0 0" || len(s.requests()) != 0 {
		t.Errorf("nobody asked: %+v", r)
	}
	for i, ask := range []func([]File, *Config){
		func(_ []File, c *Config) { c.Recheck = true },
		func(f []File, _ *Config) { f[0].Recheck = true },
	} {
		text := []string{"third", "fourth"}[i]
		s.put(dayName, zipped(text), "")
		c, files := c, plan(t, c)
		ask(files, &c)
		for _, want := range []string{"1 0 0 0", "0 1 0 0"} {
			r, err := Run(t.Context(), files, c)
			if err != nil || r.counts() != want || len(r.Replaced) != len(r.Fetched) || len(r.Unasked) != 0 {
				t.Errorf("%+v, %v; want %s", r, err, want)
			}
		}
		if b, err := os.ReadFile(files[0].Path); err != nil || !bytes.Equal(b, zipped(text)) {
			t.Errorf("%q, %v", b, err)
		}
		same(t, "on disk", beside(t, files[0]), []string{dayName, dayName + checksumSuffix})
	}
	s.Close()
	files := plan(t, c)
	files[0].Recheck = true
	start := time.Now()
	if r, err := Run(t.Context(), files, c); err != nil || r.counts() != "0 1 0 0" || len(r.Unasked) != 1 || time.Since(start) > time.Second {
		t.Errorf("a server that is gone: %+v, %v", r, err)
	}
	c.Recheck = true
	if r := run(t, c); r.counts() != "0 0 0 1" || len(r.Replaced) != 0 {
		t.Errorf("a server that is gone, and --recheck: %+v", r)
	}
}

// Without checksums, size and time of change are compared.
func TestRepublishedArchivesWithoutChecksums(t *testing.T) {
	s := newTree(t)
	const name = "BTCUSDT2024-08-08.csv.gz"
	s.put(name, gzipped(t, "first"), "none")
	config := configOf(t, "bybit_futures", "BTCUSDT", s.URL)
	config.Recheck = true
	for _, c := range []struct {
		text, want string
		changed    time.Time
	}{
		{"first", "1 0 0 0", date("2024-09-01")},
		{"first", "0 1 0 0", date("2024-09-01")},
		{"longer than before", "1 0 0 0", date("2024-09-01")},
		{"longer than BEFORE", "1 0 0 0", time.Now().Add(time.Hour)},
	} {
		s.put(name, gzipped(t, c.text), "none")
		s.changed = c.changed
		r := run(t, config)
		if r.counts() != c.want || len(r.Unverified) != 0 {
			t.Errorf("%s: %+v, want %s", c.text, r, c.want)
		}
	}
	s.noHead, s.changed = true, time.Now().Add(2*time.Hour)
	if r := run(t, config); r.counts() != "0 1 0 0" {
		t.Errorf("a server that does not say: %+v", r)
	}
}

func TestArchivesWithoutTheirChecksum(t *testing.T) {
	s := newTree(t)
	s.put(dayName, zipped("x"), "none")
	c := configOf(t, "binance_futures", "BTCUSDT", s.URL)
	strict := c
	strict.Verified = true
	if r := run(t, strict); r.counts() != "0 0 0 1" || !errors.Is(r.Failed[0].Err, ErrUnverified) {
		t.Errorf("strict: %+v", r)
	}
	same(t, "strict", s.requests(), []string{"GET " + dayName + ".CHECKSUM", "HEAD " + dayName})
	for _, want := range []string{"1 0 0 0", "0 1 0 0"} {
		if r := run(t, c); r.counts() != want || len(r.Unverified) != 1 || len(r.Unasked) != 0 {
			t.Errorf("%+v, want %s", r, want)
		}
	}
	if r := run(t, strict); r.counts() != "0 0 0 1" {
		t.Errorf("strict, with the file on disk: %+v", r)
	}
	s.put(dayName, zipped("x"), "")
	if r := run(t, strict); r.counts() != "0 1 0 0" || len(r.Unverified) != 0 {
		t.Errorf("the sum came later: %+v", r)
	}
	s.requests()
	if r := run(t, strict); r.counts() != "0 1 0 0" || len(s.requests()) != 0 {
		t.Errorf("verified already: %+v", r)
	}
	strict.From, strict.To = date("2024-08-09"), date("2024-08-09")
	if r := run(t, strict); r.counts() != "0 0 1 0" {
		t.Errorf("strict, of a day that is missing: %+v", r)
	}
	s.put(dayName, zipped("y"), "none")
	c.Recheck = true
	if r := run(t, c); r.counts() != "0 1 0 0" || len(r.Unverified) != 0 {
		t.Errorf("the sum is gone, but was there: %+v", r)
	}
}

func TestLimitOfSize(t *testing.T) {
	big := bytes.Repeat([]byte("x"), 5000)
	for name, serve := range map[string]http.HandlerFunc{
		"declared": func(w http.ResponseWriter, r *http.Request) {
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(big))
		},
		"chunked": func(w http.ResponseWriter, _ *http.Request) {
			for range 5 {
				_, _ = w.Write(big[:1000])
				w.(http.Flusher).Flush()
			}
		},
	} {
		var requests atomic.Int64
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			serve(w, r)
		}))
		defer s.Close()
		c := configOf(t, "bybit_futures", "BTCUSDT", s.URL)
		c.MaxBytes = 4000
		r := run(t, c)
		if r.counts() != "0 0 0 1" || !errors.Is(r.Failed[0].Err, ErrTooLarge) || requests.Load() != 1 {
			t.Errorf("%s: %+v after %d requests", name, r, requests.Load())
		}
		for _, left := range beside(t, plan(t, c)[0]) {
			if info, err := os.Stat(plan(t, c)[0].Path + partSuffix); strings.HasSuffix(left, partSuffix) && (err != nil || info.Size() > 4000) {
				t.Errorf("%s: %s is left", name, left)
			}
		}
	}
}

// A body that is longer than declared is read to where it was declared to end.
func TestBodyThatIsLongerThanDeclared(t *testing.T) {
	archive := gzipped(t, "x")
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		c, buffer, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer c.Close()
		_, _ = buffer.WriteString("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + strconv.Itoa(len(archive)) + "\r\n\r\n")
		_, _ = buffer.Write(append(bytes.Clone(archive), bytes.Repeat([]byte("more"), 1000)...))
		_ = buffer.Flush()
	}))
	defer s.Close()
	config := configOf(t, "bybit_futures", "BTCUSDT", s.URL)
	r := run(t, config)
	got, err := os.ReadFile(plan(t, config)[0].Path)
	if r.counts() != "1 0 0 0" || err != nil || !bytes.Equal(got, archive) {
		t.Errorf("%+v, %d bytes, %v", r, len(got), err)
	}
}

func TestRedirects(t *testing.T) {
	archive := gzipped(t, "x")
	var plain, secure *httptest.Server
	var hops atomic.Int64
	serve := func(w http.ResponseWriter, r *http.Request) {
		hops.Add(1)
		switch r.URL.Query().Get("to") {
		case "here":
			_, _ = w.Write(archive)
		case "":
			http.Redirect(w, r, map[string]string{
				"/once/trading/BTCUSDT/BTCUSDT2024-08-08.csv.gz":    "?to=here",
				"/plain/trading/BTCUSDT/BTCUSDT2024-08-08.csv.gz":   plain.URL + "?to=here",
				"/secure/trading/BTCUSDT/BTCUSDT2024-08-08.csv.gz":  secure.URL + "?to=here",
				"/forever/trading/BTCUSDT/BTCUSDT2024-08-08.csv.gz": "",
			}[r.URL.Path], http.StatusFound)
		}
	}
	plain = httptest.NewServer(http.HandlerFunc(serve))
	defer plain.Close()
	secure = httptest.NewTLSServer(http.HandlerFunc(serve))
	defer secure.Close()
	before := client.Transport
	client.Transport = secure.Client().Transport
	defer func() { client.Transport = before }()
	for _, c := range []struct {
		base, want string
		hops       int64
	}{
		{secure.URL + "/once", "1 0 0 0", 2},
		{plain.URL + "/once", "1 0 0 0", 2},
		{plain.URL + "/secure", "1 0 0 0", 2},
		{secure.URL + "/plain", "0 0 0 1", 1},
		{plain.URL + "/forever", "0 0 0 1", maxRedirects + 1},
	} {
		hops.Store(0)
		r := run(t, configOf(t, "bybit_futures", "BTCUSDT", c.base))
		if r.counts() != c.want || hops.Load() != c.hops || len(r.Failed) == 1 && !errors.Is(r.Failed[0].Err, ErrRedirect) {
			t.Errorf("%s: %+v after %d requests, want %s after %d", c.base, r, hops.Load(), c.want, c.hops)
		}
	}
}

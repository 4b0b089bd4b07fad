package fetch

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func date(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}

func configOf(t *testing.T, source, symbol, base string) Config {
	c := DefaultConfig()
	c.Source, c.Instrument, c.BaseURL, c.Dir = source, symbol, base, t.TempDir()
	c.From, c.To = date("2024-08-08"), date("2024-08-08")
	c.Backoff, c.Stall, c.MaxWait, c.Attempts = time.Millisecond, 200*time.Millisecond, 2*time.Second, 3
	return c
}

func TestPlan(t *testing.T) {
	for _, c := range []struct{ source, symbol, from, to, first, last string }{
		{"binance_futures", "BTCUSDT", "2025-11-01", "2026-01-31",
			"https://data.binance.vision/data/futures/um/daily/trades/BTCUSDT/BTCUSDT-trades-2025-11-01.zip",
			"https://data.binance.vision/data/futures/um/daily/trades/BTCUSDT/BTCUSDT-trades-2026-01-31.zip"},
		{"binance_spot", "BTCUSDT", "2024-02-29", "2024-02-29",
			"https://data.binance.vision/data/spot/daily/trades/BTCUSDT/BTCUSDT-trades-2024-02-29.zip",
			"https://data.binance.vision/data/spot/daily/trades/BTCUSDT/BTCUSDT-trades-2024-02-29.zip"},
		{"binance_coin_futures", "BTCUSD_PERP", "2024-02-28", "2024-03-01",
			"https://data.binance.vision/data/futures/cm/daily/trades/BTCUSD_PERP/BTCUSD_PERP-trades-2024-02-28.zip",
			"https://data.binance.vision/data/futures/cm/daily/trades/BTCUSD_PERP/BTCUSD_PERP-trades-2024-03-01.zip"},
		{"bybit_futures", "BTCUSDT", "2025-11-01", "2025-11-02",
			"https://public.bybit.com/trading/BTCUSDT/BTCUSDT2025-11-01.csv.gz",
			"https://public.bybit.com/trading/BTCUSDT/BTCUSDT2025-11-02.csv.gz"},
		// A UTC day needs two of OKX's days.
		{"okx_futures", "BTC-USDT-SWAP", "2025-12-31", "2025-12-31",
			"https://www.okx.com/cdn/okex/traderecords/trades/daily/20251231/BTC-USDT-SWAP-trades-2025-12-31.zip",
			"https://www.okx.com/cdn/okex/traderecords/trades/daily/20260101/BTC-USDT-SWAP-trades-2026-01-01.zip"},
	} {
		config := configOf(t, c.source, c.symbol, "")
		config.From, config.To = date(c.from), date(c.to)
		files, err := Plan(config)
		if err != nil {
			t.Fatal(err)
		}
		if first, last := files[0].URL, files[len(files)-1].URL; first != c.first || last != c.last {
			t.Errorf("%s: %s to %s", c.source, first, last)
		}
	}
	for name, change := range map[string]func(*Config){
		"source":     func(config *Config) { config.Source = "kraken" },
		"backwards":  func(config *Config) { config.To = date("2024-08-07") },
		"agg":        func(config *Config) { config.Source, config.Agg = "bybit_futures", true },
		"address":    func(config *Config) { config.BaseURL = "ftp://mirror" },
		"no dir":     func(config *Config) { config.Dir = "" },
		"instrument": func(config *Config) { config.Source = "okx_futures" },
		"ages":       func(config *Config) { config.From, config.To = date("0001-01-01"), date("9999-12-31") },
	} {
		config := configOf(t, "binance_futures", "BTCUSDT", "")
		change(&config)
		if _, err := Plan(config); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// A server has one archive, and a way to misbehave before it serves.
type server struct {
	*httptest.Server
	archive  []byte
	sum      string
	requests atomic.Int64 // for the archive
	ranges   atomic.Int64 // of them with Range
	behave   func(s *server, n int64, w http.ResponseWriter, r *http.Request) (done bool)
}

func newServer(t *testing.T, behave func(*server, int64, http.ResponseWriter, *http.Request) bool) *server {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "BTCUSDT-trades-2024-08-08.csv", Method: zip.Store})
	if err == nil {
		_, err = w.Write(bytes.Repeat([]byte("1,50000,2,100000,1723161256322,false\n"), 5000))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b.Bytes())
	s := &server{archive: b.Bytes(), sum: hex.EncodeToString(sum[:]), behave: behave}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, checksumSuffix) {
			fmt.Fprintf(w, "%s  %s\n", s.sum, strings.TrimSuffix(path.Base(r.URL.Path), checksumSuffix))
			return
		}
		if r.Header.Get("Range") != "" {
			s.ranges.Add(1)
		}
		w.Header().Set("ETag", `"1"`)
		if s.behave != nil && s.behave(s, s.requests.Add(1), w, r) {
			return
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(s.archive))
	}))
	t.Cleanup(s.CloseClientConnections)
	t.Cleanup(s.Close)
	return s
}

// half sends half of the archive and breaks the connection.
func half(s *server, w http.ResponseWriter) {
	w.Header().Set("Content-Length", fmt.Sprint(len(s.archive)))
	_, _ = w.Write(s.archive[:len(s.archive)/2])
	panic(http.ErrAbortHandler)
}

func TestMisbehaving(t *testing.T) {
	for _, c := range []struct {
		name     string
		behave   func(*server, int64, http.ResponseWriter, *http.Request) bool
		change   func(*Config)
		is       error // nil when the file must come
		requests int64 // 0 for any
		ranges   int64
	}{
		{name: "well", requests: 1},
		{name: "500 then success", requests: 2, behave: func(_ *server, n int64, w http.ResponseWriter, _ *http.Request) bool {
			if n == 1 {
				w.WriteHeader(http.StatusInternalServerError)
			}
			return n == 1
		}},
		{name: "429 with Retry-After", requests: 2, behave: func(_ *server, n int64, w http.ResponseWriter, _ *http.Request) bool {
			if n == 1 {
				w.Header().Set("Retry-After", "1")
				w.WriteHeader(http.StatusTooManyRequests)
			}
			return n == 1
		}},
		{name: "truncated, then resumed", requests: 2, ranges: 1, behave: func(s *server, n int64, w http.ResponseWriter, _ *http.Request) bool {
			if n == 1 {
				half(s, w)
			}
			return false
		}},
		{name: "truncated, without ranges", requests: 2, ranges: 1, behave: func(s *server, n int64, w http.ResponseWriter, r *http.Request) bool {
			if n == 1 {
				half(s, w)
			}
			r.Header.Del("Range")
			return false
		}},
		{name: "truncated, then another file", requests: 2, ranges: 1, behave: func(s *server, n int64, w http.ResponseWriter, _ *http.Request) bool {
			if n == 1 {
				half(s, w)
			}
			w.Header().Set("ETag", `"2"`)
			return false
		}},
		{name: "hang in the header", requests: 2, behave: func(_ *server, n int64, _ http.ResponseWriter, r *http.Request) bool {
			if n == 1 {
				<-r.Context().Done()
			}
			return n == 1
		}},
		{name: "hang in the body", requests: 2, ranges: 1, behave: func(s *server, n int64, w http.ResponseWriter, r *http.Request) bool {
			if n == 1 {
				w.Header().Set("Content-Length", fmt.Sprint(len(s.archive)))
				_, _ = w.Write(s.archive[:1000])
				w.(http.Flusher).Flush()
				<-r.Context().Done()
			}
			return n == 1
		}},
		{name: "damaged once", requests: 2, behave: func(s *server, n int64, w http.ResponseWriter, r *http.Request) bool {
			if n == 1 {
				b := bytes.Clone(s.archive)
				b[500] ^= 1
				http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
			}
			return n == 1
		}},
		{name: "wrong checksum", requests: 3, is: ErrChecksum, behave: func(s *server, _ int64, _ http.ResponseWriter, _ *http.Request) bool {
			s.archive = append(s.archive[:len(s.archive):len(s.archive)], 'x')
			return false
		}},
		{name: "missing, and the month as well", requests: 2, is: ErrMissing, behave: func(_ *server, _ int64, w http.ResponseWriter, r *http.Request) bool {
			http.NotFound(w, r)
			return true
		}},
		{name: "always hanging", requests: 3, is: ErrStalled, behave: func(_ *server, _ int64, _ http.ResponseWriter, r *http.Request) bool {
			<-r.Context().Done()
			return true
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, c.behave)
			if c.behave == nil {
				s.behave = func(*server, int64, http.ResponseWriter, *http.Request) bool { return false }
			}
			want := s.archive
			config := configOf(t, "binance_futures", "BTCUSDT", s.URL)
			files, err := Plan(config)
			if err != nil {
				t.Fatal(err)
			}
			r, err := Run(context.Background(), files, config)
			if err != nil {
				t.Fatal(err)
			}
			got, readErr := os.ReadFile(files[0].Path)
			switch {
			case c.is == nil:
				if readErr != nil || !bytes.Equal(got, want) || len(r.Fetched) != 1 {
					t.Errorf("not the archive: %v, %+v", readErr, r)
				}
				if again, _ := Run(context.Background(), files, config); len(again.Present) != 1 {
					t.Errorf("fetched again: %+v", again)
				}
			case errors.Is(c.is, ErrMissing):
				if len(r.Missing) != 1 {
					t.Errorf("%+v", r)
				}
			case len(r.Failed) != 1 || !errors.Is(r.Failed[0].Err, c.is) || readErr == nil:
				t.Errorf("%+v, want %v", r, c.is)
			}
			if n := s.requests.Load(); c.requests != 0 && n != c.requests {
				t.Errorf("%d requests, want %d", n, c.requests)
			}
			if n := s.ranges.Load(); n != c.ranges {
				t.Errorf("%d of them for a range, want %d", n, c.ranges)
			}
			left, _ := filepath.Glob(filepath.Join(filepath.Dir(files[0].Path), "*"))
			for _, l := range left {
				if c.is == nil && l != files[0].Path && l != files[0].Path+checksumSuffix {
					t.Errorf("%s is left", l)
				}
			}
		})
	}
}

// A download that was killed goes on where it was, also when all had come.
func TestResumeLater(t *testing.T) {
	for _, part := range []float64{0.5, 1} {
		s := newServer(t, func(*server, int64, http.ResponseWriter, *http.Request) bool { return false })
		c := configOf(t, "binance_futures", "BTCUSDT", s.URL)
		files, err := Plan(c)
		if err != nil {
			t.Fatal(err)
		}
		f := files[0]
		err = errors.Join(os.MkdirAll(filepath.Dir(f.Path), 0o755),
			os.WriteFile(f.Path+partSuffix, s.archive[:int(part*float64(len(s.archive)))], 0o600),
			os.WriteFile(f.Path+validatorSuffix, []byte(`"1"`), 0o600))
		if err != nil {
			t.Fatal(err)
		}
		r, err := Run(context.Background(), files, c)
		got, readErr := os.ReadFile(f.Path)
		if err != nil || readErr != nil || !bytes.Equal(got, s.archive) || s.ranges.Load() != 1 {
			t.Errorf("%g: %v, %v, %+v", part, err, readErr, r)
		}
	}
}

func TestLeftoversAreRemoved(t *testing.T) {
	s := newServer(t, nil)
	c := configOf(t, "binance_futures", "BTCUSDT", s.URL)
	files, err := Plan(c)
	if err != nil {
		t.Fatal(err)
	}
	f := files[0]
	dir, name := filepath.Split(f.Path)
	for _, present := range []int{0, 1} {
		left := filepath.Join(dir, "."+name+checksumSuffix+".0123456789abcdef.tmp")
		old := date("2024-08-08")
		if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(left, nil, 0o600), os.Chtimes(left, old, old)); err != nil {
			t.Fatal(err)
		}
		r, err := Run(t.Context(), files, c)
		if err != nil || len(r.Present) != present {
			t.Errorf("%+v, %v", r, err)
		}
		if all, _ := os.ReadDir(dir); len(all) != 2 {
			t.Errorf("%v, want the archive and its checksum", all)
		}
	}
}

func TestBounded(t *testing.T) {
	var now, most atomic.Int64
	s := newServer(t, func(_ *server, _ int64, w http.ResponseWriter, r *http.Request) bool {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		time.Sleep(5 * time.Millisecond)
		http.NotFound(w, r)
		return true
	})
	c := configOf(t, "bybit_futures", "BTCUSDT", s.URL)
	c.To, c.AtOnce = date("2024-08-27"), 3
	files, err := Plan(c)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	done := 0
	c.Progress = func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		if e.Done {
			done++
		}
	}
	r, err := Run(context.Background(), files, c)
	if err != nil || len(r.Missing) != 20 || done != 20 || most.Load() > 3 {
		t.Errorf("%d at once, %d done, %d missing, %v", most.Load(), done, len(r.Missing), err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, files, c); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestReal downloads the recorded trades, served in the exchanges' own layouts.
func TestReal(t *testing.T) {
	_, here, _, _ := runtime.Caller(0)
	root := filepath.Join(filepath.Dir(here), "../../../../shared/real")
	if _, err := os.Stat(root); errors.Is(err, fs.ErrNotExist) {
		t.Skip("no shared/real beside the checkout")
	}
	s := httptest.NewServer(http.FileServer(http.Dir(root)))
	defer s.Close()
	for _, c := range []struct {
		source, symbol, base, from, to string
		fetched, missing               int
	}{
		{"binance_futures", "BTCUSDT", "/binance", "2024-08-08", "2024-08-09", 1, 1},
		{"binance_spot", "BTCUSDT", "/binance/", "2024-08-08", "2024-08-09", 2, 0},
		{"bybit_futures", "XTZUSDT", "/bybit", "2021-04-17", "2021-04-17", 1, 0},
		{"okx_spot", "BTC-USDT", "/okx", "2022-05-13", "2022-05-13", 1, 1},
	} {
		config := configOf(t, c.source, c.symbol, s.URL+c.base)
		config.From, config.To, config.Stall = date(c.from), date(c.to), 10*time.Second
		files, err := Plan(config)
		if err != nil {
			t.Fatal(err)
		}
		if files, err = Sizes(context.Background(), files, config); err != nil {
			t.Fatal(err)
		}
		r, err := Run(context.Background(), files, config)
		if err != nil || len(r.Fetched) != c.fetched || len(r.Missing) != c.missing || len(r.Failed) != 0 {
			t.Errorf("%s: %+v, %v", c.source, r, err)
		}
		known := 0
		for _, f := range files {
			if f.Bytes > 0 {
				known++
			}
		}
		if known != c.fetched {
			t.Errorf("%s: the size of %d files is known", c.source, known)
		}
	}
}

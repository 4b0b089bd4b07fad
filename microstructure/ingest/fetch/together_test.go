package fetch

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"
)

// Of runs that want the same file at the same time, one brings it and the
// others take it from there.
func TestRunsTogether(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files are not locked here")
	}
	s := newServer(t, func(s *server, _ int64, w http.ResponseWriter, r *http.Request) bool {
		time.Sleep(100 * time.Millisecond)
		return false
	})
	c := configOf(t, "binance_futures", "BTCUSDT", s.URL)
	c.Stall = 10 * time.Second
	var wg sync.WaitGroup
	reports := make([]Report, 8)
	for i := range reports {
		wg.Go(func() { reports[i] = run(t, c) })
	}
	wg.Wait()
	fetched := 0
	for _, r := range reports {
		fetched += len(r.Fetched)
		if len(r.Fetched)+len(r.Present) != 1 {
			t.Errorf("%+v", r)
		}
	}
	if n := s.requests.Load(); n != 1 || fetched != 1 {
		t.Errorf("%d requests, and %d runs fetched it", n, fetched)
	}
	f := plan(t, c)[0]
	if got, err := os.ReadFile(f.Path); err != nil || !bytes.Equal(got, s.archive) {
		t.Errorf("not the archive: %v", err)
	}
	same(t, "on disk", beside(t, f), []string{dayName, dayName + checksumSuffix})
}

// Who waits for another run ends when its own context does.
func TestWaitingEndsWithTheContext(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files are not locked here")
	}
	path := t.TempDir() + "/a.part"
	unlock, err := lockPart(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := tryLockPart(path); ok {
		t.Error("locked twice")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := lockPart(ctx, path); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > time.Second {
		t.Errorf("%v after %s", err, time.Since(start))
	}
	unlock()
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a part without content is left: %v", err)
	}
	again, err := lockPart(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	again()
}

// What a killed run left is gone after the next, whether it had ended or not.
func TestNothingIsLeftOver(t *testing.T) {
	s := newTree(t)
	s.put(dayName, zipped("x"), "")
	c := configOf(t, "binance_futures", "BTCUSDT", s.URL)
	f := plan(t, c)[0]
	for range 2 {
		if r := run(t, c); len(r.Fetched)+len(r.Present) != 1 {
			t.Errorf("%+v", r)
		}
		same(t, "on disk", beside(t, f), []string{dayName, dayName + checksumSuffix})
		for _, suffix := range []string{partSuffix, validatorSuffix, unverifiedSuffix} {
			if err := os.WriteFile(f.Path+suffix, []byte("left"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	c.From, c.To = date("2024-08-09"), date("2024-08-09")
	if r := run(t, c); r.counts() != "0 0 1 0" {
		t.Errorf("%+v", r)
	}
	if names := beside(t, f); len(names) != 5 { // of the other day
		t.Errorf("a day that is missing left %q", names)
	}
}

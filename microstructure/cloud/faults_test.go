package cloud

import (
	"bytes"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure/store"
)

// TestAMinuteIsSurvived adds up the shortest pauses between attempts.
func TestAMinuteIsSurvived(t *testing.T) {
	least, most := time.Duration(0), time.Duration(0)
	for attempt := 1; attempt < attempts; attempt++ {
		shortest, longest := pause(attempt), pause(attempt)
		for range 100 {
			shortest, longest = min(shortest, pause(attempt)), max(longest, pause(attempt))
		}
		least, most = least+shortest, most+longest
	}
	if least < time.Minute || most > longest {
		t.Errorf("pauses of %v to %v, want 1m at least, and less than %v", least, most, longest)
	}
}

func stores(t *testing.T, do func(t *testing.T, w *wire, url string)) {
	t.Run("s3", func(t *testing.T) { w, url := newS3(t); do(t, w, url) })
	t.Run("gs", func(t *testing.T) { w, url := newGS(t); do(t, w, url) })
}

func TestRefusalsForAWhile(t *testing.T) {
	stores(t, func(t *testing.T, w *wire, url string) {
		for _, status := range []int{http.StatusServiceUnavailable, http.StatusInternalServerError, http.StatusTooManyRequests} {
			for name, do := range map[string]func() error{
				"write": func() error { return store.Write(url+"/x", []byte("content")) },
				"read":  func() error { _, err := store.ReadFile(url+"/x", 100); return err },
				"list":  func() error { _, err := store.ReadDir(url); return err },
				"stat":  func() error { _, err := store.Stat(url + "/x"); return err },
			} {
				must(t, store.Write(url+"/x", []byte("content")))
				left := int32(attempts - 1)
				w.set(func(w *wire) {
					w.fault = func(r *http.Request) (*http.Response, error) {
						if atomic.AddInt32(&left, -1) < 0 {
							return nil, nil
						}
						return answer(r, status, refusal("SlowDown")), nil
					}
				})
				if err := do(); err != nil {
					t.Errorf("%s with %d: %v", name, status, err)
				}
				w.set(func(w *wire) { w.fault = nil })
			}
		}
		w.set(func(w *wire) {
			w.fault = func(r *http.Request) (*http.Response, error) {
				return answer(r, http.StatusServiceUnavailable, refusal("SlowDown")), nil
			}
		})
		_, err := store.ReadFile(url+"/x", 100)
		checkSays(t, err, url+"/x: ", "read bytes 0 to ", "the store did not answer in 24 attempts", "run again when the store answers: what is complete stays")
	})
}

// TestCutRanges loses the connection in the middle of ranges.
func TestCutRanges(t *testing.T) {
	stores(t, func(t *testing.T, w *wire, url string) {
		want := randomBytes(5 << 20)
		must(t, store.Write(url+"/x", want))
		var ranges atomic.Int32
		w.set(func(w *wire) {
			w.cut = func(r *http.Request) bool { return r.Method == http.MethodGet && ranges.Add(1)%2 == 1 }
		})
		f, info, err := store.Open(url + "/x")
		must(t, err)
		f.(store.Prefetcher).Prefetch([2]int64{0, info.Size()})
		got := make([]byte, len(want))
		if _, err := f.ReadAt(got, 0); err != nil || !bytes.Equal(got, want) {
			t.Errorf("ranges that are cut off now and then: %v", err)
		}
		f.Close()
		if strings.HasPrefix(url, "s3") { // Google's client goes on where it was cut off, for as long as it gets a byte
			w.set(func(w *wire) { w.cut = func(*http.Request) bool { return true } })
			_, _, err = store.Open(url + "/x")
			checkSays(t, err, url+"/x: read bytes 0 to ", "the connection was lost 6 times", "run again: what is complete stays")
		}
		w.set(func(w *wire) {
			w.cut, w.fault = nil, func(*http.Request) (*http.Response, error) {
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
			}
		})
		_, _, err = store.Open(url + "/x")
		checkSays(t, err, url+"/x: read bytes 0 to ", "connection refused", "run again")
	})
}

func TestRefusals(t *testing.T) {
	s3, s3URL := newS3(t)
	for code, c := range map[string]struct {
		status int
		want   string
	}{
		"ExpiredToken":          {http.StatusBadRequest, "the credentials have expired; renew the credentials"},
		"InvalidAccessKeyId":    {http.StatusForbidden, "the credentials are refused (InvalidAccessKeyId)"},
		"SignatureDoesNotMatch": {http.StatusForbidden, "the credentials are refused (SignatureDoesNotMatch)"},
		"AccessDenied":          {http.StatusForbidden, "access is denied; give the identity"},
		"NoSuchBucket":          {http.StatusNotFound, "there is no such bucket; correct the name, or make the bucket"},
		"PermanentRedirect":     {http.StatusMovedPermanently, "the bucket is in another region; set AWS_REGION"},
		"RequestTimeTooSkewed":  {http.StatusForbidden, "this machine's clock is wrong; set the clock"},
	} {
		s3.set(func(w *wire) {
			w.fault = func(r *http.Request) (*http.Response, error) { return answer(r, c.status, refusal(code)), nil }
		})
		for request, do := range map[string]func() error{
			"read bytes 0 to": func() error { _, err := store.ReadFile(s3URL+"/p/x", 100); return err },
			"write 3 bytes":   func() error { return store.Write(s3URL+"/p/x", []byte("abc")) },
			"list":            func() error { _, err := store.ReadDir(s3URL + "/p"); return err },
		} {
			err := do()
			problem, remedy, _ := strings.Cut(c.want, "; ")
			checkSays(t, err, s3URL+"/p", request, problem, remedy)
		}
	}
	gs, gsURL := newGS(t)
	for status, want := range map[int][]string{
		http.StatusUnauthorized: {"the credentials are refused or have expired", "renew the credentials"},
		http.StatusForbidden:    {"access is denied", "give the identity"},
	} {
		gs.set(func(w *wire) {
			w.fault = func(r *http.Request) (*http.Response, error) { return answer(r, status, refusal("Denied")), nil }
		})
		_, err := store.ReadFile(gsURL+"/p/x", 100)
		checkSays(t, err, append(want, gsURL+"/p/x", "read bytes 0 to")...)
	}
	gs.set(func(w *wire) { w.fault = nil })
	_, err := store.ReadDir("gs://none/p")
	checkSays(t, err, "gs://none/p", "list", "there is no such bucket", correctBucket)
}

// TestRealMissingBucket asks a store, and not a stand-in for its answer.
func TestRealMissingBucket(t *testing.T) {
	newS3(t)
	for _, do := range []func() error{
		func() error { _, err := store.ReadDir("s3://nobodys/p"); return err },
		func() error { _, err := store.IsFolder("s3://nobodys/p"); return err },
		func() error { _, err := store.ReadFile("s3://nobodys/p/x", 10); return err },
		func() error { return store.Write("s3://nobodys/p/x", nil) },
	} {
		checkSays(t, do(), "s3://nobodys/p", "there is no such bucket", correctBucket)
	}
}

func TestNoCredentials(t *testing.T) {
	newS3(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	Register()
	_, err := store.ReadDir("s3://b/p")
	checkSays(t, err, "s3://b/p", "there are no credentials", "set AWS_PROFILE")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDTEST")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_REGION", "")
	t.Setenv("AWS_ENDPOINT_URL_S3", "")
	Register()
	_, err = store.ReadDir("s3://b/p")
	checkSays(t, err, "s3://b/p", "there is no region", "; set AWS_REGION")
	t.Setenv("STORAGE_EMULATOR_HOST", "")
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", "/none.json")
	_, err = store.ReadDir("gs://b/p")
	checkSays(t, err, "gs://b/p", "there are no credentials: set GOOGLE_APPLICATION_CREDENTIALS")
}

package cloud

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// A wire carries requests to a store. It notes them, delays them, and answers
// in the store's place if fault does.
type wire struct {
	mu       sync.Mutex
	requests []string
	delay    time.Duration
	fault    func(*http.Request) (*http.Response, error)
	cut      func(*http.Request) bool // cut the content of the answer in two
}

// tuned is the transport of a build that is not a test.
var tuned = func() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	tune(t)
	return t
}()

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.requests = append(w.requests, r.Method+" "+r.URL.Path+" "+r.Header.Get("Range"))
	fault, cut, delay := w.fault, w.cut, w.delay
	w.mu.Unlock()
	time.Sleep(delay)
	if fault != nil {
		if answer, err := fault(r); answer != nil || err != nil {
			return answer, err
		}
	}
	answer, err := tuned.RoundTrip(r)
	if err == nil && cut != nil && cut(r) {
		half := io.LimitReader(answer.Body, answer.ContentLength/2)
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(half, broken{}), answer.Body}
	}
	return answer, err
}

// asked returns the requests so far and forgets them.
func (w *wire) asked() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.requests
	w.requests = nil
	return r
}

// set changes what the wire does.
func (w *wire) set(change func(*wire)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(w)
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// answer is a store's answer of a status.
func answer(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		Status: fmt.Sprint(status, " ", http.StatusText(status)), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/xml"}}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

func refusal(code string) string {
	return "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>refused for a test</Message></Error>"
}

// newS3 starts a store with the protocol of S3, on a wire, with a bucket that
// is named as the test.
func newS3(t testing.TB) (*wire, string) {
	t.Helper()
	server := httptest.NewServer(gofakes3.New(s3mem.New(), gofakes3.WithLogger(gofakes3.DiscardLog())).Server())
	t.Cleanup(server.Close)
	return useS3(t, server.URL)
}

// useS3 makes a bucket in a store.
func useS3(t testing.TB, endpoint string) (*wire, string) {
	t.Helper()
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL_S3": endpoint, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": "secret",
		"AWS_CONFIG_FILE": "none", "AWS_SHARED_CREDENTIALS_FILE": "none", "AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(name, value)
	}
	name := strings.ToLower(strings.NewReplacer("/", "-", "_", "-").Replace(t.Name()))
	r, err := http.NewRequest(http.MethodPut, endpoint+"/"+name, nil)
	if err != nil {
		t.Fatal(err)
	}
	made, err := http.DefaultClient.Do(r)
	if err != nil || made.StatusCode != http.StatusOK {
		t.Fatal(made, err)
	}
	made.Body.Close()
	return plug(t), "s3://" + name
}

// plug puts a wire between the clients and their stores, and makes them
// impatient.
func plug(t testing.TB) *wire {
	w := &wire{}
	wasUnit, was := unit, transport
	unit, transport = time.Millisecond, w
	t.Cleanup(func() { unit, transport = wasUnit, was })
	Register()
	return w
}

func randomBytes(n int) []byte {
	var b bytes.Buffer
	for i := uint32(1); b.Len() < n; i = i*1664525 + 1013904223 {
		b.WriteByte(byte(i >> 24))
	}
	return b.Bytes()
}

package cloud

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A fakeGS answers as Google Cloud Storage does what this package asks: its
// JSON API, and reads of its XML API.
type fakeGS struct {
	bucket string

	mu       sync.Mutex
	objects  map[string]gsObject
	writes   int64
	sessions map[string]*gsSession
}

type gsObject struct {
	data       []byte
	generation int64
	updated    time.Time
}

type gsSession struct {
	name      string
	condition url.Values
	data      []byte
}

// newGS starts a store as Google's, on a wire.
func newGS(t testing.TB) (*wire, string) {
	t.Helper()
	s := &fakeGS{bucket: "bucket-of-the-test", objects: map[string]gsObject{}, sessions: map[string]*gsSession{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	t.Setenv("STORAGE_EMULATOR_HOST", server.Listener.Addr().String())
	return plug(t), "gs://" + s.bucket
}

func (s *fakeGS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := r.URL.EscapedPath()
	upload, isUpload := strings.CutPrefix(path, "/upload/storage/v1/b/"+s.bucket+"/o")
	list, isJSON := strings.CutPrefix(path, "/storage/v1/b/"+s.bucket+"/o")
	key, isXML := strings.CutPrefix(path, "/"+s.bucket+"/")
	switch {
	case isUpload && upload == "":
		s.upload(w, r)
	case isJSON && list == "":
		s.list(w, r.URL.Query())
	case isJSON:
		name, _ := url.PathUnescape(strings.TrimPrefix(list, "/"))
		s.object(w, r, name)
	case isXML:
		name, _ := url.PathUnescape(key)
		s.read(w, r, name)
	default:
		fail(w, http.StatusNotFound, "The specified bucket does not exist.")
	}
}

func fail(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"error":{"code":%d,"message":%q}}`, status, message)
}

func (s *fakeGS) describe(name string) map[string]any {
	o := s.objects[name]
	sum := md5.Sum(o.data)
	return map[string]any{
		"kind": "storage#object", "name": name, "bucket": s.bucket, "size": strconv.Itoa(len(o.data)), "generation": strconv.FormatInt(o.generation, 10),
		"updated": o.updated.Format(time.RFC3339Nano), "md5Hash": base64.StdEncoding.EncodeToString(sum[:]),
	}
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}

func (s *fakeGS) list(w http.ResponseWriter, q url.Values) {
	items, prefixes := []map[string]any{}, []string{}
	for _, name := range slices.Sorted(maps.Keys(s.objects)) {
		rest, ok := strings.CutPrefix(name, q.Get("prefix"))
		if !ok {
			continue
		}
		if folder, _, deeper := strings.Cut(rest, "/"); !deeper {
			items = append(items, s.describe(name))
		} else if p := q.Get("prefix") + folder + "/"; !slices.Contains(prefixes, p) {
			prefixes = append(prefixes, p)
		}
	}
	reply(w, map[string]any{"kind": "storage#objects", "items": items, "prefixes": prefixes})
}

func (s *fakeGS) object(w http.ResponseWriter, r *http.Request, name string) {
	if _, ok := s.objects[name]; !ok {
		fail(w, http.StatusNotFound, "No such object: "+name)
		return
	}
	if r.Method == http.MethodDelete {
		delete(s.objects, name)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	reply(w, s.describe(name))
}

// holds checks the condition of a request, and answers if it does not hold.
func (s *fakeGS) holds(w http.ResponseWriter, name, generation string) bool {
	if generation == "" || generation == strconv.FormatInt(s.objects[name].generation, 10) {
		return true
	}
	fail(w, http.StatusPreconditionFailed, "At least one of the pre-conditions you specified did not hold.")
	return false
}

func (s *fakeGS) read(w http.ResponseWriter, r *http.Request, name string) {
	o, ok := s.objects[name]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		io.WriteString(w, "<Error><Code>NoSuchKey</Code></Error>")
		return
	}
	if !s.holds(w, name, r.Header.Get("x-goog-if-generation-match")) {
		return
	}
	h := w.Header()
	h.Set("X-Goog-Generation", strconv.FormatInt(o.generation, 10))
	h.Set("X-Goog-Metageneration", "1")
	h.Set("X-Goog-Stored-Content-Length", strconv.Itoa(len(o.data)))
	if r.Header.Get("Range") == "" || len(o.data) == 0 {
		sum := crc32.Checksum(o.data, crc32.MakeTable(crc32.Castagnoli))
		h.Set("X-Goog-Hash", "crc32c="+base64.StdEncoding.EncodeToString([]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)}))
	}
	http.ServeContent(w, r, "", o.updated, bytes.NewReader(o.data))
}

func (s *fakeGS) upload(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	switch q.Get("uploadType") {
	case "multipart":
		_, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		parts := multipart.NewReader(r.Body, params["boundary"])
		var about struct{ Name string }
		if p, err := parts.NextPart(); err != nil || json.NewDecoder(p).Decode(&about) != nil {
			fail(w, http.StatusBadRequest, "no description")
			return
		}
		p, err := parts.NextPart()
		if err != nil {
			fail(w, http.StatusBadRequest, "no content")
			return
		}
		data, err := io.ReadAll(p)
		if err == nil {
			s.put(w, about.Name, q, data)
		}
	case "resumable":
		if id := q.Get("upload_id"); id != "" {
			s.resume(w, r, s.sessions[id])
			return
		}
		var about struct{ Name string }
		json.NewDecoder(r.Body).Decode(&about)
		id := strconv.Itoa(len(s.sessions) + 1)
		s.sessions[id] = &gsSession{name: about.Name, condition: q}
		q.Set("upload_id", id)
		w.Header().Set("Location", "http://"+r.Host+r.URL.Path+"?"+q.Encode())
		w.WriteHeader(http.StatusOK)
	}
}

// resume takes a part of an object, which exists when the last one came.
func (s *fakeGS) resume(w http.ResponseWriter, r *http.Request, session *gsSession) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	session.data = append(session.data, data...)
	if strings.HasSuffix(r.Header.Get("Content-Range"), "/*") {
		w.Header().Set("Range", fmt.Sprintf("bytes=0-%d", len(session.data)-1))
		w.Header().Set("X-Http-Status-Code-Override", "308")
		w.WriteHeader(http.StatusOK)
		return
	}
	s.put(w, session.name, session.condition, session.data)
}

func (s *fakeGS) put(w http.ResponseWriter, name string, condition url.Values, data []byte) {
	if !s.holds(w, name, condition.Get("ifGenerationMatch")) {
		return
	}
	s.writes++
	s.objects[name] = gsObject{data, 1_000_000 + s.writes, time.Now().UTC()}
	reply(w, s.describe(name))
}

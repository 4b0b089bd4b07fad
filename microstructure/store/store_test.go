package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
)

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// randomBytes are reproducible.
func randomBytes(n int) []byte {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	return data
}

func TestPaths(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Join("s3://b", "a", "c.parquet"), "s3://b/a/c.parquet"},
		{Join("s3://b/p/", "a"), "s3://b/p/a"},
		{Join("s3://b/p", "..", "a"), "s3://b/a"},
		{Join("s3://b/p"), "s3://b/p"},
		{Dir("s3://b/p/a"), "s3://b/p"},
		{Dir("s3://b/p"), "s3://b"},
		{Dir("s3://b"), "s3://b"},
		{Clean("s3://b//p///q/"), "s3://b/p/q"},
		{Join("a", "b"), filepath.Join("a", "b")},
		{Dir(filepath.Join("a", "b")), "a"},
		{Join("file:///a%20b", "c"), filepath.FromSlash("/a b/c")},
		{Clean("file://localhost/a"), filepath.FromSlash("/a")},
		{Clean("a/"), "a/"},
		{Clean(""), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	for p, want := range map[string]bool{"s3://b": true, "gs://b/p": true, "file:///a": false, "a": false, `C:\a`: false, "://a": false, "A B://a": false, "": false} {
		if IsRemote(p) != want {
			t.Errorf("%q: %t", p, !want)
		}
	}
}

func TestCheckSaysHowToGetStores(t *testing.T) {
	newMemory(t)
	for dir, want := range map[string]string{
		"":                "",
		"data":            "",
		"file:///data":    "",
		"memory://b/p":    "",
		"s3://b/p":        "this build of tickbook has no object stores; build one that has them by make tickbook-cloud",
		"gs://b":          "has no object stores",
		"azblob://b":      `the scheme "azblob" is not known; give a local directory, file:///DIR, or a URL of gs or memory or s3`,
		"file://host/dir": `the scheme "file" is not known; give a local directory, file:///DIR`,
		"memory:///p":     "there is no bucket in it; write it as memory://BUCKET/PREFIX",
		"memory://b/p?x":  "it has parameters; leave them out: region, endpoint and credentials",
		"memory://none/p": "memory://none/p: open: the bucket cannot be opened (there is none)",
	} {
		switch err := Check(dir); {
		case want == "" && err != nil, want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: %v, want %q", dir, err, want)
		}
	}
	for _, do := range []func(string) error{
		func(p string) error { _, _, err := Open(p); return err },
		func(p string) error { _, err := Create(p); return err },
		func(p string) error { _, err := ReadDir(p); return err },
		func(p string) error { _, err := IsFolder(p); return err },
		func(p string) error { _, err := Stat(p); return err },
		func(p string) error { _, _, err := ReadVersion(p, 1); return err },
		func(p string) error { return WriteCache(p, nil) },
		func(p string) error { return WriteIf(p, nil, Condition{}) },
		Remove, MakeFolder,
	} {
		if err := do("s3://b/p"); !Failed(err) || !strings.Contains(err.Error(), "make tickbook-cloud") {
			t.Error(err)
		}
	}
}

// TestReadsOfAnObject opens objects of all sizes about the limits.
func TestReadsOfAnObject(t *testing.T) {
	m, url := newMemory(t)
	for _, size := range []int{0, 1, 1000, smallObject, smallObject + 1, smallObject + tailSize, 5 << 20, 5<<20 + 17} {
		want := randomBytes(size)
		path := url + "/" + strconv.Itoa(size)
		m.put(strconv.Itoa(size)+"/x", want)
		for _, listed := range []bool{false, true} {
			if listed {
				_, err := ReadDir(path)
				must(t, err)
			}
			m.asked()
			f, info, err := Open(path + "/x")
			must(t, err)
			most := 2
			if listed && size > 0 || size <= smallObject {
				most = 1
			}
			if asked := m.asked(); len(asked) > most {
				t.Errorf("%d bytes: asked %q", size, asked)
			}
			if info.Size() != int64(size) || info.Name() != "x" || info.IsDir() || !info.Mode().IsRegular() || VersionOf(info) == "" {
				t.Errorf("%d bytes: %+v", size, info)
			}
			all := make([]byte, size)
			if n, err := f.ReadAt(all, 0); err != nil || n != size || !bytes.Equal(all, want) {
				t.Errorf("%d bytes: read %d, %v", size, n, err)
			}
			if n, err := f.ReadAt(make([]byte, 2), int64(size)-1); size > 0 && (n != 1 || err != io.EOF) {
				t.Errorf("%d bytes: at the end %d, %v", size, n, err)
			}
			if _, err := f.ReadAt(make([]byte, 2), -1); !errors.Is(err, fs.ErrInvalid) {
				t.Errorf("%d bytes: before the beginning: %v", size, err)
			}
			must(t, f.Close())
		}
	}
}

// TestPrefetchedRanges reads ranges side by side, in parts of any length, as
// columns are read.
func TestPrefetchedRanges(t *testing.T) {
	m, url := newMemory(t)
	want := randomBytes(12 << 20)
	m.put("x", want)
	f, _, err := Open(url + "/x")
	must(t, err)
	defer f.Close()
	ranges := [][2]int64{{4, 3 << 20}, {3 << 20, 3<<20 + 999}, {3<<20 + 999, 7<<20 + 1}, {9 << 20, 12<<20 - 5000}}
	at := make([]int64, len(ranges))
	for i, r := range ranges {
		f.(Prefetcher).Prefetch(r)
		at[i] = r[0]
	}
	r := rand.New(rand.NewPCG(1, 2))
	for left := len(ranges); left > 0; {
		left = 0
		for i := range ranges {
			n := min(int64(1+r.IntN(100_000)), ranges[i][1]-at[i])
			if n == 0 {
				continue
			}
			left++
			part := make([]byte, n)
			if _, err := f.ReadAt(part, at[i]); err != nil || !bytes.Equal(part, want[at[i]:at[i]+n]) {
				t.Fatalf("bytes %d to %d: %v", at[i], at[i]+n, err)
			}
			at[i] += n
		}
	}
	// 2 to open, pieces of the three long ranges, and one for the short range.
	if asked := m.asked(); len(asked) > 2+4+6+4+1 {
		t.Errorf("%d requests: %q", len(asked), asked)
	}
	// What was not announced, backwards.
	for at := int64(8 << 20); at > 7<<20; at -= 300_000 {
		part := make([]byte, 10)
		if _, err := f.ReadAt(part, at); err != nil || !bytes.Equal(part, want[at:at+10]) {
			t.Fatal(err)
		}
	}
	for _, r := range [][2]int64{{-5, 0}, {5, 5}, {9, 3}, {1 << 40, 1 << 41}, {0, 1 << 60}} {
		f.(Prefetcher).Prefetch(r)
	}
}

// TestRangesSideBySide reads two long ranges in turns. Both are fetched from
// their beginnings, at most MostAhead bytes are ahead of the reader, each byte
// is asked for once, and reserved memory is given back as it is read.
func TestRangesSideBySide(t *testing.T) {
	m, url := newMemory(t)
	want := bytes.Repeat(randomBytes(1<<20-1), 81)
	m.put("x", want)
	f, _, err := Open(url + "/x")
	must(t, err)
	o := f.(Prefetcher)
	ranges := [2][2]int64{{4 << 20, 24 << 20}, {24 << 20, 78 << 20}}
	m.asked()
	given := int64(0)
	o.Reserved(MostAhead, func(bytes int64) { given += bytes })
	o.Prefetch(ranges[:]...)
	o.Prefetch(ranges[1]) // is on its way
	o.Await(t.Context())
	asked := m.asked()
	for i, want := range []int{0, 4} {
		if n := strings.Count(fmt.Sprint(asked), fmt.Sprintf("read x %d+", ranges[i][0]+int64(want)*pieceSize)); n != 1 {
			t.Errorf("piece %d of range %d was asked for %d times: %q", want, i, n, asked)
		}
	}
	if len(asked) != MostAhead/pieceSize {
		t.Errorf("%d requests for what may be ahead: %q", len(asked), asked)
	}
	total := int64(len(asked))
	at := [2]int64{ranges[0][0], ranges[1][0]}
	for steps := int64(100); steps > 0; steps-- {
		for i, r := range ranges {
			part := make([]byte, (r[1]-at[i])/steps)
			if _, err := f.ReadAt(part, at[i]); err != nil || !bytes.Equal(part, want[at[i]:at[i]+int64(len(part))]) {
				t.Fatalf("at %d: %v", at[i], err)
			}
			at[i] += int64(len(part))
		}
		o.Await(t.Context())
		read := at[0] - ranges[0][0] + at[1] - ranges[1][0]
		if total += int64(len(m.asked())); total*pieceSize > read+MostAhead+2*pieceSize {
			t.Fatalf("%d pieces were asked for when %d bytes had been read", total, read)
		}
		if free := max(0, MostAhead-(74<<20-read)); given > free || given < free-2*pieceSize {
			t.Fatalf("%d bytes are given back when %d have been read, want %d", given, read, free)
		}
	}
	if total != 37 || given != MostAhead {
		t.Errorf("%d requests for 37 pieces, %d bytes given back", total, given)
	}
	must(t, f.Close())
	if given != MostAhead {
		t.Errorf("%d bytes given back", given)
	}
}

// TestCloseInTheMiddle gives pieces up that are on their way, whose memory must
// not be written to when it is another's.
func TestCloseInTheMiddle(t *testing.T) {
	m, url := newMemory(t)
	want := randomBytes(9 << 20)
	m.put("x", want)
	for range 20 {
		f, _, err := Open(url + "/x")
		must(t, err)
		f.(Prefetcher).Prefetch([2]int64{0, 9 << 20})
		must(t, f.Close())
		g, _, err := Open(url + "/x")
		must(t, err)
		g.(Prefetcher).Prefetch([2]int64{1 << 20, 8 << 20})
		got := make([]byte, 5<<20)
		if _, err := g.ReadAt(got, 1<<20); err != nil || !bytes.Equal(got, want[1<<20:6<<20]) {
			t.Fatalf("other bytes, %v", err)
		}
		must(t, g.Close())
	}
}

// TestManyShortRanges fetches what is near together in one request.
func TestManyShortRanges(t *testing.T) {
	m, url := newMemory(t)
	want := randomBytes(4 << 20)
	m.put("x", want)
	f, _, err := Open(url + "/x")
	must(t, err)
	defer f.Close()
	for at := int64(0); at < int64(len(want)); at += 10_000 {
		n := min(8000, int64(len(want))-at)
		f.(Prefetcher).Prefetch([2]int64{at, at + n})
		part := make([]byte, n)
		if _, err := f.ReadAt(part, at); err != nil || !bytes.Equal(part, want[at:at+n]) {
			t.Fatal(err)
		}
	}
	if asked := m.asked(); len(asked) > 8 {
		t.Errorf("%d requests: %q", len(asked), asked)
	}
}

// TestObjectThatChanges has all that is read be of one version.
func TestObjectThatChanges(t *testing.T) {
	m, url := newMemory(t)
	m.put("d/x", randomBytes(3<<20))
	f, _, err := Open(url + "/d/x")
	must(t, err)
	_, err = ReadDir(url + "/d")
	must(t, err)
	newer := randomBytes(3<<20 + 1)
	m.put("d/x", newer)
	if _, err := f.ReadAt(make([]byte, 10), 2<<20); !errors.Is(err, ErrChanged) || !Failed(err) {
		t.Errorf("read of an object that changed: %v", err)
	}
	// The list is late: what is read is the newer object all the same.
	data, err := ReadFile(url+"/d/x", 1<<30)
	if err != nil || !bytes.Equal(data, newer) {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	if _, err := ReadFile(url+"/d/x", 1<<20); err == nil || !strings.Contains(err.Error(), "at most 1048576 are read") {
		t.Error(err)
	}
}

func TestWrites(t *testing.T) {
	m, url := newMemory(t)
	w, err := Create(url + "/d/x")
	must(t, err)
	_, err = w.Write([]byte("ab"))
	must(t, err)
	if _, err := Stat(url + "/d/x"); !errors.Is(err, fs.ErrNotExist) || Failed(err) {
		t.Errorf("before Commit: %v", err)
	}
	must(t, w.CommitSync())
	if err := w.Commit(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("a second Commit: %v", err)
	}
	w.Abort()
	aborted, err := Create(url + "/d/y")
	must(t, err)
	aborted.Abort()
	must(t, Write(url+"/e/z", []byte("zz")))
	if got, want := strings.Join(names(t, url), " "), "d e"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := names(t, url+"/d"); !slices.Equal(got, []string{"x"}) {
		t.Errorf("got %q", got)
	}
	data, version, err := ReadVersion(url+"/d/x", 10)
	if string(data) != "ab" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	must(t, WriteIf(url+"/d/x", []byte("abc"), Condition{Version: version}))
	for _, c := range []Condition{{Version: version}, {Absent: true}} {
		if err := WriteIf(url+"/d/x", nil, c); !errors.Is(err, ErrChanged) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	must(t, Remove(url+"/d/x"))
	if there, err := IsFolder(url + "/d"); there || err != nil {
		t.Errorf("%t, %v", there, err)
	}
	if _, err := ReadDir(url + "/d"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if m.objects["d/y"] != nil {
		t.Error("what was aborted is there")
	}
}

func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	entries, err := ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// TestRewriteOfTwo has another process write between each read and write, until
// it stops.
func TestRewriteOfTwo(t *testing.T) {
	m, url := newMemory(t)
	for _, others := range []int{0, 1, 3} {
		p, want := fmt.Sprint(url, "/", others), ""
		left := others
		must(t, Rewrite(p, 100, func(was []byte) ([]byte, error) {
			if (was == nil) != (left == others) {
				t.Errorf("was %q with %d to come", was, left)
			}
			if want = string(was) + "mine"; left > 0 {
				left--
				m.put(fmt.Sprint(others), append(was, "other "...))
			}
			return []byte(want), nil
		}))
		if got, want := string(m.objects[fmt.Sprint(others)]), strings.Repeat("other ", others)+"mine"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	before := m.writes
	must(t, Rewrite(url+"/3", 100, func([]byte) ([]byte, error) { return nil, nil }))
	failed := errors.New("failed")
	if err := Rewrite(url+"/3", 100, func([]byte) ([]byte, error) { return []byte("x"), failed }); err != failed || m.writes != before {
		t.Errorf("%v, %d writes", err, m.writes-before)
	}
	if err := Rewrite(url+"/3", 3, nil); err == nil || !strings.Contains(err.Error(), "at most 3 are read") {
		t.Error(err)
	}
	if err := Rewrite(filepath.Join(t.TempDir(), "x"), 3, func([]byte) ([]byte, error) { return []byte("x"), nil }); !errors.Is(err, errors.ErrUnsupported) {
		t.Error(err)
	}
}

// TestRewriteGivesUp has another process write for ever.
func TestRewriteGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, url := newMemory(t)
		err := Rewrite(url+"/x", 100, func(was []byte) ([]byte, error) {
			m.put("x", []byte("other"))
			return []byte("mine"), nil
		})
		if err == nil || !strings.HasSuffix(err.Error(), "/x: other processes changed it 30 times while this one did; run again") || string(m.objects["x"]) != "other" {
			t.Errorf("%v, %q", err, m.objects["x"])
		}
	})
}

// TestCacheOfTwoWriters has another process write between a look and a write.
func TestCacheOfTwoWriters(t *testing.T) {
	m, url := newMemory(t)
	for i, first := range []string{"", "stale"} {
		p := url + "/c" + first
		if first != "" {
			m.put("c"+first, []byte(first))
		}
		_, err := ReadFile(p, 10)
		if (first == "") != errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		m.put("c"+first, []byte("other"))
		must(t, WriteCache(p, []byte("mine")))
		if got := string(m.objects["c"+first]); got != "other" {
			t.Errorf("%d: there is %q", i, got)
		}
		_, err = ReadFile(p, 10)
		must(t, err, WriteCache(p, []byte("mine")))
		if got := string(m.objects["c"+first]); got != "mine" {
			t.Errorf("%d: there is %q", i, got)
		}
	}
}

func TestLocalFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a")
	url := "file://" + filepath.ToSlash(dir)
	if os.PathSeparator != '/' {
		t.Skip("file URLs of a drive")
	}
	must(t, MakeFolder(url), WriteCache(url+"/deep/er/x", []byte("1")), Write(url+"/y", []byte("22")))
	Sweep(url)
	if got := names(t, url); !slices.Equal(got, []string{"deep", "y"}) {
		t.Errorf("got %q", got)
	}
	data, version, err := ReadVersion(url+"/y", 2)
	if string(data) != "22" || version != "" || err != nil {
		t.Errorf("%q, %q, %v", data, version, err)
	}
	f, info, err := Open(dir + "/y")
	must(t, err)
	if _, ok := f.(*os.File); !ok || info.Size() != 2 || VersionOf(info) != "" {
		t.Errorf("%T, %v", f, info)
	}
	must(t, f.Close())
	w, err := Create(dir + "/z")
	must(t, err)
	must(t, w.Commit())
	if there, _ := IsFolder(url); !there {
		t.Error("no folder")
	}
	if there, _ := IsFolder(url + "/y"); there {
		t.Error("a file is a folder")
	}
	if err := WriteIf(dir+"/y", nil, Condition{Absent: true}); !errors.Is(err, errors.ErrUnsupported) {
		t.Error(err)
	}
	must(t, Remove(url+"/y"))
	if _, err := Stat(dir + "/y"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

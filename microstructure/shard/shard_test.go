package shard

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"
)

func TestPartsAreTheWhole(t *testing.T) {
	var list []string
	for i := range 100 {
		list = append(list, fmt.Sprintf("%03d", i))
	}
	for _, length := range []int{0, 1, 2, 100} {
		for _, n := range []int{1, 2, 7, 100, 120} {
			var all []string
			for i := range n {
				mine := Part{i + 1, n}.Of(list[:length])
				if len(mine) < length/n || len(mine) > length/n+1 {
					t.Errorf("part %d of %d has %d of %d", i+1, n, len(mine), length)
				}
				all = append(all, mine...)
			}
			if slices.Sort(all); !slices.Equal(all, list[:length]) {
				t.Errorf("%d parts of %d: %q", n, length, all)
			}
		}
	}
	if got := (Part{2, 3}).Of([]string{"a", "b", "c", "d", "e"}); !slices.Equal(got, []string{"b", "e"}) {
		t.Errorf("the second of three is %q", got)
	}
	if got := Whole().Of(list); !slices.Equal(got, list) {
		t.Errorf("the whole is %q", got)
	}
}

func TestParsePart(t *testing.T) {
	if p, err := ParsePart("2/4"); err != nil || p != (Part{2, 4}) {
		t.Errorf("%v, %v", p, err)
	}
	for _, bad := range []string{"", "2", "/", "0/4", "5/4", "1/0", "-1/4", "02/4", "2/4/6", " 2/4", "2/4\n", "2,4", "two/4", "1/1e3"} {
		if p, err := ParsePart(bad); err == nil {
			t.Errorf("%q is %v", bad, p)
		}
	}
}

func TestParseKey(t *testing.T) {
	const good = "1000SHIB-USDT.P/okx_futures/2024-02-29"
	k, err := ParseKey(good)
	if err != nil || k != (Key{"1000SHIB-USDT.P", "okx_futures", "2024-02-29"}) || k.String() != good {
		t.Errorf("%+v, %v", k, err)
	}
	for _, bad := range []string{"", "/", "//", "a/b", "a/b/2025-02-29", "a/b/2025-11-01 ", "a/b/20251101", "a/b/c/2025-11-01", "a//2025-11-01", "../b/2025-11-01", "a/\x00/2025-11-01", strings.Repeat("/", 1e5)} {
		if k, err := ParseKey(bad); err == nil || !strings.Contains(err.Error(), "as in BTCUSDT/binance_futures/2025-11-01") || len(err.Error()) > 500 {
			t.Errorf("%.40q is %v, %v", bad, k, err)
		}
	}
}

func TestReadReportsWhatCannotBeRead(t *testing.T) {
	broken := errors.New("connection lost")
	if _, err := Read(iotest.ErrReader(broken), "standard input", func(string) error { return nil }); !errors.Is(err, broken) || !strings.HasPrefix(err.Error(), "standard input: ") {
		t.Error(err)
	}
}

// Lines hold the fields of their kind alone, and parse to what they were made
// from.
func TestLines(t *testing.T) {
	var out bytes.Buffer
	w := NewLines(&out)
	made := Line{Key: "A/b/2025-11-01", Rows: 0, Seconds: Seconds(12345678 * time.Nanosecond), Digest: "sha256:00", State: Made}
	kept := Line{Key: "A/b/2025-11-02", Rows: 7, Digest: "sha256:01", State: Kept}
	failed := Line{Key: "A/b/2025-11-03", Rows: 7, Error: "row <3>\nis \"bad\""}
	for _, l := range []Line{made, kept, failed} {
		if err := w.Add(l); err != nil {
			t.Fatal(err)
		}
	}
	want := `{"key":"A/b/2025-11-01","rows":0,"seconds":0.012,"digest":"sha256:00","state":"made"}
{"key":"A/b/2025-11-02","rows":7,"seconds":0,"digest":"sha256:01","state":"kept"}
{"key":"A/b/2025-11-03","error":"row <3>\nis \"bad\""}
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
	if w.Tally() != (Tally{1, 1, 1}) || w.Tally().All() != 3 {
		t.Errorf("%+v", w.Tally())
	}
	failed.Rows = 0
	d := json.NewDecoder(&out)
	for _, l := range []Line{made, kept, failed} {
		var got Line
		if err := d.Decode(&got); err != nil || got != l {
			t.Errorf("%+v is read as %+v, %v", l, got, err)
		}
	}
}

func TestFaults(t *testing.T) {
	for err, want := range map[error]bool{
		nil:                         false,
		errors.New("price below 0"): false,
		fs.ErrNotExist:              false,
		context.Canceled:            true,
		fmt.Errorf("x: %w", context.DeadlineExceeded):                true,
		&os.PathError{Op: "write", Path: "p", Err: syscall.ENOSPC}:   true,
		&os.PathError{Op: "read", Path: "p", Err: syscall.EIO}:       true,
		&os.PathError{Op: "open", Path: "p", Err: syscall.EMFILE}:    true,
		&os.PathError{Op: "open", Path: "p", Err: syscall.ENOENT}:    false,
		&os.PathError{Op: "open", Path: "p", Err: syscall.EACCES}:    false,
		&os.PathError{Op: "read", Path: "p", Err: syscall.EISDIR}:    false,
		&os.PathError{Op: "open", Path: "p/q", Err: syscall.ENOTDIR}: false,
	} {
		if got := IsFault(err); got != want {
			t.Errorf("%v: %v", err, got)
		}
	}
}

package dataset

import (
	"context"
	"errors"
	"io"
	"os"
	"path"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/tickbook/tickbook/microstructure/internal/bucket"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/store"
)

// inBucket copies the files of trades of a source into a store.
func inBucket(t *testing.T, d *Dataset, source string) (*bucket.Memory, []Day) {
	t.Helper()
	m := bucket.New(t)
	days, err := d.Days(source)
	if err != nil {
		t.Fatal(err)
	}
	for i, day := range days {
		content, err := os.ReadFile(day.Path)
		if err != nil {
			t.Fatal(err)
		}
		m.Put("d/"+path.Base(day.Path), content)
		days[i].Path = m.URL + "/d/" + path.Base(day.Path)
	}
	return m, days
}

func open(t *testing.T, day Day) *DayFile {
	t.Helper()
	f, err := day.Open()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestAheadIsBounded has a file wait until there is memory, which another takes
// until it is closed.
func TestAheadIsBounded(t *testing.T) {
	d := testDataset(t, 3)
	synctest.Test(t, func(t *testing.T) {
		_, days := inBucket(t, d, "alpha")
		a := &Ahead{parallel.NewRoom(1000)} // bytes: less than a file
		first, second := open(t, days[0]), open(t, days[1])
		if err := a.Fetch(t.Context(), false, first); err != nil {
			t.Fatal(err)
		}
		failed := errors.New("failed")
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(failed)
		if err := a.Fetch(ctx, false, second); !errors.Is(err, failed) {
			t.Errorf("after the end of the context: %v", err)
		}
		var there atomic.Bool
		go func() {
			if err := a.Fetch(t.Context(), true, nil, second); err != nil {
				t.Error(err)
			}
			there.Store(true)
		}()
		synctest.Wait()
		if there.Load() {
			t.Error("two files have the memory of one")
		}
		var r TradesReader
		if err := r.Take(first); err != nil {
			t.Fatal(err)
		}
		r.Close()
		first.Close() // does nothing
		synctest.Wait()
		if !there.Load() {
			t.Error("a closed file has memory")
		}
		second.Close()
		if n, err := a.room.Take(t.Context(), 1000); n != 1000 || err != nil {
			t.Errorf("%d of 1000 bytes are free, %v", n, err)
		}
	})
}

// TestAheadLeavesBadFiles leaves files that are damaged to their reader, and
// does nothing for local ones.
func TestAheadLeavesBadFiles(t *testing.T) {
	d := testDataset(t, 1)
	m, days := inBucket(t, d, "alpha")
	content := []byte(m.Objects()["d/"+path.Base(days[0].Path)])
	for i := len(content) - 8; i > len(content)-200; i-- {
		content[i-1] = 0xff // of the footer
	}
	m.Put("d/"+path.Base(days[0].Path), content)
	local, err := d.Days("beta")
	if err != nil {
		t.Fatal(err)
	}
	bad, good := open(t, days[0]), open(t, local[0])
	defer good.Close()
	a := NewAhead(1)
	if err := a.Fetch(t.Context(), true, bad, nil, good); err != nil {
		t.Error(err)
	}
	var r TradesReader
	if err := r.Take(bad); !errors.Is(err, ErrCorrupt) {
		t.Errorf("the reader's error is %v", err)
	}
	if n, err := a.room.Take(t.Context(), aheadBytes); n != aheadBytes || err != nil {
		t.Errorf("%d bytes are free, %v", n, err)
	}
}

// TestTakenFileHasItsTrades reads a file that was fetched, and the same on the
// disk.
func TestTakenFileHasItsTrades(t *testing.T) {
	d := testDataset(t, 1)
	m, days := inBucket(t, d, "alpha")
	local, err := d.Days("alpha")
	if err != nil {
		t.Fatal(err)
	}
	for _, verify := range []bool{false, true} {
		m.Requests()
		f := open(t, days[0])
		if err := NewAhead(1).Fetch(t.Context(), verify, f); err != nil {
			t.Fatal(err)
		}
		var taken, direct TradesReader
		if err := errors.Join(taken.Take(f), direct.Reset(local[0])); err != nil {
			t.Fatal(err)
		}
		if verify {
			taken.VerifyAll()
		}
		for {
			got, err := taken.Next()
			want, wantErr := direct.Next()
			if err != wantErr || !equal(&got, &want) {
				t.Fatalf("%d trades, %v; want %d, %v", got.Len(), err, want.Len(), wantErr)
			}
			if err == io.EOF {
				break
			}
		}
		taken.Close()
		direct.Close()
		if asked := m.Requests(); len(asked) != 1 {
			t.Errorf("a small file in %q", asked)
		}
	}
	if store.IsRemote(local[0].Path) || !store.IsRemote(days[0].Path) {
		t.Error("the two are in one place")
	}
}

package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// foreign is a file of another program, of the first day.
func foreign(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../dataset/testdata/" + name + "/" + date(0) + ".parquet")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// put makes the bytes a day's file.
func (s *testSet) put(source string, day int, data []byte) (path string) {
	s.t.Helper()
	s.write(source, day, microstructure.Trades{}, microstructure.Provenance{})
	path = s.TradesPath(source, date(day))
	if err := os.WriteFile(path, data, 0o666); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// overwrite changes a file in place, and leaves its size and modification time.
func overwrite(t *testing.T, path string, data []byte) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.Write(data)
	if err := errors.Join(err, file.Close(), os.Chtimes(path, info.ModTime(), info.ModTime())); err != nil {
		t.Fatal(err)
	}
}

func uncached(c *Config) { c.NoCache = true }

// figures is all that was found about the days.
func figures(t *testing.T, a *Audit) string {
	t.Helper()
	text, err := json.Marshal(a.Sources)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestDamagedDayIsUnfit flips bits all over a day whose figures are kept. The
// day is unfit then, or its figures are those of the day as it was written, as
// they are where the bit is of the writer's signature. If nothing is kept, no
// other flipped bit passes.
func TestDamagedDayIsUnfit(t *testing.T) {
	s := newTestSet(t)
	trades := market(0, 1, 1)
	s.write("aa_futures", 0, trades.Slice(0, 50), microstructure.Provenance{Version: "v"})
	path := s.TradesPath("aa_futures", date(0))
	want := figures(t, s.run())
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	passes := func(bit int, options ...func(*Config)) bool {
		a := s.run(options...)
		err := a.Refusal()
		if err == nil {
			if figures(t, a) != want {
				t.Errorf("bit %d: other figures", bit)
			}
			return true
		}
		if e, ok := errors.AsType[*dataset.FileError](err); !ok || e.Path != path || !strings.Contains(e.Remedy, "again") {
			t.Errorf("bit %d: %v", bit, err)
		}
		return false
	}
	signature := bytes.Index(data, []byte("tickbook version"))
	for bit := 0; bit < 8*len(data); bit += 23 {
		at := bit / 8
		changed := slices.Clone(data)
		changed[at] ^= 1 << (bit % 8)
		overwrite(t, path, changed)
		passes(bit)
		if passes(bit, uncached) && (at < signature || at >= signature+len("tickbook version 1.1.0 (build 0)")) {
			t.Errorf("bit %d is not noticed", bit)
		}
	}
}

// TestStaleFigures rewrites a file of another program with its size, its time
// and its footer as they were: right after its figures were worked out, when
// all that the file system says of it may stay the same, and later.
func TestStaleFigures(t *testing.T) {
	s := newTestSet(t)
	one := foreign(t, "plain")
	path := s.put("aa_futures", 0, one)
	before := figures(t, s.run(uncached))
	other := func() []byte {
		for at := range one[:len(one)/2] {
			changed := slices.Clone(one)
			changed[at] ^= 1
			overwrite(t, path, changed)
			if a := s.run(uncached); a.Sources[0].Days[0].Refused == "" && figures(t, a) != before {
				return changed
			}
		}
		t.Fatal("no byte of the file changes a row")
		return nil
	}()
	kept := func() int {
		list, _ := filepath.Glob(filepath.Join(s.Dir, s.Symbol, cacheFolder, "*.gob"))
		return len(list)
	}
	check := func(when string) {
		t.Helper()
		if figures(t, s.run()) != figures(t, s.run(uncached)) {
			t.Fatalf("%s: figures of the file as it was", when)
		}
	}
	for i := range 20 {
		start := time.Now()
		overwrite(t, path, [][]byte{one, other}[i%2])
		check("at once")
		if kept() != 0 && time.Since(start) < 2*time.Second {
			t.Fatal("figures of a file are kept which may change unseen")
		}
	}
	time.Sleep(2100 * time.Millisecond)
	check("later")
	if n := kept(); n != 1 {
		t.Errorf("figures of %d days are kept", n)
	}
	if f := newFile(dataset.Day{Path: path}).fingerprint; f.CTimeNS == 0 {
		if runtime.GOOS == "linux" || runtime.GOOS == "darwin" {
			t.Fatal("no time of a file's change")
		}
		t.Skip("this system does not say when a file was changed")
	}
	overwrite(t, path, one)
	check("rewritten later")
}

// TestUnverified counts the days whose writer gave no checksums.
func TestUnverified(t *testing.T) {
	s := newTestSet(t)
	for _, source := range []string{"aa_futures", "bb_futures", "cc_futures"} {
		s.write(source, 1, market(1, 1, 30), microstructure.Provenance{})
		s.write(source, 2, market(2, 1, 30), microstructure.Provenance{})
	}
	s.put("aa_futures", 0, foreign(t, "pandas"))
	s.put("bb_futures", 0, foreign(t, "checksums"))
	for range 2 { // the second time from the cache
		list := find(s.run(), CheckChecksums)
		if len(list) != 1 || list[0].String() != "note: checksums:aa_futures: 1 of 3 days has no page checksums: damage inside them cannot be seen" {
			t.Errorf("%v", list)
		}
	}
}

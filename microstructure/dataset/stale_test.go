package dataset

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

// staleSet is a data directory for one day, and what builds its bars: it fails
// if they are not those of the file as it is.
func staleSet(t *testing.T) (path string, build func() (report BuildReport)) {
	d := &Dataset{Dir: t.TempDir(), Symbol: "BTCUSDT"}
	path = d.TradesPath("alpha", testDate)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	fresh := Config{IntervalUS: microstructure.IntervalUS, Workers: 1, NoCache: true}
	return path, func() BuildReport {
		t.Helper()
		bars, report, err := d.Bars(t.Context(), testSources()[:1], DefaultConfig())
		if err != nil {
			t.Fatal(err)
		}
		want, _, err := d.Bars(t.Context(), testSources()[:1], fresh)
		if err != nil {
			t.Fatal(err)
		}
		if !same(bars, want) {
			t.Errorf("stale bars (%d served)", report.Served)
		}
		return report
	}
}

// rewrite changes a file in place and sets its time back.
func rewrite(t *testing.T, path string, data []byte) {
	t.Helper()
	was, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(data, 0); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, was.ModTime(), was.ModTime()); err != nil {
		t.Fatal(err)
	}
}

// withAnotherPrice is a file of another program, and the same with a price
// changed: of the same size, and with the same footer.
func withAnotherPrice(t *testing.T) (one, other []byte) {
	const from = "testdata/plain/" + testDate + extension
	one, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	before, err := readAll(from)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), testDate+extension)
	for i := range one[:len(one)/2] {
		other = append([]byte(nil), one...)
		other[i] ^= 1
		if err := os.WriteFile(path, other, 0o666); err != nil {
			t.Fatal(err)
		}
		if after, err := readAll(path); err == nil && after.Price[60] != before.Price[60] {
			return one, other
		}
	}
	t.Fatal("no byte of the file changes that price")
	return nil, nil
}

// TestRewrittenAtOnce changes a day of another program right after its bars
// were built, when all that the file system says of it may stay the same.
func TestRewrittenAtOnce(t *testing.T) {
	one, other := withAnotherPrice(t)
	path, build := staleSet(t)
	if err := os.WriteFile(path, one, 0o666); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		start := time.Now()
		rewrite(t, path, [][]byte{one, other}[i%2])
		build()
		if report := build(); report.Served != 0 && time.Since(start) < clockTick {
			t.Errorf("round %d: served, although the file is new", i)
		}
	}
}

// TestRewrittenLater changes a day of another program whose bars are cached.
func TestRewrittenLater(t *testing.T) {
	one, other := withAnotherPrice(t)
	path, build := staleSet(t)
	if err := os.WriteFile(path, one, 0o666); err != nil {
		t.Fatal(err)
	}
	time.Sleep(clockTick + 100*time.Millisecond)
	build()
	if report := build(); report.Served != 1 {
		t.Error("not served, although the file is as it was")
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if ctime, _ := changeTime(info); ctime == 0 {
		if runtime.GOOS == "linux" || runtime.GOOS == "darwin" {
			t.Fatal("no time of a file's change")
		}
		t.Skip("this system does not say when a file was changed")
	}
	rewrite(t, path, other)
	if report := build(); report.Served != 0 {
		t.Error("served, although the file was changed")
	}
}

// TestRewrittenOwn does the same at once with days of this package, whose
// footer vouches for all of them.
func TestRewrittenOwn(t *testing.T) {
	path, build := staleSet(t)
	trades := testTrades(120)
	trades.Price[7] = 1000
	writeTrades(t, path, trades, microstructure.Provenance{})
	fresh := filepath.Join(t.TempDir(), testDate+extension)
	for i := range 20 {
		build()
		if report := build(); report.Served != 1 {
			t.Errorf("round %d: not served, although the file is as it was", i)
		}
		trades.Price[7] = float64(1001 + i)
		writeTrades(t, fresh, trades, microstructure.Provenance{})
		data, err := os.ReadFile(fresh)
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Size() != int64(len(data)) {
			t.Fatalf("%d bytes, %v", len(data), err)
		}
		rewrite(t, path, data)
	}
}

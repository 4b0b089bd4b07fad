package dataset

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

// TestKnownDigest compares with what sha256sum gives for the lines
//
//	SOURCE/DATE SIZE SHA256
//
// where the last is that of the file's end, from the footer on. People keep
// such digests beside their results, so they must not change unseen.
func TestKnownDigest(t *testing.T) {
	d := &Dataset{Dir: t.TempDir(), Symbol: "BTCUSDT"}
	for source, from := range map[string]string{"alpha": "pandas", "beta": "earlier/exact"} {
		data, err := os.ReadFile(filepath.Join("testdata", from, testDate+extension))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.MkdirAll(d.TradesDir(source), 0o777), os.WriteFile(d.TradesPath(source, testDate), data, 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	_, report := mustBars(t, d, DefaultConfig())
	const want = "856ebfef5a8d229dacec3ceab32cef78cf4e28dae6228e3f2e0235e4d3281119"
	if report.InputDigest != want {
		t.Errorf("digest %s, want %s", report.InputDigest, want)
	}
}

func TestFingerprint(t *testing.T) {
	path := filepath.Join(t.TempDir(), testDate+extension)
	day, err := ParseDay(path)
	if err != nil {
		t.Fatal(err)
	}
	if f, err := day.Fingerprint(); f != (Fingerprint{}) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v, %v", f, err)
	}
	writeTrades(t, path, testTrades(10), microstructure.Provenance{})
	at := time.Unix(1_700_000_000, 5)
	take := func() Fingerprint {
		t.Helper()
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
		f, err := day.Fingerprint()
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	first := take()
	if again, err := day.Fingerprint(); err != nil || again != first || again.String() != first.String() {
		t.Errorf("the same file: %v, then %v, %v", first, again, err)
	}
	if !first.Sealed || !first.Settled(time.Now()) {
		t.Errorf("a file of this package: %+v", first)
	}
	for name, change := range map[string]func(){
		"touched":          func() { at = at.Add(time.Nanosecond) },
		"other provenance": func() { writeTrades(t, path, testTrades(10), microstructure.Provenance{Version: "v"}) },
		"a row more":       func() { writeTrades(t, path, testTrades(11), microstructure.Provenance{}) },
	} {
		before := take()
		change()
		if after := take(); after == before || after.String() == before.String() {
			t.Errorf("%s: still %v", name, after)
		}
	}
	if err := os.WriteFile(path, []byte("no parquet"), 0o666); err != nil {
		t.Fatal(err)
	}
	f, err := day.Fingerprint()
	if !errors.Is(err, ErrNotParquet) || f.Size != 10 || f.MTimeNS == 0 || f.Footer != (Fingerprint{}).Footer {
		t.Errorf("not parquet: %v, %v", f, err)
	}
}

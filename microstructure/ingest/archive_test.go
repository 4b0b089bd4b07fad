package ingest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sumOf is the line of sha256sum for content.
func sumOf(content []byte, name string) string {
	return fmt.Sprintf("%x  %s\n", sha256.Sum256(content), name)
}

// A checksum beside an archive is compared, whatever else is wrong with it.
func TestChecksumBeside(t *testing.T) {
	const name = "BTCUSDT-trades-2024-08-08.zip"
	whole, err := os.ReadFile(write(t, name, umHeader+umRow))
	must(t, err)
	sum, zeros := sumOf(whole, name), strings.Repeat("0", 64)
	for _, c := range []struct {
		name     string
		content  []byte
		checksum string // empty: none
		strict   bool
		verified bool
		quotes   []string // of the error; none: it is used
	}{
		{name: "right", content: whole, checksum: sum, verified: true},
		{name: "right in capitals", content: whole, checksum: strings.ToUpper(sum), verified: true, strict: true},
		{name: "none", content: whole},
		{name: "none, strict", content: whole, strict: true, quotes: []string{"has no .CHECKSUM beside it; download that too"}},
		{name: "another", content: whole, checksum: zeros + "  x\n", quotes: []string{"its SHA-256 is " + sum[:64], name + ".CHECKSUM says " + zeros, "download the archive again"}},
		{name: "a cut archive", content: whole[:len(whole)/2], checksum: sum, quotes: []string{"its SHA-256 is ", "says " + sum[:64], "not a whole zip"}},
		{name: "no sum", content: whole, checksum: "<html>busy</html>", quotes: []string{name + ".CHECKSUM: \"<html>", "not a line of sha256sum; download it again"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			must(t, os.WriteFile(path, c.content, 0o600))
			if c.checksum != "" {
				must(t, os.WriteFile(path+checksumSuffix, []byte(c.checksum), 0o600))
			}
			report, days := convert(t, "binance_futures", "BTCUSDT", func(config *Config) { config.Strict = c.strict }, path)
			if c.quotes == nil {
				if len(report.Failures) > 0 || len(days) != 1 || report.Archives[0].Verified != c.verified || report.Days[0].Archives[0].Verified != c.verified {
					t.Errorf("%+v", report)
				}
				return
			}
			if len(report.Failures) != 1 || len(days) != 0 || !errors.Is(report.Failures[0].Err, ErrChecksum) || len(report.Failures[0].Days) != 1 {
				t.Fatalf("%d days, %v", len(days), report.Failures)
			}
			for _, q := range c.quotes {
				if !strings.Contains(report.Failures[0].Err.Error(), q) {
					t.Errorf("%v does not show %q", report.Failures[0].Err, q)
				}
			}
		})
	}
}

// TestSumOfAPlainArchive has the digest of a CSV that is computed while it is
// parsed, and of one that is not parsed to its end.
func TestSumOfAPlainArchive(t *testing.T) {
	const name = "BTCUSDT-trades-2024-08-08.csv"
	long := strings.Repeat("x", 3*aheadBytes*aheadChunks)
	for _, c := range []struct {
		name, content, problem string
	}{
		{"short", umHeader + umRow, ""},
		{"empty lines at its end", umHeader + umRow + "\n\n", ""},
		{"not a trade's file", "a,b\n" + long, "is neither a header nor a row"},
	} {
		path := filepath.Join(t.TempDir(), name)
		must(t, os.WriteFile(path, []byte(c.content), 0o600))
		sum := sumOf([]byte(c.content), name)
		for _, verified := range []bool{false, true} {
			if verified {
				must(t, os.WriteFile(path+checksumSuffix, []byte(sum), 0o600))
			}
			report, days := convert(t, "binance_futures", "BTCUSDT", nil, path)
			if c.problem != "" {
				if len(days) != 0 || len(report.Failures) != 1 || !strings.Contains(report.Failures[0].Err.Error(), c.problem) {
					t.Errorf("%s: %d days, %v", c.name, len(days), report.Failures)
				}
				continue
			}
			if len(days) != 1 || report.Archives[0].SHA256 != sum[:64] || report.Archives[0].Verified != verified {
				t.Errorf("%s: %d days, %+v", c.name, len(days), report.Archives)
			}
		}
		must(t, os.WriteFile(path+checksumSuffix, []byte(strings.Repeat("0", 64)+"  x"), 0o600))
		report, _ := convert(t, "binance_futures", "BTCUSDT", nil, path)
		if len(report.Failures) != 1 || !strings.Contains(report.Failures[0].Err.Error(), "its SHA-256 is "+sum[:64]) {
			t.Errorf("%s: %v", c.name, report.Failures)
		}
	}
	path := filepath.Join("testdata", "own", "pandas.csv")
	content, err := os.ReadFile(path)
	must(t, err)
	report, _, err := importFiles(t, Format{Name: "csv"}, "BTCUSDT", nil, path)
	if err != nil || report.Archives[0].SHA256 != sumOf(content, path)[:64] {
		t.Errorf("%+v, %v", report, err)
	}
}

// Content tells archives apart without reading all of them where it can.
func TestContent(t *testing.T) {
	content := func(path string) string {
		c, err := Content(context.Background(), path)
		must(t, err)
		return c
	}
	for _, c := range []struct{ name, kind string }{
		{"BTCUSDT-trades-2024-08-08.zip", "zip crc32="},
		{"BTCUSDT-trades-2024-08-08.csv.gz", "gzip crc32="},
		{"BTCUSDT-trades-2024-08-08.csv", "sha256="},
	} {
		path := write(t, c.name, umHeader+umRow)
		first, again := content(path), content(write(t, c.name, umHeader+umRow))
		other := content(write(t, c.name, umHeader+strings.Replace(umRow, "1,", "2,", 1)))
		if !strings.HasPrefix(first, c.kind) || first != again || first == other {
			t.Errorf("%s: %q, again %q, another %q", c.name, first, again, other)
		}
		report, _ := convert(t, "binance_futures", "BTCUSDT", nil, path)
		if got := report.Days[0].Archives[0].Content; got != first {
			t.Errorf("%s: the day says %q, want %q", c.name, got, first)
		}
		whole, err := os.ReadFile(path)
		must(t, err)
		must(t, os.WriteFile(path, whole[:len(whole)/2], 0o600))
		if cut := content(path); cut == first {
			t.Errorf("%s: half of it is %q too", c.name, cut)
		}
	}
	if _, err := Content(context.Background(), t.TempDir()); err == nil {
		t.Error("a directory has a content")
	}
}

// Line ends, byte order marks and units of time are read as they come. What is
// unusual is said.
func TestReadAsItComes(t *testing.T) {
	line := func(id int, ms string) string { return fmt.Sprintf("%d,50000,2,100000,%s,false\n", id, ms) }
	plain := umHeader + line(1, "1723161256322") + line(2, "1723161256323")
	for _, c := range []struct {
		name, source, text string
		units              string
		unusual            bool
	}{
		{"as usual", "binance_futures", plain, "ms", false},
		{"CRLF", "binance_futures", strings.ReplaceAll(plain, "\n", "\r\n"), "ms", false},
		{"CRLF in one line", "binance_futures", strings.Replace(plain, "\n", "\r\n", 2), "ms", false},
		{"no line end at the end", "binance_futures", strings.TrimSuffix(plain, "\n"), "ms", false},
		{"a byte order mark", "binance_futures", "\ufeff" + plain, "ms", false},
		{"both, without a header", "binance_futures", "\ufeff" + strings.ReplaceAll(plain[len(umHeader):], "\n", "\r\n"), "ms", false},
		{"µs", "binance_futures", umHeader + line(1, "1723161256322000") + line(2, "1723161256323000"), "µs", true},
		{"ns", "binance_futures", umHeader + line(1, "1723161256322000000") + line(2, "1723161256323000000"), "ns", true},
		{"s", "binance_futures", umHeader + line(1, "1723161256.322") + line(2, "1723161256.323"), "s", true},
		{"a change within", "binance_futures", umHeader + line(1, "1723161256322") + line(2, "1723161256323000"), "ms and µs", true},
		{"µs at the spot market", "binance_spot", strings.ReplaceAll(line(1, "1723161256322000")+line(2, "1723161256323000"), "false", "false,true"), "µs", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			report, days := convert(t, c.source, "BTCUSDT", nil, write(t, umName, c.text))
			if len(report.Failures) > 0 {
				t.Fatal(report.Failures)
			}
			const want = "23:54:16.322000Z 50000 2 100000 1\n23:54:16.323000Z 50000 2 100000 1\n"
			if got := dump(days["2024-08-08"].trades); got != want {
				t.Errorf("%s\nwant\n%s", got, want)
			}
			if a := report.Archives[0]; a.Units != c.units || a.UnusualUnits != c.unusual {
				t.Errorf("times in %s, unusual: %t", a.Units, a.UnusualUnits)
			}
		})
	}
	report, days := convert(t, "binance_futures", "BTCUSDT", nil, write(t, umName, umHeader+line(1, "1723161256322")+line(2, "1.72316E+12")))
	if len(days) != 0 || !strings.Contains(report.Failures[0].Err.Error(), `line 3, time: "1.72316E+12"`) {
		t.Errorf("a time without its last digits: %v", report.Failures)
	}
}

// Archives that run backwards in time are not out of order, unless a row of
// them is.
func TestBackwards(t *testing.T) {
	row := func(s string) string { return "17231612" + s + ",BTCUSDT,Buy,1,2,x," + s + ",0,1,2\n" }
	const name = "BTCUSDT2024-08-08.csv"
	text := bybitHeader + row("56.3") + row("56.2") + row("56.2") + row("56.1") + row("56.25") + row("56.0")
	report, days := convert(t, "bybit_futures", "BTCUSDT", nil, write(t, name, text))
	if a := report.Archives[0]; a.OutOfOrder != 1 || report.Days[0].OutOfOrder != 1 || days["2024-08-08"].trades.Len() != 5 {
		t.Errorf("%+v, %+v", a, report.Days)
	}
}

// What cannot be read says why, and what helps.
func TestFilesThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, umName)
	must(t, os.WriteFile(path, []byte(umHeader+umRow), 0o600))
	must(t, os.Chmod(path, 0o200))
	denied := &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission}
	if e := fileError(umName, path, denied); !strings.Contains(e.Error(), "no permission to read it, its permissions are --w-------; allow it, as with chmod u+r "+path) {
		t.Error(e)
	}
	if e := fileError(umName, filepath.Join(dir, "x"), denied); !strings.Contains(e.Error(), "chmod u+x") {
		t.Error(e)
	}
	if e := (&Error{Archive: "a\x1b[2J.zip", Member: "b\n.csv", Problem: "p", Remedy: "r"}); e.Error() != `a\u001b[2J.zip (b\n.csv): p; r` {
		t.Error(e)
	}
	if f, err := os.Open(path); err == nil { // whoever may read everything
		f.Close()
		t.Log("permissions do not hold for this user")
	} else {
		report, _ := convert(t, "binance_futures", "BTCUSDT", nil, path)
		if len(report.Failures) != 1 || !strings.Contains(report.Failures[0].Err.Error(), "permission") {
			t.Error(report.Failures)
		}
	}
	if err := os.Symlink("/dev/zero", filepath.Join(dir, "BTCUSDT-trades-2024-08-09.csv")); err == nil {
		report, _ := convert(t, "binance_futures", "BTCUSDT", nil, filepath.Join(dir, "BTCUSDT-trades-2024-08-09.csv"))
		if len(report.Failures) != 1 || !strings.Contains(report.Failures[0].Err.Error(), "is a device, not an archive") {
			t.Error(report.Failures)
		}
	}
}

// Reading ends with its context, even where no line ends.
func TestReadingEndsWithContext(t *testing.T) {
	noise := make([]byte, 1<<20)
	r := rand.New(rand.NewPCG(4, 4))
	for i := range noise {
		noise[i] = byte('a' + r.IntN(26))
	}
	for _, end := range []string{".csv", ".csv.gz", ".zip"} {
		ctx, cancel := context.WithCancel(context.Background())
		o, err := openArchive(ctx, write(t, "BTCUSDT-trades-2024-08-08"+end, string(noise)), DefaultLimits(), nil)
		must(t, err)
		lines := newLineReader(o, 1000)
		cancel()
		for err = errLongLine; err == errLongLine; {
			_, err = lines.next()
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", end, err)
		}
		o.Close()
	}
}

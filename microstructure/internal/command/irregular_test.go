//go:build unix

package command

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// irregular makes things other than regular files, by their description in
// errors.
var irregular = map[string]func(path string) error{
	"a named pipe":                      func(path string) error { return syscall.Mkfifo(path, 0o666) },
	"a device":                          func(path string) error { return os.Symlink("/dev/zero", path) },
	"a directory":                       func(path string) error { return os.Mkdir(path, 0o777) },
	"too many levels of symbolic links": func(path string) error { return os.Symlink(filepath.Base(path), path) },
	"a socket": func(path string) error {
		dir, err := os.MkdirTemp("", "") // addresses are short
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, "s"), Net: "unix"})
		if err != nil {
			return err
		}
		l.SetUnlinkOnClose(false)
		return errors.Join(os.Rename(filepath.Join(dir, "s"), path), l.Close())
	},
	"": holes, // of which other things are said
}

// holes is a file of eight gigabytes, all of them zero, that takes no room.
func holes(path string) error {
	return errors.Join(os.WriteFile(path, nil, 0o666), os.Truncate(path, 8<<30))
}

// replace puts something else in the place of a file.
func replace(t *testing.T, path string, put func(string) error) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	made(t, put(path))
}

// made skips the test if the system cannot make what it needs.
func made(t *testing.T, err error) {
	t.Helper()
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skip("cannot be made here: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// inTime runs the command and fails if it does not end by itself.
func inTime(t *testing.T, binary string, args ...string) (output string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, binary, args...)
	text, err := c.CombinedOutput()
	if ctx.Err() != nil {
		t.Fatalf("tickbook %s hangs", strings.Join(args, " "))
	}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(text), c.ProcessState.ExitCode()
}

// TestIrregularFiles puts what is no file, or a file of holes, in the place of
// each kind of file that commands read: a day's trades are refused, by name and
// with what they are; caches are made again.
func TestIrregularFiles(t *testing.T) {
	binary := buildBinary(t)
	day := time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)
	for kind, put := range irregular {
		t.Run(kind, func(t *testing.T) {
			data, archives := t.TempDir(), t.TempDir()
			mustRun(t, "synth", "--out", data, "--days", "3", "--trades-per-bar", "20", "--sources", "a")
			features := []string{"features", "--data", data, "--sources", "a"}
			audit := []string{"audit", "--data", data, "--sources", "a"}
			mustRun(t, features...)
			want := mustRun(t, audit...)

			for _, files := range []string{"bars/a/*.parquet", "bars/a/takers/*", "audit/*"} {
				cached, _ := filepath.Glob(filepath.Join(data, "BTCUSDT", files))
				if len(cached) != 3 {
					t.Fatalf("%s: %q", files, cached)
				}
				replace(t, cached[1], put)
			}
			if text, code := inTime(t, binary, features...); code != 0 {
				t.Errorf("features without one of its cached days: %d, %s", code, text)
			}
			if text, code := inTime(t, binary, audit...); code != 0 || !strings.HasSuffix(text, want) {
				t.Errorf("audit without one of its cached days: %d, %s", code, text)
			}

			path := filepath.Join(data, "BTCUSDT", "trades", "a", "2025-11-02.parquet")
			replace(t, path, put)
			for _, args := range [][]string{features, audit, append([]string{"study", "--out", t.TempDir()}, features[1:]...)} {
				text, code := inTime(t, binary, args...)
				if code != 1 || !strings.Contains(text, path) || !strings.Contains(text, kind) {
					t.Errorf("%s: %d, %s", args[0], code, text)
				}
			}

			path = binanceArchive(t, archives, day, 100)
			binanceArchive(t, archives, day.AddDate(0, 0, 1), 100)
			replace(t, path, put)
			text, code := inTime(t, binary, "import", path, filepath.Join(archives, "BTCUSDT-trades-2025-11-02.zip"), "--source", "binance_futures", "--symbol", "BTCUSDT", "--out", t.TempDir())
			if code != 1 || !strings.Contains(text, filepath.Base(path)) || !strings.Contains(text, kind) && kind != "a directory" {
				t.Errorf("import: %d, %s", code, text) // a directory is one without archives
			}

			if kind == "" {
				return // to compare eight gigabytes with a checksum takes long
			}
			m, out := newMirror(t), t.TempDir()
			m.putBinance(t, "BTCUSDT", "2025-11-01", 1, 100)
			fetch := fetchArgs(m, out, "BTCUSDT", "2025-11-01", "2025-11-01", "--source", "binance_futures")
			mustRun(t, fetch...)
			kept := filepath.Join(out, "archives", "binance_futures", binancePath("BTCUSDT", "2025-11-01"))
			replace(t, kept, put)
			switch text, code := inTime(t, binary, fetch...); {
			case strings.HasPrefix(kind, "too many"): // downloaded again
				if info, err := os.Lstat(kept); code != 0 || err != nil || !info.Mode().IsRegular() || info.Size() > 10_000 {
					t.Errorf("fetch: %d, %s", code, text)
				}
			case code != 1 || !strings.Contains(text, kept) || !strings.Contains(text, kind):
				t.Errorf("fetch: %d, %s", code, text)
			}
		})
	}
}

// TestSignalsEndLongReads interrupts commands that read a file of holes: an
// archive that is compared with its checksum, and a CSV whose last line is one
// of gigabytes.
func TestSignalsEndLongReads(t *testing.T) {
	binary := buildBinary(t)
	m, out := newMirror(t), t.TempDir()
	m.putBinance(t, "BTCUSDT", "2025-11-01", 1, 100)
	fetch := fetchArgs(m, out, "BTCUSDT", "2025-11-01", "2025-11-01", "--source", "binance_futures")
	mustRun(t, fetch...)
	replace(t, filepath.Join(out, "archives", "binance_futures", binancePath("BTCUSDT", "2025-11-01")), holes)

	archives := t.TempDir()
	rows := binanceRows("2025-11-01", 1, 100)
	var csvs []string
	for _, checksum := range []string{"with", "without"} {
		csv := filepath.Join(archives, checksum, "BTCUSDT-trades-2025-11-01.csv")
		made(t, errors.Join(os.Mkdir(filepath.Dir(csv), 0o777), holes(csv)))
		f, err := os.OpenFile(csv, os.O_WRONLY, 0)
		if err == nil {
			_, err = f.WriteString(rows)
		}
		if err = errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		csvs = append(csvs, csv)
	}
	if err := os.WriteFile(csvs[0]+".CHECKSUM", []byte(strings.Repeat("0", 64)+"  x\n"), 0o666); err != nil {
		t.Fatal(err)
	}

	for _, args := range [][]string{fetch, importArgs(csvs[0], t.TempDir()), importArgs(csvs[1], t.TempDir())} {
		took, err := interrupt(t, exec.Command(binary, args...), 700*time.Millisecond)
		for range 9 {
			if took <= answer {
				break
			}
			took, err = interrupt(t, exec.Command(binary, args...), 700*time.Millisecond) // the machine may have been busy
		}
		var exit *exec.ExitError
		if took > answer || !errors.As(err, &exit) || exit.ExitCode() != 130 {
			t.Errorf("%s: %v, %v after the interrupt", args[0], err, took)
		}
	}
}

package audit

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	ms "github.com/tickbook/tickbook/microstructure"
)

// within fails if do has not returned in time.
func within(t *testing.T, limit time.Duration, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	select {
	case <-done:
	case <-time.After(limit):
		t.Fatal("it hangs")
	}
}

// TestWhatIsNoFile: pipes, devices, links without end and files of holes in the
// place of a day, of the cache and of the acceptances end in an error or are
// passed over.
func TestWhatIsNoFile(t *testing.T) {
	for name, put := range map[string]func(path string) error{
		"pipe":     pipe,
		"device":   func(path string) error { return os.Symlink("/dev/zero", path) },
		"endless":  func(path string) error { return os.Symlink(filepath.Base(path), path) },
		"folder":   func(path string) error { return os.Mkdir(path, 0o755) },
		"of holes": func(path string) error { return errors.Join(os.WriteFile(path, nil, 0o644), os.Truncate(path, 8<<30)) },
	} {
		t.Run(name, func(t *testing.T) {
			replace := func(path string) {
				t.Helper()
				os.Remove(path)
				switch err := put(path); {
				case errors.Is(err, errors.ErrUnsupported), err != nil && runtime.GOOS == "windows":
					t.Skip("cannot be made here: ", err)
				case err != nil:
					t.Fatal(err)
				}
			}
			s := newTestSet(t)
			for day := range 2 {
				s.write("aa_futures", day, market(day, 1, 5), ms.Provenance{})
			}
			s.run()
			cached, _ := filepath.Glob(filepath.Join(s.Dir, s.Symbol, cacheFolder, "*.gob"))
			if len(cached) != 2 {
				t.Fatalf("cached: %q", cached)
			}
			replace(cached[0])
			within(t, 20*time.Second, func() {
				if a := s.run(); len(a.Errors()) != 0 || a.Sources[0].Files != 2 {
					t.Errorf("in the cache: %v", a.Errors())
				}
			})
			replace(s.TradesPath("aa_futures", date(1)))
			within(t, 20*time.Second, func() {
				a := s.run()
				if e := a.Errors(); len(e) != 1 || e[0].Check != CheckReadable || e[0].Date != date(1) {
					t.Errorf("as a day: %v", e)
				}
			})
			replace(AcceptedFile(s.Dataset, DefaultConfig()))
			within(t, 20*time.Second, func() {
				if _, err := Run(context.Background(), s.Dataset, s.sources, DefaultConfig()); err == nil {
					t.Error("as acceptances: no error")
				}
			})
		})
	}
}

func TestDaysOfOtherCenturies(t *testing.T) {
	s := newTestSet(t)
	s.write("aa_futures", 0, market(0, 1, 5), ms.Provenance{})
	early, late := s.TradesPath("aa_futures", "0001-01-01"), s.TradesPath("aa_futures", "9999-12-31")
	for _, path := range []string{early, late} {
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_, err := Run(context.Background(), s.Dataset, s.sources, DefaultConfig())
	if err == nil || !strings.Contains(err.Error(), early) || !strings.Contains(err.Error(), late) {
		t.Errorf("error %v, want one that names both files", err)
	}
}

// TestFilesThatNameOtherSymbols: each file has one, but not the same.
func TestFilesThatNameOtherSymbols(t *testing.T) {
	a := &Audit{Sources: []Source{{Name: "aa_futures", Days: []Day{
		{Date: date(0), Symbol: "BTCUSDT"}, {Date: date(1)}, {Date: date(2), Symbol: "ETHUSDT"}, {Date: date(3), Symbol: "BTCUSDT"},
	}}}}
	judge{a}.symbols(&a.Sources[0])
	if f := a.Findings; len(f) != 1 || f[0].Name() != "symbols:aa_futures:"+date(2) || f[0].Severity != Warning || !strings.Contains(f[0].Message, `"ETHUSDT"`) || f[0].Figure != `"ETHUSDT"` {
		t.Errorf("findings %+v", f)
	}
	s := newTestSet(t)
	s.write("aa_futures", 0, market(0, 1, 5), ms.Provenance{})
	if d := s.run().Sources[0].Days[0]; d.Symbol != "" {
		t.Errorf("a file without such a column names %q", d.Symbol)
	}
}

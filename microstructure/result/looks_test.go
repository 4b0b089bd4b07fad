package result

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure/evidence"
)

func look(parameters string, configurations int) evidence.Look {
	return evidence.Look{Time: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), Digest: "d1", FromDate: "2025-12-01", ToDate: "2026-01-31",
		Parameters: parameters, Configurations: configurations, Verdict: evidence.NotProven}
}

func TestLooksAreAppended(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "results")
	if looks, broken, err := ReadLooks(dir); err != nil || len(looks) != 0 || broken != 0 {
		t.Fatalf("no file: %v, %d, %v", looks, broken, err)
	}
	for i := range 3 {
		if err := AppendLook(dir, look("p", i)); err != nil {
			t.Fatal(err)
		}
	}
	// A crash in the middle of a line.
	f, err := os.OpenFile(filepath.Join(dir, LooksFile), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"time":"2026-`); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if err := AppendLook(dir, look("q", 7)); err != nil {
		t.Fatal(err)
	}
	looks, broken, err := ReadLooks(dir)
	if err != nil || len(looks) != 4 || broken != 1 || looks[3] != look("q", 7) || looks[2].Configurations != 2 {
		t.Errorf("%+v, %d broken, error %v", looks, broken, err)
	}
}

// Several processes append at once; none of their lines is lost or torn.
func TestLooksOfConcurrentProcesses(t *testing.T) {
	const processes, lines = 6, 40
	if dir := os.Getenv("TICKBOOK_TEST_LOOKS_DIR"); dir != "" {
		for i := range lines {
			if err := AppendLook(dir, look(strings.Repeat("p", 100*i), i)); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	dir := t.TempDir()
	var started []*exec.Cmd
	for range processes {
		c := exec.Command(os.Args[0], "-test.run=^TestLooksOfConcurrentProcesses$")
		c.Env = append(os.Environ(), "TICKBOOK_TEST_LOOKS_DIR="+dir)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		started = append(started, c)
	}
	for _, c := range started {
		if err := c.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	looks, broken, err := ReadLooks(dir)
	if err != nil || broken != 0 || len(looks) != processes*lines {
		t.Errorf("%d looks, %d broken, error %v, want %d", len(looks), broken, err, processes*lines)
	}
	seen := map[string]int{}
	for _, l := range looks {
		seen[strconv.Itoa(l.Configurations)]++
	}
	for k, n := range seen {
		if n != processes {
			t.Errorf("line %s is there %d times", k, n)
		}
	}
}

func TestLooksThatAreNoFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, LooksFile), 0o777); err != nil {
		t.Fatal(err)
	}
	_, _, err := ReadLooks(dir)
	for _, err := range []error{err, AppendLook(dir, look("p", 1))} {
		if !errors.Is(err, ErrLooks) || !strings.Contains(err.Error(), dir) {
			t.Errorf("error %v", err)
		}
	}
}

func FuzzReadLooks(f *testing.F) {
	f.Add([]byte(`{"digest":"d","configurations":48}` + "\n"))
	f.Add([]byte("{\n\n\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, LooksFile), text, 0o644); err != nil {
			t.Fatal(err)
		}
		before, _, err := ReadLooks(dir)
		if err != nil {
			return
		}
		if err := AppendLook(dir, look("p", 1)); err != nil {
			t.Fatal(err)
		}
		after, _, err := ReadLooks(dir)
		if err != nil || len(after) != len(before)+1 {
			t.Errorf("%d looks and then %d, error %v", len(before), len(after), err)
		}
	})
}

package result

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure/evidence"
)

func look(grid string, configurations int) evidence.Look {
	return evidence.Look{Time: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), Data: "d1", Kind: evidence.LookStudy, Symbol: "X", FromDate: "2025-12-01", ToDate: "2026-01-31",
		Grid: grid, Configurations: configurations, Verdict: evidence.NotProven}
}

func readLooks(t *testing.T, path string) Record {
	t.Helper()
	r, err := ReadLooks(path)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A look has a line when it begins and one with its verdict, however often it
// is taken.
func TestLooksAreEntered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", LooksFile)
	if r := readLooks(t, path); r.Looks != nil || r.Damaged != nil {
		t.Fatalf("no file: %+v", r)
	}
	for range 2 {
		for i := range 3 {
			l := look("p", i+1)
			if r, err := EnterLook(path, l); err != nil || r.Looks[2*i].Verdict != "" || r.Looks[2*i].Key() != l.Key() {
				t.Fatalf("%+v, %v", r, err)
			}
			if r, err := FinishLook(path, l); err != nil || !reflect.DeepEqual(r.Looks[2*i+1], l) {
				t.Fatalf("%+v, %v", r, err)
			}
		}
	}
	if r := readLooks(t, path); len(r.Looks) != 6 || len(evidence.DistinctLooks(r.Looks)) != 3 {
		t.Errorf("%+v", r)
	}
	edge := look("p", 1)
	edge.Verdict = evidence.Edge // after a change of the data
	if r, err := FinishLook(path, edge); err != nil || len(r.Looks) != 7 || evidence.DistinctLooks(r.Looks)[0].Verdict != evidence.Edge {
		t.Errorf("%+v, %v", r, err)
	}
}

// Lines that are no looks are named, with what to do, and the others count.
func TestDamagedLooks(t *testing.T) {
	path := filepath.Join(t.TempDir(), LooksFile)
	good := `{"from_date":"2025-12-01","to_date":"2026-01-31","configurations":48}`
	long := `{"x":"` + strings.Repeat("y", 2_000_000) // longer than a scanner's lines
	text := strings.Join([]string{good, `{"from_date":"2025-12-01"`, "", strings.Replace(good, "2026-01-31", "31.1.2026", 1), strings.Replace(good, "48", "0", 1),
		strings.Replace(good, "2025-12-01", "2026-12-01", 1), "\xff\x00", long, "[]", "null", good}, "\n")
	if err := os.WriteFile(path, []byte(text+"\n{"), 0o666); err != nil {
		t.Fatal(err)
	}
	r, err := EnterLook(path, look("q", 7)) // ends the half line before it
	if err != nil || len(r.Looks) != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	r = readLooks(t, path)
	wants := []string{"line 2: ", `line 4: "{\"from_date\":\"2025-12-01\",\"to_date\":\"31.1.2026\"`, "0 configurations; a look has 1 to", "to_date 2026-01-31 is before from_date 2026-12-01",
		"line 7: ", "line 8: ", "line 9: ", "line 10: ", "line 12: "}
	if len(r.Looks) != 3 || len(r.Damaged) != len(wants) || r.Looks[2].Key() != look("q", 7).Key() {
		t.Fatalf("%+v", r)
	}
	for i, want := range wants {
		said := r.Damaged[i].Error()
		if !strings.Contains(said, want) || !strings.HasPrefix(said, path) || !strings.Contains(said, "correct the line, or remove it") || len(said) > len(path)+400 {
			t.Errorf("%q does not say %q", said, want)
		}
	}
}

// The lines of an earlier version are read: they had no symbol, and so count at
// any.
func TestLooksOfAnEarlierVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), LooksFile)
	old := `{"time":"2026-02-01T00:00:00Z","digest":"d","from_date":"2025-12-01","to_date":"2026-01-31","parameters":"p","configurations":48,"verdict":"not proven"}` + "\n"
	if err := os.WriteFile(path, []byte(old), 0o666); err != nil {
		t.Fatal(err)
	}
	r := readLooks(t, path)
	if c := evidence.CountLooks(r.Looks, look("g", 24)); len(r.Damaged) > 0 || c.Looks != 1 || c.Prior != 48 || c.Others != 0 {
		t.Errorf("%+v of %+v", c, r)
	}
}

// looksProcess enters and finishes looks in another process. It prints each
// number when its line is on disk.
func looksProcess(path string, lines int) *exec.Cmd {
	c := exec.Command(os.Args[0], "-test.run=^TestLooksOfConcurrentProcesses$")
	c.Env = append(os.Environ(), "TICKBOOK_TEST_LOOKS="+path, "TICKBOOK_TEST_LINES="+strconv.Itoa(lines))
	return c
}

// Several processes write at once: none of their lines is lost or torn, looks
// that all of them take are there once, and each sees those before it.
func TestLooksOfConcurrentProcesses(t *testing.T) {
	const processes, lines = 5, 30
	if path := os.Getenv("TICKBOOK_TEST_LOOKS"); path != "" {
		n, _ := strconv.Atoi(os.Getenv("TICKBOOK_TEST_LINES"))
		for i := range n {
			own, shared := look(fmt.Sprint(os.Getpid(), strings.Repeat(" ", 100*(i%40))), i+1), look("shared", i+1)
			for _, l := range []evidence.Look{own, shared} {
				r, err := EnterLook(path, l)
				if err != nil {
					t.Fatal(err)
				}
				if c := evidence.CountLooks(r.Looks, l); c.Looks < i {
					t.Fatalf("look %d counts %d", i, c.Looks)
				}
				if _, err := FinishLook(path, l); err != nil {
					t.Fatal(err)
				}
			}
			fmt.Println("done", i+1)
		}
		return
	}
	path := filepath.Join(t.TempDir(), LooksFile)
	var started []*exec.Cmd
	for range processes {
		c := looksProcess(path, lines)
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
	r := readLooks(t, path)
	if want := 2 * (processes + 1) * lines; len(r.Looks) != want || len(r.Damaged) != 0 || len(evidence.DistinctLooks(r.Looks)) != want/2 {
		t.Errorf("%d lines, %d damaged, %d distinct looks, want %d", len(r.Looks), len(r.Damaged), len(evidence.DistinctLooks(r.Looks)), want)
	}
}

// Whenever a process is killed, what it said was written is there, and the next
// can go on.
func TestLooksOfKilledProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), LooksFile)
	finished := 0
	for kill := range 10 {
		c := looksProcess(path, 10_000)
		out, err := c.StdoutPipe()
		if err == nil {
			err = c.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		said := make([]byte, 0, 4096)
		for buffer := make([]byte, 64); strings.Count(string(said), "\n") <= kill; {
			n, err := out.Read(buffer)
			if said = append(said, buffer[:n]...); err != nil {
				t.Fatalf("%v: %s", err, said)
			}
		}
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait()
		finished += strings.Count(string(said), "\n")
	}
	r := readLooks(t, path)
	own := 0
	for _, l := range r.Looks {
		if l.Grid != "shared" && l.Verdict != "" {
			own++
		}
	}
	if own < finished || len(r.Damaged) > 10 {
		t.Errorf("%d looks were said to be written, and %d are; %d lines are damaged", finished, own, len(r.Damaged))
	}
	if r, err := EnterLook(path, look("after", 1)); err != nil || r.Looks[len(r.Looks)-1].Grid != "after" {
		t.Errorf("%v", err)
	}
}

func TestLooksThatAreNoFile(t *testing.T) {
	dir := t.TempDir()
	_, err := ReadLooks(dir)
	_, entered := EnterLook(dir, look("p", 1))
	for _, err := range []error{err, entered} {
		if !errors.Is(err, ErrLooks) || !strings.Contains(err.Error(), dir+" is a directory, not a regular file: give a file, such as "+filepath.Join(dir, LooksFile)) {
			t.Errorf("error %v", err)
		}
	}
}

func FuzzReadLooks(f *testing.F) {
	f.Add([]byte(`{"from_date":"2025-12-01","to_date":"2026-01-31","configurations":48}` + "\n"))
	f.Add([]byte("{\n\n\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(t.TempDir(), LooksFile)
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		before := readLooks(t, path)
		if _, err := EnterLook(path, look("p", 1)); err != nil {
			t.Fatal(err)
		}
		after := readLooks(t, path)
		if n := len(before.Looks); len(after.Looks) != n+1 || len(after.Damaged) != len(before.Damaged) || after.Looks[n].Key() != look("p", 1).Key() {
			t.Errorf("%d looks and then %d", n, len(after.Looks))
		}
	})
}

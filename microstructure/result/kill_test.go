package result

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/table"
)

// TestMain is also the process that TestKillAtEachChange kills.
func TestMain(m *testing.M) {
	dir := os.Getenv("TICKBOOK_TEST_DIR")
	if dir == "" {
		os.Exit(m.Run())
	}
	at, _ := strconv.Atoi(os.Getenv("TICKBOOK_TEST_KILL_AT"))
	changes := 0
	beforeChange = func() {
		if changes++; changes == at {
			p, _ := os.FindProcess(os.Getpid())
			p.Kill()
			select {}
		}
	}
	name := os.Getenv("TICKBOOK_TEST_STUDY")
	if err := Write(dir, study(name), Summary{Symbol: name, InputDigest: name}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// study makes tables of two studies that have some names in common, and no
// content.
func study(name string) (tables []table.Table) {
	names := map[string][]string{"A": {"ic", "sweep", "panel", "trades_oos", "bars_x"}, "B": {"ic", "sweep", "panel", "null", "bars_y"}}
	for i, of := range names[name] {
		tables = append(tables, table.Table{Name: of, Columns: []table.Column{
			{Name: "study", Values: table.Texts{name, of}}, {Name: "x", Values: table.Floats{float64(i), 0.5}},
		}})
	}
	return tables
}

// write runs a process that writes a study and kills itself before change at,
// if there are so many. It reports whether it was killed.
func write(t *testing.T, dir, study string, at int) bool {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "TICKBOOK_TEST_DIR="+dir, "TICKBOOK_TEST_STUDY="+study, "TICKBOOK_TEST_KILL_AT="+strconv.Itoa(at))
	out, err := c.CombinedOutput()
	if err != nil && len(out) > 0 {
		t.Fatalf("%v\n%s", err, out)
	}
	return err != nil
}

// content maps the files of a directory to what they hold.
func content(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(text)
	}
	return all
}

func same(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			t.Errorf("%s: %s is not as it should be", what, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[name]; !ok {
			t.Errorf("%s: %s is too many", what, name)
		}
	}
}

// users are files of other names, which nobody touches.
var users = map[string]string{"trades_mine.csv": "mine", "nullable.csv": "mine", "bars_z.parquet": "mine", "notes.txt": "mine"}

func newDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range users {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestKillAtEachChange kills a study before each change of the directory, in a
// new one and in one of an earlier study, runs it again, killed or not, and at
// last to its end.
func TestKillAtEachChange(t *testing.T) {
	want := map[string]map[string]string{}
	for _, name := range []string{"A", "B"} {
		dir := newDir(t)
		write(t, dir, name, 0)
		want[name] = content(t, dir)
	}
	for _, before := range []string{"", "A"} {
		for at := 1; ; at++ {
			again := 2 * at % 9 // where the second run is killed; 0 is nowhere
			what := fmt.Sprintf("after %q, killed at %d and at %d", before, at, again)
			dir := newDir(t)
			if before != "" {
				write(t, dir, before, 0)
			}
			if !write(t, dir, "B", at) {
				if at < 7 {
					t.Errorf("%s: only %d changes", what, at-1)
				}
				break
			}
			checkKilled(t, what, dir, before, at, want)
			write(t, dir, "A", again)
			last := []string{"A", "B"}[at%2]
			s, err := Open(context.Background(), dir, tableNames(study(last)), nil)
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if again > 1 && !errors.Is(s.Found, ErrUnfinished) {
				t.Errorf("%s: found %v", what, s.Found)
			}
			if err := s.Write(context.Background(), study(last), Summary{Symbol: last, InputDigest: last}); err != nil {
				t.Errorf("%s: %v", what, err)
			}
			s.Close()
			same(t, what, content(t, dir), want[last])
			if err := Check(context.Background(), dir); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
}

// checkKilled looks at a directory whose study B was killed.
func checkKilled(t *testing.T, what, dir, before string, at int, want map[string]map[string]string) {
	t.Helper()
	err := Check(context.Background(), dir)
	switch {
	case at > 1 && !errors.Is(err, ErrUnfinished),
		at == 1 && before == "" && !errors.Is(err, ErrNone),
		at == 1 && before != "" && err != nil:
		t.Errorf("%s: %v", what, err)
	}
	for name, text := range content(t, dir) {
		if strings.HasPrefix(name, ".") || name == summaryName {
			continue
		}
		if text != want["B"][name] && (before == "" || text != want["A"][name]) {
			t.Errorf("%s: %s is of neither study", what, name)
		}
	}
}

// A table that the user changed survives whatever kills, too.
func TestKillKeepsWhatWasChanged(t *testing.T) {
	clean := newDir(t)
	write(t, clean, "B", 0)
	want := content(t, clean)
	want["sweep.csv.changed"], want["trades_oos.csv.changed"] = "mine", "mine"
	for at, killed := 1, true; killed; at++ {
		dir := newDir(t)
		write(t, dir, "A", 0)
		put(t, dir, "sweep.csv", "mine")
		put(t, dir, "trades_oos.csv", "mine")
		killed = write(t, dir, "B", at)
		write(t, dir, "B", 0)
		same(t, fmt.Sprintf("killed at %d", at), content(t, dir), want)
	}
}

func tableNames(tables []table.Table) (names []string) {
	for _, t := range tables {
		names = append(names, t.Name)
	}
	return names
}

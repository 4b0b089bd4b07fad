package atomicfile

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

// TestMain is also the other processes of the tests: those whose environment
// says what to do.
func TestMain(m *testing.M) {
	role, path := os.Getenv("TICKBOOK_TEST_ROLE"), os.Getenv("TICKBOOK_TEST_PATH")
	if role == "" {
		os.Exit(m.Run())
	}
	if err := roles[role](path); err != nil {
		io.WriteString(os.Stderr, err.Error()+"\n")
		os.Exit(1)
	}
}

var roles = map[string]func(path string) error{
	"write": func(path string) error { return Write(path, content(0)) },
	// Creates many files, and sweeps in between as processes do at their start.
	"write and sweep": func(path string) error {
		for i := range 100 {
			Sweep(filepath.Dir(path))
			if err := Write(path, content(i)); err != nil {
				return err
			}
		}
		return nil
	},
	// Keeps a file unfinished until it is killed.
	"hold": func(path string) error {
		f, err := Create(path)
		if err != nil {
			return err
		}
		if _, err := f.Write([]byte("half")); err != nil {
			return err
		}
		os.Stdout.WriteString("ready\n")
		time.Sleep(time.Hour)
		return f.Commit()
	},
}

func process(role, path string) *exec.Cmd {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "TICKBOOK_TEST_ROLE="+role, "TICKBOOK_TEST_PATH="+path)
	c.Stderr = os.Stderr
	return c
}

func TestConcurrentProcesses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	must(t, Write(path, content(0)))
	var started []*exec.Cmd
	for range 4 {
		c := process("write and sweep", path)
		must(t, c.Start())
		started = append(started, c)
	}
	for range 200 {
		if text := read(t, path); !whole([]byte(text)) {
			t.Errorf("read %d bytes that are not one writer's", len(text))
		}
	}
	for _, c := range started {
		must(t, c.Wait())
	}
	check(t, dir, "a")
}

func TestLeftoverOfAKilledProcess(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	holder := process("hold", path)
	out, err := holder.StdoutPipe()
	must(t, err, holder.Start())
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("the holder says %q, %v", line, err)
	}
	left := names(t, dir)
	if len(left) != 1 || !isTemporary(left[0]) {
		t.Fatalf("the holder made %q", left)
	}

	// While it lives, neither the next process nor this one touches its file.
	must(t, process("write", path).Run())
	Sweep(dir)
	check(t, dir, left[0], "a")

	must(t, holder.Process.Kill())
	_ = holder.Wait() // killed
	if !locks(t) {
		check(t, dir, left[0], "a") // too young
		old := time.Now().Add(-abandonedAfter)
		must(t, os.Chtimes(filepath.Join(dir, left[0]), old, old))
	}
	must(t, process("write", path).Run())
	check(t, dir, "a")
}

// locks reports whether temporary files are locked here.
func locks(t *testing.T) bool {
	f, err := Create(filepath.Join(t.TempDir(), "a"))
	must(t, err)
	defer f.Abort()
	return f.lock != nil
}

func TestCreateSweepsAFolderOnce(t *testing.T) {
	dir := t.TempDir()
	leave := func() string {
		name := temporaryName("b")
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, []byte("half"), 0o666))
		old := time.Now().Add(-abandonedAfter)
		must(t, os.Chtimes(path, old, old))
		return name
	}
	leave()
	must(t, Write(filepath.Join(dir, "a"), nil))
	check(t, dir, "a")
	name := leave()
	must(t, Write(filepath.Join(dir, "a"), nil))
	check(t, dir, name, "a")
	Sweep(dir + string(filepath.Separator))
	check(t, dir, "a")
}

// What is not exactly of our form is somebody else's, however old.
func TestForeignFilesStay(t *testing.T) {
	dir := t.TempDir()
	foreign := []string{
		".a.tmp", ".tmp", "tmp", ".0123456789abcdef.tmp", "a.0123456789abcdef.tmp",
		".a.0123456789abcde.tmp", ".a.0123456789abcdef0.tmp", ".a.0123456789ABCDEF.tmp", ".a.0123456789abcdeg.tmp",
		".a.0123456789abcdef", ".a.0123456789abcdef.tmp.tmp", ".a-0123456789abcdef.tmp", ".a.2347862345.tmp", "..0123456789abcdef.tmp",
	}
	old := time.Now().Add(-10 * abandonedAfter)
	for _, name := range foreign {
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, nil, 0o666), os.Chtimes(path, old, old))
	}
	const folder, link = ".a.0000000000000000.tmp", ".a.1111111111111111.tmp"
	must(t, os.Mkdir(filepath.Join(dir, folder), 0o777), os.Chtimes(filepath.Join(dir, folder), old, old))
	want := append(slices.Clone(foreign), folder)
	if os.Symlink("tmp", filepath.Join(dir, link)) == nil {
		want = append(want, link)
	}
	for i, name := range []string{"a", ".hidden", "a.b.c", "2025-11-01.parquet", "…"} {
		path := filepath.Join(dir, "."+name+".00000000deadbee"+strconv.Itoa(i)+suffix)
		must(t, os.WriteFile(path, nil, 0o666), os.Chtimes(path, old, old))
	}
	Sweep(dir)
	slices.Sort(want)
	check(t, dir, want...)
	Sweep(filepath.Join(dir, "none"))
	Sweep(filepath.Join(dir, "tmp"))
}

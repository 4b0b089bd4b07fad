package command

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A program without its source, in an empty directory, keeps results and finds
// them wherever it is moved to; another build says that it does not use them.
func TestKeptWithoutTheSource(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program without its source")
	}
	binary, data := filepath.Join(t.TempDir(), "tickbook"), t.TempDir()
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", binary, "../../cmd/tickbook")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	mustRun(t, "synth", "--out", data, "--days", "38", "--trades-per-bar", "6", "--sources", "a")
	keep, out := t.TempDir(), t.TempDir()
	// moved runs a copy of the program, with something behind its end, in an
	// empty directory.
	moved := func(end string, args ...string) (stdout, stderr string) {
		t.Helper()
		content, err := os.ReadFile(binary)
		must(t, err)
		dir := t.TempDir()
		path := filepath.Join(dir, "renamed")
		must(t, os.WriteFile(path, append(content, end...), 0o755))
		c := exec.Command(path, append([]string{"study", "--data", data, "--sources", "a", "--null", "3", "--keep", keep, "--out", out}, args...)...)
		var said, errors bytes.Buffer
		c.Dir, c.Stdout, c.Stderr = dir, &said, &errors
		if err := c.Run(); err != nil {
			t.Fatalf("%q: %v\n%s", args, err, errors.String())
		}
		return said.String(), errors.String()
	}
	for part, wanted := range []string{"made", "kept"} {
		lines, _ := moved("", "--shard", "1/1")
		if n := strings.Count(lines, `"state":"`+wanted+`"`); n != strings.Count(lines, "\n") || n < 3 {
			t.Errorf("run %d: not all is %s:\n%s", part+1, wanted, lines)
		}
	}
	const unused = "kept by another build of the program"
	before := len(files(t, keep))
	if _, said := moved(""); strings.Contains(said, unused) {
		t.Errorf("the same program:\n%s", said)
	}
	mine := files(t, out)
	_, said := moved("another build")
	if !strings.Contains(said, "warning: "+filepath.Join(keep, "nullruns_BTCUSDT_")) || !strings.Contains(said, unused) {
		t.Errorf("another build does not say that results are not used:\n%s", said)
	}
	sameFiles(t, "the tables of another build", files(t, out), mine)
	if after := len(files(t, keep)); after <= before {
		t.Errorf("another build keeps its results apart: %d files, %d before", after, before)
	}
}

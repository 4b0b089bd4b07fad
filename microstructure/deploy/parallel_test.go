package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestParallel(t *testing.T) {
	if exec.Command("parallel", "--version").Run() != nil {
		t.Skip("GNU parallel is missing (on Debian and Ubuntu: apt install parallel)")
	}
	w := newWorkplace(t)
	dir := t.TempDir()
	out := filepath.Join(dir, "the results")
	run := func(worker string) (calls string, ok bool) {
		path := script(t, filepath.Join(dir, "worker"), `echo "$7" >>"`+dir+`/calls"`+"\n"+worker)
		c := exec.Command("parallel/features.sh", w.data, w.keys, out, "4", "2")
		c.Env = append(os.Environ(), "TICKBOOK="+path, "DIR="+dir, "REAL="+w.tickbook, "HOME="+dir)
		_, ok = output(t, c)
		text, err := os.ReadFile(filepath.Join(dir, "calls"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(dir, "calls")); err != nil {
			t.Fatal(err)
		}
		return string(text), ok
	}
	// Shard 2 dies once, behind its first line; shard 3 can never write.
	calls, ok := run(`case "$7" in
2/4) [ -e "$DIR/once" ] || { touch "$DIR/once"; "$REAL" "$@" | head -n 1; kill -9 $$; } ;;
3/4) exit 1 ;;
esac
exec "$REAL" "$@"
`)
	if ok || strings.Count(calls, "2/4") != 2 || strings.Count(calls, "3/4") != 3 {
		t.Errorf("with a shard that fails: %t, shards %q", ok, calls)
	}
	if calls, ok = run(`exec "$REAL" "$@"` + "\n"); !ok || calls != "3/4\n" {
		t.Errorf("resumed: %t, shards %q", ok, calls)
	}
	lines, err := os.ReadFile(filepath.Join(out, "results.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	w.mustEqual(t, string(lines))
}

package deploy_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// srun stands in for Slurm's: it takes srun's flags, refuses those that the
// recipe should not give, and runs the command. With KILL_AFTER_ONE it is a node
// that fails as soon as the first line is there.
const srun = `
[ "$1" = --ntasks=1 ] && [ "$2" = --cpus-per-task=2 ] || { echo "srun: $1 $2" >&2; exit 2; }
shift 2
[ -n "$KILL_AFTER_ONE" ] || exec "$@"
"$@" | head -n 1
kill -9 $$
`

func TestSlurm(t *testing.T) {
	w := newWorkplace(t)
	bin := filepath.Dir(script(t, filepath.Join(t.TempDir(), "srun"), srun))
	task := func(environment ...string) *exec.Cmd {
		c := exec.Command("bash", "slurm/features.sbatch")
		c.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "TICKBOOK="+w.tickbook, "KEYS="+w.keys, "SLURM_CPUS_PER_TASK=2")
		c.Env = append(c.Env, environment...)
		return c
	}
	const shards = 4
	var lines strings.Builder
	for i := 1; i <= shards; i++ {
		environment := []string{"DATA=" + w.data, fmt.Sprintf("SHARDS=%d", shards), fmt.Sprintf("SLURM_ARRAY_TASK_ID=%d", i)}
		if i == 1 {
			out, ok := output(t, task(append(environment, "KILL_AFTER_ONE=1")...))
			if ok || strings.Count(out, "\n") != 1 {
				t.Errorf("a node that fails: %t, %s", ok, out)
			}
			lines.WriteString(out)
		}
		lines.WriteString(mustRun(t, task(environment...)))
	}
	w.mustEqual(t, lines.String())
	if !strings.Contains(lines.String(), `"state":"kept"`) {
		t.Error("a task that is queued again makes anew what was finished")
	}

	for want, environment := range map[string][]string{
		"set the directory of trades": {"SLURM_ARRAY_TASK_ID=1"},
		"set the list of keys":        {"DATA=" + w.data, "KEYS="},
		"this is a task of an array":  {"DATA=" + w.data},
		`--shard "5/4"`:               {"DATA=" + w.data, "SLURM_ARRAY_TASK_ID=5", "SHARDS=4"},
	} {
		if out, err := task(environment...).CombinedOutput(); err == nil || !strings.Contains(string(out), want) {
			t.Errorf("%q: %v, %s; want %s", environment, err, out, want)
		}
	}
}

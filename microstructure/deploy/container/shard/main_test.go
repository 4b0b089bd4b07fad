package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestShard(t *testing.T) {
	for _, c := range []struct {
		environment string // of NAME=value, separated by spaces
		want        string // the shard, or what the error says
	}{
		{"SHARDS=120 JOB_COMPLETION_INDEX=0", "1/120"},
		{"SHARDS=120 JOB_COMPLETION_INDEX=119", "120/120"},
		{"SHARDS=1 JOB_COMPLETION_INDEX=0", "1/1"},
		{"SHARDS=7 AWS_BATCH_JOB_ARRAY_INDEX=6", "7/7"},
		{"SHARDS=7 SLURM_ARRAY_TASK_ID=1", "1/7"},
		{"SHARDS=7 SLURM_ARRAY_TASK_ID=7", "7/7"},
		{"SHARDS=120 JOB_COMPLETION_INDEX=120", `"120": with SHARDS=120 it is from 0 to 119`},
		{"SHARDS=7 SLURM_ARRAY_TASK_ID=0", `"0": with SHARDS=7 it is from 1 to 7`},
		{"SHARDS=7 JOB_COMPLETION_INDEX=-1", "from 0 to 6"},
		{"SHARDS=7 JOB_COMPLETION_INDEX=x", "from 0 to 6"},
		{"SHARDS=7", "not a task of an array job"},
		{"SHARDS=0 JOB_COMPLETION_INDEX=0", `SHARDS is "0"`},
		{"SHARDS=-7 JOB_COMPLETION_INDEX=0", `SHARDS is "-7"`},
		{"SHARDS=all JOB_COMPLETION_INDEX=0", `SHARDS is "all"`},
		{"JOB_COMPLETION_INDEX=0", `SHARDS is ""`},
	} {
		variables := map[string]string{}
		for _, v := range strings.Fields(c.environment) {
			name, value, _ := strings.Cut(v, "=")
			variables[name] = value
		}
		got, err := shard(func(name string) string { return variables[name] })
		if err != nil {
			if got != "" || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %q, %v; want %s", c.environment, got, err, c.want)
			}
		} else if got != c.want {
			t.Errorf("%s: %s, want %s", c.environment, got, c.want)
		}
	}
}

// TestBecomesCommand runs this test's own process as shard: the command gets
// the arguments, the input and the environment, and its exit status is shard's.
func TestBecomesCommand(t *testing.T) {
	if os.Getenv("TICKBOOK_TEST_SHARD") != "" {
		os.Args = append([]string{"shard"}, strings.Fields(os.Getenv("TICKBOOK_TEST_SHARD"))...)
		main()
	}
	dir := t.TempDir()
	script := "#!/bin/sh\necho \"$@\" \"$SHARDS\" \"$(cat)\"; exit 3\n"
	if err := os.WriteFile(dir+"/worker", []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	run := func(command string) (string, int) {
		c := exec.Command(os.Args[0], "-test.run", "^TestBecomesCommand$")
		c.Env = append(os.Environ(), "TICKBOOK_TEST_SHARD="+command, "SHARDS=7", "JOB_COMPLETION_INDEX=2")
		c.Stdin = strings.NewReader("input")
		out, _ := c.CombinedOutput()
		return string(out), c.ProcessState.ExitCode()
	}
	if out, code := run(dir + "/worker features --data /data"); out != "features --data /data --shard 3/7 7 input\n" || code != 3 {
		t.Errorf("exit %d, %q", code, out)
	}
	if out, code := run("no-such-command"); code != 1 || !strings.Contains(out, "no-such-command") {
		t.Errorf("exit %d, %q", code, out)
	}
}

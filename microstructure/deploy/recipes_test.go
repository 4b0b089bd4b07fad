package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestShellcheck(t *testing.T) {
	for _, script := range []string{"slurm/features.sbatch", "parallel/features.sh"} {
		if out, ok := output(t, exec.Command(tool(t, "shellcheck"), script)); !ok {
			t.Errorf("%s", out)
		}
	}
}

// TestSlurmShards holds the script's number of shards against the array that
// it asks for.
func TestSlurmShards(t *testing.T) {
	text, err := os.ReadFile("slurm/features.sbatch")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\n#SBATCH --array=1-120%", "\nshards=${SHARDS:-120}\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestAWSBatch(t *testing.T) {
	python := tool(t, "python")
	if out, ok := output(t, exec.Command(python, "awsbatch/check.py", "awsbatch/job-definition.json", "awsbatch/submit-job.json")); !ok {
		t.Errorf("%s", out)
	}
}

// TestAWSBatchFaults edits a file as a hand might, and expects each fault to be
// found.
func TestAWSBatchFaults(t *testing.T) {
	python := tool(t, "python")
	const definition, submission = "job-definition.json", "submit-job.json"
	for _, c := range []struct{ file, old, new, want string }{
		{definition, `"retryStrategy"`, `"retryStrategies"`, `Unknown parameter in input: "retryStrategies"`},
		{definition, `"attempts": 5`, `"attempts": "5"`, "Invalid type for parameter retryStrategy.attempts"},
		{definition, `"attempts": 5`, `"attempts": 11`, "attempts are 1 to 10"},
		{definition, `"VCPU"`, `"CPU"`, "is CPU, not one of GPU, VCPU, MEMORY"},
		{definition, `"Ref::data"`, `"Ref::date"`, "Ref::date has no value"},
		{submission, `"jobQueue": "spot",`, ``, `Missing required parameter in input: "jobQueue"`},
		{submission, `"size": 120`, `"size": 1`, "2 to 10,000 children, not 1"},
		{submission, `"size": 120`, `"size": 121`, "SHARDS is ['120'], and the array has 121 children"},
		{submission, `"jobDefinition": "tickbook-features"`, `"jobDefinition": "tickbook"`, "tickbook is another job definition"},
		{submission, `"data": "/data"`, `"date": "/data"`, "the command has no Ref::date"},
		{definition, `"name": "data"`, `"name": "trades"`, "no volume data"},
		{definition, `"fileSystemId"`, `"fileSystem"`, `Missing required parameter in containerProperties.volumes[0].efsVolumeConfiguration: "fileSystemId"`},
	} {
		dir := t.TempDir()
		for _, name := range []string{definition, submission} {
			text, err := os.ReadFile(filepath.Join("awsbatch", name))
			if err != nil {
				t.Fatal(err)
			}
			edited := string(text)
			if name == c.file {
				if n := strings.Count(edited, c.old); n != 1 {
					t.Fatalf("%s: %s stands %d times", name, c.old, n)
				}
				edited = strings.Replace(edited, c.old, c.new, 1)
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(edited), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		out, err := exec.Command(python, "awsbatch/check.py", filepath.Join(dir, definition), filepath.Join(dir, submission)).Output()
		if err == nil || !strings.Contains(string(out), c.want) {
			t.Errorf("%s: %s: %q, want %s", c.file, c.new, out, c.want)
		}
	}
}

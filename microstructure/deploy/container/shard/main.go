// Command shard runs a command as one shard of an array job: it reads which of
// the shards this process is from the variable of the scheduler, adds --shard
// i/n to the command's arguments, and becomes the command. A container without
// a shell needs it, because schedulers count from 0 and tickbook from 1.
//
// usage: SHARDS=120 shard tickbook features --data /data
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// indexes are the variables in which schedulers give an array job's index.
var indexes = []struct {
	name  string
	first int
}{
	{"JOB_COMPLETION_INDEX", 0},      // Kubernetes, Indexed Job
	{"AWS_BATCH_JOB_ARRAY_INDEX", 0}, // AWS Batch, array job
	{"SLURM_ARRAY_TASK_ID", 1},       // Slurm, --array=1-N
}

func main() {
	err := run(os.Args[1:])
	fmt.Fprintln(os.Stderr, "shard:", err) // run returns only with an error
	os.Exit(1)
}

func run(command []string) error {
	if len(command) == 0 {
		return errors.New("no command: give one, such as SHARDS=120 shard tickbook features --data /data")
	}
	shard, err := shard(os.Getenv)
	if err != nil {
		return err
	}
	path, err := exec.LookPath(command[0])
	if err != nil {
		return err
	}
	if err := syscall.Exec(path, append(command, "--shard", shard), os.Environ()); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// shard returns i/n, the form of the flag --shard.
func shard(getenv func(string) string) (string, error) {
	n, err := strconv.Atoi(getenv("SHARDS"))
	if err != nil || n < 1 {
		return "", fmt.Errorf("SHARDS is %q: set it to the number of shards, that of the array's tasks", getenv("SHARDS"))
	}
	var names []string
	for _, index := range indexes {
		names = append(names, index.name)
		value := getenv(index.name)
		if value == "" {
			continue
		}
		i, err := strconv.Atoi(value)
		if err != nil || i < index.first || i-index.first >= n {
			return "", fmt.Errorf("%s is %q: with SHARDS=%d it is from %d to %d", index.name, value, n, index.first, index.first+n-1)
		}
		return fmt.Sprintf("%d/%d", i-index.first+1, n), nil
	}
	return "", fmt.Errorf("none of %s is set: this is not a task of an array job", strings.Join(names, ", "))
}

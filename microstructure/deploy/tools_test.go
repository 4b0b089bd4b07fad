// Package deploy_test runs the recipes as far as that goes on one machine.
package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// root is the project's top folder.
const root = "../.."

// tool returns the path of a program that make deploy-tools installs. Without
// it the test is skipped, or fails if TICKBOOK_REQUIRE_TOOLS is set.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(root, ".tools", "deploy", "bin", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		missing(t, name+" is missing: make deploy-tools installs it")
	}
	return path
}

// missing skips a test for want of something.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("TICKBOOK_REQUIRE_TOOLS") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// output runs a command and returns its standard output and whether it ended
// with 0. Its messages are logged.
func output(t *testing.T, c *exec.Cmd) (string, bool) {
	t.Helper()
	out, err := c.Output()
	if err != nil {
		t.Logf("%s: %v", c, err)
		if exit, ok := err.(*exec.ExitError); ok {
			t.Logf("%s", exit.Stderr)
		}
	}
	return string(out), err == nil
}

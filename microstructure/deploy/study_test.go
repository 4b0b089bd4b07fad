package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPageStudies runs the page's commands for a study in parts.
func TestPageStudies(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	tickbook, err := build()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## A study\n")
	_, section, _ = strings.Cut(section, "```sh\n")
	section, _, _ = strings.Cut(section, "```")
	commands := strings.Split(strings.TrimSpace(section), "\n")
	if len(commands) != 3 {
		t.Fatalf("the page has other commands than three: %q", commands)
	}
	dir := t.TempDir()
	mustRun(t, exec.Command(tickbook, "synth", "--out", dir+"/data", "--symbols", "BTCUSDT,ETHUSDT", "--days", "38", "--trades-per-bar", "12"))
	run := func(command string, environment ...string) string {
		t.Helper()
		c := exec.Command("sh", "-ec", strings.NewReplacer(" /", " "+dir+"/", "tickbook ", tickbook+" ").Replace(command))
		c.Dir, c.Env = dir, append(os.Environ(), environment...)
		return mustRun(t, c)
	}
	run(commands[0])
	lines := run(commands[1], "i=1", "n=2") + run(commands[1], "i=2", "n=2")
	if n := len(results(t, lines)); n != 2*201 || strings.Contains(lines, `"error"`) {
		t.Errorf("%d keys, want 402:\n%.1000s", n, lines)
	}
	if _, err := os.Stat(filepath.Join(dir, "data", "looks.jsonl")); err == nil {
		t.Error("a part is a look")
	}
	run(commands[2])
	for _, name := range []string{"results/summary.json", "results/ETHUSDT/null.csv"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

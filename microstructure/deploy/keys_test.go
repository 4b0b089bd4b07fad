package deploy_test

import (
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestPageListsKeys runs the page's command that lists the keys of a directory
// of trades.
func TestPageListsKeys(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	const listing = "\ntickbook plan --data /data --list >keys.txt\n"
	if !strings.Contains(string(text), listing) {
		t.Fatal("the page has no such command")
	}
	w := newWorkplace(t)
	c := exec.Command(w.tickbook, "plan", "--data", w.data, "--list")
	if got, want := strings.Fields(mustRun(t, c)), slices.Sorted(maps.Keys(w.lines)); !slices.Equal(got, want) {
		t.Errorf("keys %q, want %q", got, want)
	}
}

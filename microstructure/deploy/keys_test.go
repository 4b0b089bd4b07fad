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
	_, command, ok := strings.Cut(string(text), "\nfind /data ")
	command, _, found := strings.Cut(command, " >keys.txt\n")
	if !ok || !found {
		t.Fatal("the page has no such command")
	}
	w := newWorkplace(t)
	c := exec.Command("bash", "-c", `find "$DATA" `+command)
	c.Env = append(os.Environ(), "DATA="+w.data)
	if got, want := strings.Fields(mustRun(t, c)), slices.Sorted(maps.Keys(w.lines)); !slices.Equal(got, want) {
		t.Errorf("keys %q, want %q", got, want)
	}
}

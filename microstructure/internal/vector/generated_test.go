package vector

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestGenerated runs the generator of assembly, which is a module of its own,
// and compares what it writes with the files in the tree.
func TestGenerated(t *testing.T) {
	if testing.Short() {
		t.Skip("the generator takes seconds to compile")
	}
	root, out := filepath.Join("..", ".."), t.TempDir()
	command := func(args ...string) *exec.Cmd {
		c := exec.Command("go", args...)
		c.Dir = filepath.Join(root, "internal", "asm")
		c.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=readonly", "GOWORK=off")
		return c
	}
	if why, err := command("list", "-deps", ".").CombinedOutput(); err != nil {
		if os.Getenv("TICKBOOK_REQUIRE_TOOLS") != "" {
			t.Fatalf("the generator's module is not there: %s", why)
		}
		t.Skipf("the generator's module is not there; to have it, run go mod download in microstructure/internal/asm: %s", why)
	}
	if why, err := command("run", ".", "-root", out).CombinedOutput(); err != nil {
		t.Fatalf("go run: %v: %s", err, why)
	}
	written, err := filepath.Glob(filepath.Join(out, "*", "*", "wide_amd64.*"))
	if err != nil || len(written) == 0 {
		t.Fatalf("the generator wrote nothing: %v", err)
	}
	for _, path := range written {
		name, err := filepath.Rel(out, path)
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(root, name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator writes (%v): run go generate ./microstructure/internal/vector", name, err)
		}
	}
}

package deploy_test

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// imageFiles makes what the image is built of, and returns its folder.
func imageFiles(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	c := exec.Command("make", "image-files", "IMAGE="+dir)
	c.Dir = root
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("make image-files: %v\n%s", err, out)
	}
	return dir
}

// copies returns the files that an image file copies, by the path that they
// have in the image. Any other instruction than those expected fails the test.
func copies(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("container/Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	var others []string
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#":
		case words[0] == "COPY":
			to := words[len(words)-1]
			for _, from := range words[1 : len(words)-1] {
				if strings.HasSuffix(to, "/") {
					files[to+from] = from
				} else {
					files[to] = from
				}
			}
		default:
			others = append(others, strings.Join(words, " "))
		}
	}
	if want := []string{"FROM scratch", "ENV PATH=/bin", "USER 65532:65532", `CMD ["tickbook"]`}; !slices.Equal(others, want) {
		t.Errorf("instructions %q, want %q", others, want)
	}
	return files
}

// TestImage checks that the programs need no library, lays the image's files
// out as its layers would, and runs the programs with nothing else to see.
func TestImage(t *testing.T) {
	if testing.Short() {
		t.Skip("builds programs")
	}
	made, image := imageFiles(t), t.TempDir()
	files := copies(t)
	entries, err := os.ReadDir(made)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(files) {
		t.Errorf("make image-files makes %d files, and the image has %d", len(entries), len(files))
	}
	for to, from := range files {
		content, err := os.ReadFile(filepath.Join(made, from))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(to, "/bin/") {
			mustBeStatic(t, filepath.Join(made, from))
		}
		to = filepath.Join(image, to)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, content, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can run programs in a folder as if it were all there is")
	}
	run := func(words ...string) string {
		c := exec.Command(words[0], words[1:]...)
		c.Path, c.Dir = words[0], "/"
		c.Env = []string{"PATH=/bin", "SHARDS=7", "JOB_COMPLETION_INDEX=2"}
		c.SysProcAttr = &syscall.SysProcAttr{Chroot: image, Credential: &syscall.Credential{Uid: 65532, Gid: 65532}}
		out, err := c.CombinedOutput()
		if err != nil && c.ProcessState == nil {
			t.Fatalf("%s: %v", words, err)
		}
		return string(out)
	}
	if out := run("/bin/tickbook", "--version"); !strings.HasPrefix(out, "tickbook version") {
		t.Errorf("tickbook --version: %s", out)
	}
	// An unknown directory ends it after the flags are accepted.
	if out := run("/bin/shard", "/bin/tickbook", "features", "--data", "/none"); !strings.Contains(out, "/none: no such data directory") {
		t.Errorf("shard tickbook features: %s", out)
	}
}

func mustBeStatic(t *testing.T, path string) {
	t.Helper()
	f, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			t.Errorf("%s is linked dynamically", path)
		}
	}
}

// TestImageBuild builds the image with what is there to build one.
func TestImageBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("builds programs")
	}
	for _, c := range []struct{ program, ready, build string }{
		{"docker", "info", "build"},
		{"podman", "info", "build"},
		{"buildah", "version", "build --isolation chroot"},
	} {
		if exec.Command(c.program, c.ready).Run() != nil {
			continue
		}
		const tag = "tickbook-test"
		arguments := append(strings.Fields(c.build), "--file", "container/Containerfile", "--tag", tag, imageFiles(t))
		if out, err := exec.Command(c.program, arguments...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", c.program, err, out)
		}
		_ = exec.Command(c.program, "rmi", tag).Run()
		return
	}
	t.Skip("neither docker with an engine, podman nor buildah is here")
}

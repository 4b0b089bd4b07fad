package notebooks_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Of kernels that start at once two may be given the same TCP ports, and die.
func TestKernelListensOnItsOwnSockets(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("looks at the kernel in /proc, which is of Linux")
	}
	r := execute(t, writeNotebook(t, "sockets", `%%
command, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", os.Getppid()))
if err != nil {
	panic(err)
}
_, rest, _ := strings.Cut(string(command), "--kernel\x00")
name, _, _ := strings.Cut(rest, "\x00")
connection, err := os.ReadFile(name)
if err != nil {
	panic(err)
}
fmt.Println(string(connection))`))
	if !strings.Contains(r.Text, `"transport": "ipc"`) {
		t.Errorf("the kernel was started with\n%s", r.Text)
	}
}

// A temporary directory may be too deep for the address of a socket.
func TestKernelInADeepDirectory(t *testing.T) {
	deep := filepath.Join(t.TempDir(), strings.Repeat("d", 120))
	if err := os.Mkdir(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	r := execute(t, writeNotebook(t, "deep", "%%\nfmt.Println(\"deep\")"), "TMPDIR="+deep)
	if r.Text != "deep\n" {
		t.Errorf("the cell printed %q", r.Text)
	}
}

func TestKernelThatDoesNotStart(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go"), []byte("#!/bin/sh\nprintf 'this go is \\033[31mbroken' >&2\nexit 7\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	r, err := tryExecute(t, writeNotebook(t, "silent", "%%\nfmt.Println(1)"), "PATH="+dir+":"+os.Getenv("PATH"))
	if err == nil {
		t.Fatal("no failure")
	}
	for _, want := range []string{"silent.ipynb: ", `this go is \x1b[31mbroken`} {
		if !strings.Contains(r.Log, want) {
			t.Errorf("the log lacks %q:\n%s", want, r.Log)
		}
	}
	if strings.Contains(r.Log, "Traceback") {
		t.Errorf("the log has a traceback:\n%s", r.Log)
	}
}

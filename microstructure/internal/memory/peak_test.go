package memory

import (
	"os"
	"os/exec"
	"runtime"
	"testing"
)

// TestPeakFollowsAllocations touches 64 MB: the peak of this process is that
// much at least, and stays when they are freed.
func TestPeakFollowsAllocations(t *testing.T) {
	if PeakMB() == 0 && runtime.GOOS != "linux" {
		t.Skip("the system does not say how much memory a process took")
	}
	block := make([]byte, 64_000_000)
	for i := 0; i < len(block); i += 1024 {
		block[i] = 1
	}
	during := PeakMB()
	runtime.KeepAlive(block)
	if during < 64 || during > 1000 {
		t.Errorf("the peak is %.1f MB with 64 MB in use", during)
	}
	runtime.GC()
	if after := PeakMB(); after < during {
		t.Errorf("the peak fell from %.1f to %.1f MB", during, after)
	}
}

// TestPeakOfAChild starts this test binary, which ends at once.
func TestPeakOfAChild(t *testing.T) {
	if PeakMB() == 0 && runtime.GOOS != "linux" {
		t.Skip("the system does not say how much memory a process took")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self, "-test.run", "^$")
	if err := child.Run(); err != nil {
		t.Fatal(err)
	}
	if peak := PeakMBOf(child.ProcessState); peak < 1 || peak > 1000 {
		t.Errorf("a small program took %.3f MB", peak)
	}
}

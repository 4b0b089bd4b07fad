// Package memory measures the peak memory of processes. It imports the standard
// library only. Start at PeakMB.
package memory

import (
	"bytes"
	"os"
	"strconv"
)

// PeakMB is the largest resident memory of this process so far, in 10⁶ bytes;
// 0 if the system does not say.
//
// On Linux, the value of getrusage survives exec, so that a small child of a
// large parent would report the parent's peak: the kernel's status file is read
// first.
func PeakMB() float64 {
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
		if fields := bytes.Fields(rest); len(fields) > 0 {
			if kib, err := strconv.ParseFloat(string(fields[0]), 64); err == nil {
				return kib * 1024 / 1e6
			}
		}
	}
	return ownPeakMB()
}

// PeakMBOf is the largest resident memory of a child that has ended, in 10⁶
// bytes; 0 if the system does not say. On Linux it is never below what its
// parent had when it started the child.
func PeakMBOf(child *os.ProcessState) float64 { return childPeakMB(child) }

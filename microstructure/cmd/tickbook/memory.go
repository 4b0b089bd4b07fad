package main

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"syscall"
)

// peakMB is the largest resident memory of this process so far, in 10⁶ bytes;
// 0 if the system does not say.
//
// On Linux, what getrusage gives outlives exec, so that a small child of a
// large parent would report the parent's peak.
func peakMB() float64 {
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
		if fields := bytes.Fields(rest); len(fields) > 0 {
			if kib, err := strconv.ParseFloat(string(fields[0]), 64); err == nil {
				return kib * 1024 / 1e6
			}
		}
	}
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	if runtime.GOOS == "darwin" { // in bytes there, in KiB elsewhere
		return float64(u.Maxrss) / 1e6
	}
	return float64(u.Maxrss) * 1024 / 1e6
}

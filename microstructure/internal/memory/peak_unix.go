//go:build unix

package memory

import (
	"os"
	"runtime"
	"syscall"
)

func ownPeakMB() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return maxRSS(&u)
}

func childPeakMB(child *os.ProcessState) float64 {
	u, ok := child.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return maxRSS(u)
}

func maxRSS(u *syscall.Rusage) float64 {
	if runtime.GOOS == "darwin" { // in bytes there, in KiB elsewhere
		return float64(u.Maxrss) / 1e6
	}
	return float64(u.Maxrss) * 1024 / 1e6
}

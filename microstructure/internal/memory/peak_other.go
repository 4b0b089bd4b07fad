//go:build !unix

package memory

import "os"

// Windows keeps a process's peak where the standard library does not reach.
func ownPeakMB() float64 { return 0 }

func childPeakMB(*os.ProcessState) float64 { return 0 }

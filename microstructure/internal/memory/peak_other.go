//go:build !unix

package memory

import "os"

// The standard library does not give access to a process's peak on Windows.
func ownPeakMB() float64 { return 0 }

func childPeakMB(*os.ProcessState) float64 { return 0 }

package memory

import (
	"bytes"
	"os"
	"strconv"
)

// AvailableMB is the memory that a program could take now without swapping, in
// 10⁶ bytes; 0 if the system does not say.
func AvailableMB() float64 {
	info, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(info, []byte("MemAvailable:"))
	if fields := bytes.Fields(rest); len(fields) > 0 {
		if kib, err := strconv.ParseFloat(string(fields[0]), 64); err == nil {
			return kib * 1024 / 1e6
		}
	}
	return 0
}

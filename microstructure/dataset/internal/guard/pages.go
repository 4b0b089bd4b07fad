//go:build unix

package guard

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// mapTwice maps a new file of memoryBytes at two addresses, one behind the
// other, to be written and to be read. It returns nil if the system refuses.
func mapTwice(open func() (*os.File, error)) unsafe.Pointer {
	f, err := open()
	if err != nil {
		return nil
	}
	defer f.Close()
	// The addresses are reserved first, a huge page more than needed, so that
	// both begin where huge pages do.
	const reserved = 2*memoryBytes + areaBytes
	all, err := unix.MmapPtr(-1, 0, nil, reserved, unix.PROT_NONE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil
	}
	start := unsafe.Add(all, -uintptr(all)%areaBytes)
	for i, access := range []int{unix.PROT_READ | unix.PROT_WRITE, unix.PROT_READ} {
		at := unsafe.Add(start, i*memoryBytes)
		if _, err := unix.MmapPtr(int(f.Fd()), 0, at, memoryBytes, access, unix.MAP_SHARED|unix.MAP_FIXED); err != nil {
			_ = unix.MunmapPtr(all, reserved)
			return nil
		}
		preferHugePages(at)
	}
	return start
}

// temporary opens a file without a name. Its room is taken at once: a full disk
// is an error here, and would be a crash at the first write to its memory.
func temporary() (*os.File, error) {
	f, err := os.CreateTemp("", "tickbook-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, err
	}
	if _, err := f.Write(make([]byte, memoryBytes)); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

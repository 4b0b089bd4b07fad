//go:build darwin || linux

package guard

import (
	"syscall"
	"unsafe"
)

// newPages returns as many bytes, in huge pages if the system has them, or nil.
func newPages(bytes int) []byte {
	const hugePage = areaBytes
	all, err := syscall.Mmap(-1, 0, bytes+hugePage, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil
	}
	start := -uintptr(unsafe.Pointer(&all[0])) % hugePage
	pages := all[start:][:bytes:bytes]
	preferHugePages(pages)
	return pages
}

func access(readOnly bool) uintptr {
	if readOnly {
		return syscall.PROT_READ
	}
	return syscall.PROT_READ | syscall.PROT_WRITE
}

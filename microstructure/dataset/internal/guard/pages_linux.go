package guard

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// files open a file to be mapped, the best first.
var files = []func() (*os.File, error){inMemory, temporary}

// inMemory opens a file that lies on no disk.
func inMemory() (*os.File, error) {
	fd, err := unix.MemfdCreate("tickbook", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, err
	}
	f := os.NewFile(uintptr(fd), "tickbook")
	if err := f.Truncate(memoryBytes); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// preferHugePages is a wish: small pages do as well, only slower.
func preferHugePages(at unsafe.Pointer) {
	_ = unix.Madvise(unsafe.Slice((*byte)(at), memoryBytes), unix.MADV_HUGEPAGE)
}

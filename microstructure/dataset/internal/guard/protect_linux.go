package guard

import (
	"syscall"
	"unsafe"
)

// preferHugePages is a wish: small pages do as well, only slower.
func preferHugePages(pages []byte) { _ = syscall.Madvise(pages, syscall.MADV_HUGEPAGE) }

// protect is syscall.Mprotect without what the scheduler does for calls that
// may block, which takes longer than this one.
func protect(pages []byte, readOnly bool) bool {
	_, _, errno := syscall.RawSyscall(syscall.SYS_MPROTECT, uintptr(unsafe.Pointer(&pages[0])), uintptr(len(pages)), access(readOnly))
	return errno == 0
}

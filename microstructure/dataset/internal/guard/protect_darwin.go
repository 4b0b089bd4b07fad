package guard

import "syscall"

func preferHugePages([]byte) {}

func protect(pages []byte, readOnly bool) bool {
	return syscall.Mprotect(pages, int(access(readOnly))) == nil
}

//go:build unix

package regular

import "syscall"

func pipe(path string) error { return syscall.Mkfifo(path, 0o666) }

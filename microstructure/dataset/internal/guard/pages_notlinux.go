//go:build unix && !linux

package guard

import (
	"os"
	"unsafe"
)

// files open a file to be mapped.
var files = []func() (*os.File, error){temporary}

func preferHugePages(unsafe.Pointer) {}

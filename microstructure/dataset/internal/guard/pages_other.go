//go:build !unix

package guard

import (
	"os"
	"unsafe"
)

var files []func() (*os.File, error)

func mapTwice(func() (*os.File, error)) unsafe.Pointer { return nil }

package shard

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"github.com/tickbook/tickbook/microstructure/store"
)

// IsFault reports whether an error is one of the machine, such as a full disk,
// an object store that does not answer or an interruption, after which the same
// key may succeed. What is wrong with the data is not, nor is a file that is
// missing or may not be read: those fail again.
func IsFault(err error) bool {
	if store.Failed(err) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	number, ok := errors.AsType[syscall.Errno](err)
	return ok && number != syscall.EISDIR && number != syscall.ENOTDIR &&
		!errors.Is(number, fs.ErrNotExist) && !errors.Is(number, fs.ErrPermission)
}

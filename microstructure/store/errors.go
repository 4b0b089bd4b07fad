package store

import (
	"errors"
	"fmt"
	"io/fs"
)

// ErrChanged: an object is not the version that was asked for, or exists where
// none was wanted.
var ErrChanged = errors.New("the object has changed")

// An Error is the failure of a request to an object store.
type Error struct {
	URL     string // the object's, or the prefix
	Request string // such as "read bytes 0 to 99"
	Problem string
	Remedy  string // or ""
	Err     error  // the cause, or nil
}

func (e *Error) Error() string {
	s := fmt.Sprintf("%s: %s: %s", e.URL, e.Request, e.Problem)
	if e.Err != nil && e.Err != ErrChanged && e.Err != fs.ErrNotExist {
		s += fmt.Sprintf(" (%v)", e.Err)
	}
	if e.Remedy != "" {
		s += "; " + e.Remedy
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Failed reports whether an error is a failure of an object store, other than
// that an object does not exist: it says nothing about the object's content.
func Failed(err error) bool {
	_, ok := errors.AsType[*Error](err)
	return ok && !errors.Is(err, fs.ErrNotExist)
}

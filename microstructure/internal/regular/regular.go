// Package regular opens regular files and refuses anything else: opening a pipe
// may block for ever, and a device may have no end. It imports the standard
// library only. Start at Open.
package regular

import (
	"fmt"
	"io"
	"io/fs"
	"os"
)

// An Error is the refusal of a file that is not regular.
type Error struct {
	Path string
	Mode fs.FileMode
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s is %s, not a regular file", e.Path, Kind(e.Mode))
}

// Kind names the kind of file of a mode: a named pipe, a device, a directory.
func Kind(mode fs.FileMode) string {
	switch {
	case mode.IsRegular():
		return "a regular file"
	case mode.IsDir():
		return "a directory"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "something else"
}

// Open opens a file for reading, also through links, and returns its FileInfo.
// The error is that of os.Stat or os.Open, or an *Error.
func Open(path string) (*os.File, fs.FileInfo, error) {
	if _, err := Stat(path); err != nil { // before os.Open, which blocks on a pipe
		return nil, nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &Error{path, info.Mode()}
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// Stat is os.Stat, with an *Error for anything but a regular file.
func Stat(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		return nil, &Error{path, info.Mode()}
	}
	return info, err
}

// ReadFile reads a file of at most the given number of bytes. A longer one is
// an error, and is not read.
func ReadFile(path string, most int64) ([]byte, error) {
	f, info, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info.Size() > most {
		return nil, fmt.Errorf("%s has %d bytes; at most %d are read", path, info.Size(), most)
	}
	data, err := io.ReadAll(io.LimitReader(f, most+1)) // it may grow
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("%s has more than the %d bytes that are read", path, most)
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}

package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"

	"github.com/tickbook/tickbook/microstructure/dataset"
)

// A file is one source's trades of a day, and what tells it from another
// version of itself. Its day's Path is empty where there is none.
type file struct {
	day     dataset.Day
	size    int64
	mtimeNS int64
	footer  [sha256.Size]byte // digest of the parquet footer
}

// maxFooter bounds what is read of a file that is no parquet.
const maxFooter = 256 << 20

// newFile looks at a file without judging it: whoever reads it says what is
// wrong.
func newFile(day dataset.Day) file {
	f := file{day: day}
	in, err := os.Open(day.Path)
	if err != nil {
		return f
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return f
	}
	f.size, f.mtimeNS = info.Size(), info.ModTime().UnixNano()
	var tail [8]byte // the footer's length and a magic
	if _, err := in.ReadAt(tail[:], f.size-int64(len(tail))); err != nil {
		return f
	}
	n := int64(binary.LittleEndian.Uint32(tail[:])) + int64(len(tail))
	if n > f.size || n > maxFooter {
		return f
	}
	footer := make([]byte, n)
	if _, err := in.ReadAt(footer, f.size-n); err == nil {
		f.footer = sha256.Sum256(footer)
	}
	return f
}

// String describes the version of the file.
func (f *file) String() string {
	if f.day.Path == "" {
		return "none"
	}
	return fmt.Sprintf("size=%d mtime_ns=%d footer=%x", f.size, f.mtimeNS, f.footer)
}

// unchanged tells whether the file is still the version that f describes.
func (f *file) unchanged() bool {
	if f.day.Path == "" {
		return true
	}
	info, err := os.Stat(f.day.Path)
	return err == nil && info.Size() == f.size && info.ModTime().UnixNano() == f.mtimeNS
}

package parquetio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"

	"github.com/tickbook/tickbook/microstructure/internal/regular"
	"github.com/tickbook/tickbook/microstructure/store"
)

const (
	magic       = "PAR1"
	tailSize    = 8 // length of the footer, magic
	footerGuess = 16 << 10
	maxWhole    = 64 << 20 // larger files are not read as a whole
	maxFooter   = 64 << 20 // a day's has a few kB
)

// A File is an open parquet file and its footer.
type File struct {
	Path string
	Size int64
	Info fs.FileInfo // at Open

	file   store.File
	ahead  store.Prefetcher // file, if it is an object in a store; else nil
	wanted wanted
	tail   []byte // the file's last bytes, as far as read
	footer []byte // within tail: the metadata, its length and the magic
	meta   *metadata
	sealed bool // see Sealed
}

// Open opens a file and reads its footer without parsing it: see Parse. buffer
// is memory to reuse, which the file keeps until Close. If whole is set, the
// file is read in one go, which is quicker for small files.
func Open(path string, buffer []byte, whole bool) (*File, error) {
	f := &File{Path: path}
	var err error
	if f.file, f.Info, err = store.Open(path); err != nil {
		if e, ok := errors.AsType[*regular.Error](err); ok {
			err = f.fail(ErrNotParquet, "is "+regular.Kind(e.Mode)+", not a file", "put the file in its place", nil)
		}
		return nil, err
	}
	f.ahead, _ = f.file.(store.Prefetcher)
	if err := f.readFooter(buffer, whole); err != nil {
		f.file.Close()
		return nil, err
	}
	return f, nil
}

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }

// Stat describes the file as it is now.
func (f *File) Stat() (fs.FileInfo, error) { return f.file.Stat() }

// Buffer returns memory for the next Open, after Close.
func (f *File) Buffer() []byte { return f.tail[:0] }

// Footer is the footer's bytes: the metadata, their length and the magic.
func (f *File) Footer() []byte { return f.footer }

// Rows is the number of rows. The file must be parsed.
func (f *File) Rows() int64 { return f.meta.rows }

// RowGroups is the number of row groups. The file must be parsed.
func (f *File) RowGroups() int { return len(f.meta.rowGroups) }

// RowGroupRows is the number of rows in a row group.
func (f *File) RowGroupRows(i int) int64 { return f.meta.rowGroups[i] }

// Signatures of files that this program writes.
const (
	CreatedBy     = "tickbook version 1.1.0 (build 0)"      // the footer is sealed
	BarsCreatedBy = "tickbook-bars version 1.0.0 (build 0)" // the file is, as a whole
	Earlier       = "tickbook version 1.0.0 (build 0)"      // neither
)

// IsOwn reports whether the file has a signature of this program. Other
// programs keep the key-value metadata of a file that they change, but sign
// with their own name. The file must be parsed.
func (f *File) IsOwn() bool {
	switch string(f.meta.createdBy) {
	case CreatedBy, BarsCreatedBy, Earlier:
		return true
	}
	return false
}

// Remote reports whether the file is an object in a store.
func (f *File) Remote() bool { return f.ahead != nil }

// Parse parses the footer that Open read, unless that is done.
func (f *File) Parse() error {
	if f.meta != nil {
		return nil
	}
	meta, err := parseFooter(f.footer[:len(f.footer)-tailSize])
	switch {
	case errors.Is(err, ErrUnsupported) && !bytes.Contains(f.footer, []byte(CreatedBy)):
		return f.fail(ErrUnsupported, "the file is encrypted", "write it without encryption", nil)
	case err != nil:
		return f.fail(ErrCorrupt, "the footer is damaged", CopyAgain, err)
	}
	f.meta = meta
	if err := f.checkFooter(); err != nil {
		f.meta = nil
		return f.fail(ErrCorrupt, "the footer is damaged", CopyAgain, err)
	}
	return nil
}

func (f *File) readFooter(buffer []byte, whole bool) error {
	f.Size = f.Info.Size()
	if f.Size == 0 {
		return f.fail(ErrTruncated, "the file is empty (0 bytes)", CopyAgain, nil)
	}
	guess := min(f.Size, footerGuess)
	if whole && f.Size <= maxWhole {
		guess = f.Size
	}
	b, err := f.readTail(buffer, guess)
	if err != nil {
		return err
	}
	if len(b) < tailSize+len(magic) || string(b[len(b)-len(magic):]) != magic {
		return f.badTail(b)
	}
	n := int64(binary.LittleEndian.Uint32(b[len(b)-tailSize:])) + tailSize
	if n > f.Size-int64(len(magic)) {
		return f.fail(ErrCorrupt, fmt.Sprintf("the footer claims %d of the file's %d bytes", n, f.Size), CopyAgain, nil)
	}
	if n > maxFooter {
		return f.fail(ErrUnsupported, fmt.Sprintf("the footer has %d bytes; at most %d are read", n, maxFooter), "write the file in longer row groups", nil)
	}
	if n > int64(len(b)) {
		if b, err = f.readTail(b, n); err != nil {
			return err
		}
	}
	f.tail, f.footer = b, b[int64(len(b))-n:]
	return nil
}

// inMemory returns the file from an offset to its end, if it was read with the
// footer.
func (f *File) inMemory(offset int64) []byte {
	at := offset - f.Size + int64(len(f.tail))
	if at < 0 {
		return nil
	}
	return f.tail[at:]
}

// readTail reads the last n bytes.
func (f *File) readTail(buffer []byte, n int64) ([]byte, error) {
	if int64(cap(buffer)) < n {
		buffer = make([]byte, n)
	}
	buffer = buffer[:n]
	if _, err := f.file.ReadAt(buffer, f.Size-n); err != nil {
		return nil, f.fail(ErrTruncated, "cannot read the footer", CopyAgain, err)
	}
	return buffer, nil
}

func (f *File) badTail(tail []byte) error {
	if bytes.HasSuffix(tail, []byte("PARE")) {
		return f.fail(ErrUnsupported, "the file is encrypted", "write it without encryption", nil)
	}
	head := make([]byte, len(magic))
	n, err := f.file.ReadAt(head, 0)
	if store.Failed(err) {
		return f.fail(ErrTruncated, "cannot read its beginning", CopyAgain, err)
	}
	if string(head[:n]) == magic {
		return f.fail(ErrTruncated, fmt.Sprintf("truncated: the file begins as parquet but its end is missing after %d bytes", f.Size), CopyAgain, nil)
	}
	return f.fail(ErrNotParquet, fmt.Sprintf("not parquet: the file begins with %q", head[:n]), "convert it to parquet", nil)
}

package ingest

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/tickbook/tickbook/microstructure/internal/field"
	"github.com/tickbook/tickbook/microstructure/internal/regular"
)

// Limits bound the work that an archive may cause.
type Limits struct {
	MaxInflatedBytes int64   // of one archive
	MaxRatio         float64 // inflated ÷ archived bytes, checked after the first 16 MiB
	MaxLineBytes     int     // of one line of CSV
}

// DefaultLimits: 64 GiB, a ratio of 250 and 64 KiB per line. Trades inflate
// about tenfold, and deflate cannot do more than 1032.
func DefaultLimits() Limits {
	return Limits{MaxInflatedBytes: 64 << 30, MaxRatio: 250, MaxLineBytes: 64 << 10}
}

// Validate reports every field that makes no sense.
func (l Limits) Validate() error {
	var c field.Check
	c.That(l.MaxInflatedBytes >= 1, "MaxInflatedBytes", l.MaxInflatedBytes, "at least 1")
	c.That(l.MaxRatio >= 1, "MaxRatio", l.MaxRatio, "a number of at least 1")
	c.AtLeast("MaxLineBytes", l.MaxLineBytes, 1)
	return c.Err()
}

// ratioFrom is the inflated size below which the ratio is not checked.
const ratioFrom = 16 << 20

// opened is an archive whose CSV is being read.
type opened struct {
	io.Reader
	member string
	plain  bool // it is not compressed
	close  []io.Closer
}

func (o *opened) Close() error {
	var first error
	for i := len(o.close) - 1; i >= 0; i-- {
		if err := o.close[i].Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// openArchive opens a zip, a gzip or a plain CSV, recognised by their first
// bytes. It writes nothing. An error is an *Error. Reading stops when ctx ends.
// The sum of a plain CSV is computed as it is read, unless sum is nil.
func openArchive(ctx context.Context, path string, limits Limits, sum *fileSum) (*opened, error) {
	name := filepath.Base(path)
	f, size, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	o := &opened{close: []io.Closer{f}}
	if bad := o.open(&contextFile{ctx, f}, name, size, limits); bad != nil {
		o.Close()
		bad.Archive = name
		return nil, bad
	}
	if o.plain && sum != nil {
		o.Reader = sum.of(o.Reader)
	}
	ahead := newAheadReader(&limitedReader{r: o.Reader, archived: size, limits: limits})
	o.Reader, o.close = ahead, append(o.close, ahead)
	return o, nil
}

// A contextFile is read until its context ends. Its reader may take long to
// find a line: a gzip may hold millions of empty members, and a CSV nothing but
// zeros.
type contextFile struct {
	ctx  context.Context
	file *os.File
}

func (f *contextFile) Read(b []byte) (int, error) {
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	return f.file.Read(b)
}

func (f *contextFile) ReadAt(b []byte, offset int64) (int, error) {
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	return f.file.ReadAt(b, offset)
}

// archivedBytes is the size of a read of a compressed file.
const archivedBytes = 64 << 10

// openRegular opens a regular file: devices and pipes need not end.
func openRegular(path string) (*os.File, int64, error) {
	name := filepath.Base(path)
	f, info, err := regular.Open(path)
	if e, ok := errors.AsType[*regular.Error](err); ok {
		return nil, 0, &Error{Archive: name, Err: ErrMembers, Problem: "is " + regular.Kind(e.Mode) + ", not an archive",
			Remedy: "give the exchange's archive itself"}
	}
	if err != nil {
		return nil, 0, fileError(name, path, err)
	}
	return f, info.Size(), nil
}

func (o *opened) open(f *contextFile, name string, size int64, limits Limits) *Error {
	var magic [4]byte
	n, _ := f.ReadAt(magic[:], 0)
	lower := strings.ToLower(name)
	switch {
	case n == 0:
		return &Error{Err: ErrNoTrades, Problem: "the archive is empty", Remedy: downloadAgain}
	case bytes.HasPrefix(magic[:n], []byte("PK")):
		return o.openZip(f, size, limits)
	case bytes.HasPrefix(magic[:n], []byte{0x1f, 0x8b}) || strings.HasSuffix(lower, ".gz"):
		r, err := gzip.NewReader(bufio.NewReaderSize(f, archivedBytes))
		if err != nil {
			return &Error{Err: err, Problem: "is not a whole gzip: " + err.Error(), Remedy: downloadAgain}
		}
		o.Reader, o.close = r, append(o.close, r)
	case strings.HasSuffix(lower, ".zip"):
		return &Error{Err: zip.ErrFormat, Problem: "is not a zip", Remedy: downloadAgain}
	default:
		o.Reader, o.plain = f, true
	}
	return nil
}

func (o *opened) openZip(f io.ReaderAt, size int64, limits Limits) *Error {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return &Error{Err: err, Problem: "is not a whole zip: " + err.Error(), Remedy: downloadAgain}
	}
	z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return flate.NewReader(bufio.NewReaderSize(r, archivedBytes)) })
	member, err := onlyMember(z)
	if err != nil {
		return &Error{Err: ErrMembers, Problem: err.Error(), Remedy: "give the exchange's own zip, which holds one CSV"}
	}
	if member.UncompressedSize64 > uint64(max(limits.MaxInflatedBytes, 0)) {
		return &Error{Member: member.Name, Err: ErrLimit, Remedy: tooLarge,
			Problem: fmt.Sprintf("inflates to %d bytes, above the limit of %d", member.UncompressedSize64, limits.MaxInflatedBytes)}
	}
	r, err := member.Open()
	if err != nil {
		return &Error{Member: member.Name, Err: err, Problem: err.Error(), Remedy: downloadAgain}
	}
	o.member, o.Reader, o.close = member.Name, r, append(o.close, r)
	return nil
}

func onlyMember(z *zip.Reader) (*zip.File, error) {
	if n := len(z.File); n != 1 {
		return nil, fmt.Errorf("the zip has %d members, not one", n)
	}
	m := z.File[0]
	if m.Name == "" || m.Name == "." || m.Name == ".." || strings.ContainsAny(m.Name, `/\:`) || m.Mode()&os.ModeType != 0 {
		return nil, fmt.Errorf("the zip's member %q is not a plain file name", m.Name)
	}
	return m, nil
}

// Remedies for an archive above a limit.
const (
	tooLarge  = "if the archive is genuine, import it in daily pieces"
	tooPacked = "if the archive is genuine, unpack it and import the CSV"
)

// limitedReader fails with an *Error once more is read than limits allow.
type limitedReader struct {
	r        io.Reader
	read     int64
	archived int64
	limits   Limits
}

func (l *limitedReader) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	l.read += int64(n)
	if l.read > l.limits.MaxInflatedBytes {
		return 0, &Error{Err: ErrLimit, Problem: fmt.Sprintf("inflates to more than %d bytes", l.limits.MaxInflatedBytes), Remedy: tooLarge}
	}
	if l.read > ratioFrom && float64(l.read) > l.limits.MaxRatio*float64(l.archived) {
		return 0, &Error{Err: ErrLimit, Problem: fmt.Sprintf("inflates more than %g-fold", l.limits.MaxRatio), Remedy: tooPacked}
	}
	return n, err
}

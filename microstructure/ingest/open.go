package ingest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Limits bounds what an archive may make a reader do.
type Limits struct {
	MaxInflatedBytes int64   // of one archive
	MaxRatio         float64 // inflated ÷ archived bytes, looked at after the first 16 MiB
	MaxLineBytes     int     // of one line of CSV
}

// DefaultLimits: 64 GiB, a ratio of 250 and 64 KiB a line. Trades inflate about
// tenfold, and deflate cannot do more than 1032.
func DefaultLimits() Limits {
	return Limits{MaxInflatedBytes: 64 << 30, MaxRatio: 250, MaxLineBytes: 64 << 10}
}

// ratioFrom is the inflated size below which the ratio is not looked at.
const ratioFrom = 16 << 20

// opened is an archive whose CSV is being read.
type opened struct {
	io.Reader
	member string
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

// openArchive opens a zip, a gzip or a plain CSV, told apart by their first
// bytes. Nothing is ever written.
func openArchive(path string, limits Limits) (*opened, error) {
	name := filepath.Base(path)
	fail := func(err error, problem string) error {
		return &Error{Archive: name, Problem: problem, Err: err}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fail(err, err.Error())
	}
	o := &opened{close: []io.Closer{f}}
	info, err := f.Stat()
	if err != nil {
		o.Close()
		return nil, fail(err, err.Error())
	}
	if info.IsDir() {
		o.Close()
		return nil, fail(ErrMembers, "is a directory, not an archive")
	}
	var magic [4]byte
	n, _ := f.ReadAt(magic[:], 0)
	switch {
	case n == 0:
		o.Close()
		return nil, fail(ErrNoTrades, "the archive is empty")
	case bytes.HasPrefix(magic[:n], []byte("PK")):
		z, err := zip.NewReader(f, info.Size())
		if err != nil {
			o.Close()
			return nil, fail(err, "is not a whole zip: "+err.Error())
		}
		member, err := onlyMember(z)
		if err != nil {
			o.Close()
			return nil, fail(ErrMembers, err.Error())
		}
		if member.UncompressedSize64 > uint64(max(limits.MaxInflatedBytes, 0)) {
			o.Close()
			return nil, &Error{Archive: name, Member: member.Name, Err: ErrLimit,
				Problem: fmt.Sprintf("inflates to %d bytes, above the limit of %d; raise the limit if the archive is genuine", member.UncompressedSize64, limits.MaxInflatedBytes)}
		}
		r, err := member.Open()
		if err != nil {
			o.Close()
			return nil, &Error{Archive: name, Member: member.Name, Err: err, Problem: err.Error()}
		}
		o.member, o.Reader, o.close = member.Name, r, append(o.close, r)
	case bytes.HasPrefix(magic[:n], []byte{0x1f, 0x8b}) || strings.HasSuffix(strings.ToLower(name), ".gz"):
		r, err := gzip.NewReader(f)
		if err != nil {
			o.Close()
			return nil, fail(err, "is not a whole gzip: "+err.Error())
		}
		o.Reader, o.close = r, append(o.close, r)
	case strings.HasSuffix(strings.ToLower(name), ".zip"):
		o.Close()
		return nil, fail(zip.ErrFormat, "is not a zip")
	default:
		o.Reader = f
	}
	o.Reader = &limitedReader{r: o.Reader, archived: info.Size(), limits: limits}
	return o, nil
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

// limitedReader fails once more is read than limits allow.
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
		return 0, fmt.Errorf("%w: inflates to more than %d bytes; raise the limit if the archive is genuine", ErrLimit, l.limits.MaxInflatedBytes)
	}
	if l.read > ratioFrom && float64(l.read) > l.limits.MaxRatio*float64(l.archived) {
		return 0, fmt.Errorf("%w: inflates more than %g-fold; raise the limit if the archive is genuine", ErrLimit, l.limits.MaxRatio)
	}
	return n, err
}

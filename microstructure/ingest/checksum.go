package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// checksumSuffix is what Binance appends to an archive's name for the file with
// its sum.
const checksumSuffix = ".CHECKSUM"

// ParseChecksum reads the SHA-256 sum, in lower case, of a file in the form
// that sha256sum writes.
func ParseChecksum(text string) (sum string, ok bool) {
	fields := strings.Fields(text)
	if len(fields) == 0 || len(fields[0]) != 2*sha256.Size {
		return "", false
	}
	sum = strings.ToLower(fields[0])
	_, err := hex.DecodeString(sum)
	return sum, err == nil
}

// checksumBeside returns the sum in the checksum file beside the archive, empty
// without such a file.
func checksumBeside(path string) (sum string, err error) {
	path += checksumSuffix
	name := filepath.Base(path)
	f, _, err := openRegular(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 4096))
	if err != nil {
		return "", fileError(name, path, err)
	}
	sum, ok := ParseChecksum(string(text))
	if !ok {
		return "", &Error{Archive: name, Text: shorten(text), Err: ErrChecksum, Problem: "is not a line of sha256sum", Remedy: "download it again"}
	}
	return sum, nil
}

// digest is the SHA-256 sum of a whole file.
func digest(ctx context.Context, path string) (string, error) {
	f, _, err := openRegular(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if err := hashAll(ctx, h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// hashAll is io.Copy that stops when ctx ends.
func hashAll(ctx context.Context, h hash.Hash, f *os.File) error {
	buffer := make([]byte, 1<<20)
	for {
		n, err := f.Read(buffer)
		h.Write(buffer[:n])
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return fileError(filepath.Base(f.Name()), f.Name(), err)
		case ctx.Err() != nil:
			return ctx.Err()
		}
	}
}

// A fileSum is the SHA-256 sum of what a reader gives.
type fileSum struct {
	hash.Hash
	r     io.Reader
	whole bool // the reader was read to its end
}

func newFileSum() *fileSum { return &fileSum{Hash: sha256.New()} }

// of is r, whose sum is computed as it is read.
func (s *fileSum) of(r io.Reader) io.Reader {
	s.r = r
	return s
}

func (s *fileSum) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.Write(p[:n])
	s.whole = s.whole || err == io.EOF
	return n, err
}

// text is the sum, empty unless all was read.
func (s *fileSum) text() string {
	if !s.whole {
		return ""
	}
	return hex.EncodeToString(s.Sum(nil))
}

// identify computes the archive's digest, unless it is known, and its Content.
// If parsed is not nil, the parser has computed the digest of a plain CSV that
// it has read to its end; otherwise what it sends is empty.
func (a *archive) identify(ctx context.Context, parsed <-chan string) (err error) {
	if a.rows != nil || a.sum != "" {
		return nil
	}
	sum, content := "", checked(a.path)
	if content == "" && parsed != nil {
		sum = <-parsed
	}
	if sum == "" {
		if sum, err = digest(ctx, a.path); err != nil {
			return err
		}
	}
	if content == "" {
		content = plainContent(sum)
	}
	a.sum, a.content = sum, content
	return nil
}

// summedByParse reports whether the archive's digest is needed, and parsing
// reads all bytes of the file in order.
func (a *archive) summedByParse(c *converter) bool {
	return a.rows == nil && a.sum == "" && (a.file == nil || c.input.Format.text())
}

// verify compares an archive with the checksum beside it. bad is an earlier
// error, or nil.
func (a *archive) verify(bad error) error {
	if a.checksum == "" || a.sum == "" || a.sum == a.checksum {
		return bad
	}
	e := &Error{Archive: a.report.Name, Err: ErrChecksum, Remedy: downloadAgain,
		Problem: fmt.Sprintf("its SHA-256 is %s, but %s says %s", a.sum, a.report.Name+checksumSuffix, a.checksum)}
	if bad != nil {
		e.Problem += "; " + problemOf(bad)
	}
	return e
}

// problemOf is an error's problem without the rest.
func problemOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Problem
	}
	return err.Error()
}

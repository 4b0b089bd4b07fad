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

// identify computes the archive's digest, unless it is known, and its Content.
func (a *archive) identify(ctx context.Context) error {
	if a.rows != nil || a.sum != "" {
		return nil
	}
	sum, err := digest(ctx, a.path)
	if err != nil {
		return err
	}
	a.sum, a.content = sum, checked(a.path)
	if a.content == "" {
		a.content = plainContent(sum)
	}
	return nil
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

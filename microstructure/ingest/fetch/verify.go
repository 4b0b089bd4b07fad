package fetch

import (
	"archive/zip"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// checksum asks for the SHA-256 sum of a file, in sha256sum's form.
func (o *Options) checksum(ctx context.Context, f *File) (sum string, err error) {
	err = o.retry(ctx, func() error {
		return o.get(ctx, f.Checksum, "", 0, func(r *http.Response) error {
			text, err := io.ReadAll(io.LimitReader(r.Body, 4096))
			if err != nil {
				return err
			}
			var ok bool
			if sum, ok = parseChecksum(string(text)); !ok {
				return fmt.Errorf("%q is not a line of sha256sum", text)
			}
			return nil
		})
	})
	return sum, err
}

func parseChecksum(text string) (sum string, ok bool) {
	fields := strings.Fields(text)
	if len(fields) == 0 || len(fields[0]) != 2*sha256.Size {
		return "", false
	}
	sum = strings.ToLower(fields[0])
	_, err := hex.DecodeString(sum)
	return sum, err == nil
}

// verifyPresent tells whether the file on disk is whole: by the sum beside it,
// and otherwise by having its name, which only whole files get.
func (f *File) verifyPresent() bool {
	text, err := os.ReadFile(f.Path + checksumSuffix)
	if errors.Is(err, os.ErrNotExist) {
		return verify(f.Path, f.Path, "") == nil
	}
	sum, ok := parseChecksum(string(text))
	return err == nil && ok && verify(f.Path, f.Path, sum) == nil
}

// verify compares the file at path with sum or, without one, with the checksum
// that its own format, which name tells, has inside.
func verify(path, name, sum string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if sum != "" {
		h := sha256.New()
		if _, err := io.Copy(h, file); err != nil {
			return err
		}
		if got := hex.EncodeToString(h.Sum(nil)); got != sum {
			return fmt.Errorf("%w: SHA-256 is %s, the exchange says %s", ErrChecksum, got, sum)
		}
		return nil
	}
	switch filepath.Ext(name) {
	case ".gz":
		z, err := gzip.NewReader(file)
		if err == nil {
			_, err = io.Copy(io.Discard, z)
		}
		return broken(err)
	case ".zip":
		info, err := file.Stat()
		if err != nil {
			return err
		}
		z, err := zip.NewReader(file, info.Size())
		if err != nil {
			return broken(err)
		}
		for _, m := range z.File {
			r, err := m.Open()
			if err == nil {
				_, err = io.Copy(io.Discard, r)
				r.Close()
			}
			if err != nil {
				return broken(err)
			}
		}
	}
	return nil
}

func broken(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: the archive is not whole: %w", ErrChecksum, err)
}

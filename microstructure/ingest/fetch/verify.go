package fetch

import (
	"archive/zip"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"path/filepath"

	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
	"github.com/tickbook/tickbook/microstructure/internal/regular"
)

// checksum asks the exchange for the SHA-256 sum of a file, in sha256sum's
// format; with a single attempt if the answer is optional.
func (c *Config) checksum(ctx context.Context, f *File, once bool) (sum string, err error) {
	asking := *c
	if once {
		asking.Attempts = 1
	}
	err = asking.retry(ctx, func() error {
		return c.get(ctx, f.Checksum, "", 0, func(r *http.Response) error {
			text, err := io.ReadAll(io.LimitReader(r.Body, 4096))
			if err != nil {
				return err
			}
			var ok bool
			if sum, ok = ingest.ParseChecksum(string(text)); !ok {
				return fmt.Errorf("%q is not a line of sha256sum", text)
			}
			return nil
		})
	})
	return sum, err
}

// storedSum returns the checksum stored beside the file, empty if there is
// none.
func (f *File) storedSum() string {
	text, _ := regular.ReadFile(f.Path+checksumSuffix, 4096) // mostly there or not
	sum, _ := ingest.ParseChecksum(string(text))
	return sum
}

func (f *File) storeSum(sum string) error {
	return atomicfile.Write(f.Path+checksumSuffix, []byte(sum+"  "+filepath.Base(f.Path)+"\n"))
}

// whole reports whether the file on disk is intact: by the checksum beside it,
// otherwise by that of its format.
func (f *File) whole(ctx context.Context) bool {
	return verify(ctx, f.Path, f.Path, f.storedSum()) == nil
}

// verify compares the file at path with sum or, without one, with the checksum
// of its format, which name determines.
func verify(ctx context.Context, path, name, sum string) error {
	if sum != "" {
		got, err := digest(ctx, path)
		if err == nil && got != sum {
			err = fmt.Errorf("%w: SHA-256 is %s, the exchange says %s", ErrChecksum, got, sum)
		}
		return err
	}
	file, info, err := regular.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	switch filepath.Ext(name) {
	case ".gz":
		z, err := gzip.NewReader(file)
		if err == nil {
			_, err = io.Copy(io.Discard, reader{ctx, z})
		}
		return broken(err)
	case ".zip":
		z, err := zip.NewReader(file, info.Size())
		if err != nil {
			return broken(err)
		}
		for _, m := range z.File {
			r, err := m.Open()
			if err == nil {
				_, err = io.Copy(io.Discard, reader{ctx, r})
				r.Close()
			}
			if err != nil {
				return broken(err)
			}
		}
	}
	return nil
}

// digest is the SHA-256 sum of a file.
func digest(ctx context.Context, path string) (string, error) {
	file, _, err := regular.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, reader{ctx, file}); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// A reader reads until ctx ends.
type reader struct {
	ctx context.Context
	io.Reader
}

func (r reader) Read(b []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, context.Cause(r.ctx)
	}
	return r.Reader.Read(b)
}

func broken(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: the archive is not whole: %w", ErrChecksum, err)
}

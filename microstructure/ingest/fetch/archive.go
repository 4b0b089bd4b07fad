package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
	"github.com/tickbook/tickbook/microstructure/internal/regular"
)

// Suffixes of what lies beside an archive.
const (
	checksumSuffix   = ".CHECKSUM"
	partSuffix       = ".part"       // what has arrived so far
	validatorSuffix  = ".validator"  // identifies the server's file to which the part belongs
	unverifiedSuffix = ".unverified" // a download that does not match the exchange's checksum
)

// An outcome is the result for one file, in the terms of Report and Failure.
type outcome struct {
	file                                   File
	present, replaced, unverified, unasked bool
	kept                                   string
}

// fetch downloads one file, unless it is on disk, whole and, if Recheck is set,
// the same as on the server.
func (c *Config) fetch(ctx context.Context, f File) (outcome, error) {
	got := outcome{file: f}
	if err := atomicfile.MakeFolder(filepath.Dir(f.Path)); err != nil {
		return got, err
	}
	was, err := regular.Stat(f.Path)
	if _, other := errors.AsType[*regular.Error](err); other {
		return got, fmt.Errorf("%w; remove it", err)
	}
	sum, err := c.check(ctx, &got, was)
	if err == nil && got.present {
		got.file.clean()
	}
	if err != nil || got.present {
		return got, err
	}
	unlock, err := lockPart(ctx, f.Path+partSuffix)
	if err != nil {
		return got, err
	}
	defer unlock()
	if is, err := os.Stat(f.Path); err == nil && (was == nil || !os.SameFile(was, is)) && got.file.whole(ctx) {
		got.present, got.replaced = true, false // another run downloaded it while this one waited
	} else if err := c.download(ctx, &got, sum); err != nil {
		return got, err
	}
	got.file.forgetAll()
	if info, err := os.Stat(f.Path); err == nil {
		got.file.Present, got.file.Bytes = true, info.Size()
	}
	return got, nil
}

// check decides whether an existing file stays. The sum is the exchange's
// checksum of the file, empty if it has none or was not asked.
func (c *Config) check(ctx context.Context, got *outcome, info os.FileInfo) (sum string, err error) {
	f := &got.file
	stored := f.storedSum()
	whole := info != nil && f.whole(ctx)
	keep := whole
	switch {
	case f.Checksum != "" && (!whole || c.Recheck || f.Recheck || stored == ""):
		sum, err = c.checksum(ctx, f, whole && !c.Recheck)
		switch none := errors.Is(err, ErrMissing); {
		case none && c.Verified:
			if response, err := c.head(ctx, f.URL); err == nil && gone(response) {
				return "", fmt.Errorf("%s: %w", f.URL, ErrMissing)
			}
			return "", fmt.Errorf("%s: %w", f.URL, ErrUnverified)
		case err != nil && !none && (!whole || c.Recheck):
			return "", err
		case err != nil:
			got.unasked = !none
		case whole && sum != stored:
			if keep = verify(ctx, f.Path, f.Path, sum) == nil; keep {
				if err := f.storeSum(sum); err != nil {
					return "", err
				}
			}
		}
	case whole && (c.Recheck || f.Recheck):
		var response *http.Response
		if response, err = c.head(ctx, f.URL); err == nil {
			keep = !changed(response, info.Size(), info.ModTime())
		} else if c.Recheck {
			return "", err
		}
		got.unasked = err != nil
	}
	if keep {
		f.Present, f.Bytes = true, info.Size()
	}
	got.present, got.replaced = keep, whole && !keep
	got.unverified = f.Checksum != "" && sum == "" && (stored == "" || !keep)
	return sum, ctx.Err()
}

// download downloads the file, which has the given sum if the exchange has one.
func (c *Config) download(ctx context.Context, got *outcome, sum string) error {
	f := &got.file
	before, _ := digest(ctx, f.Path+unverifiedSuffix) // of the previous download, if it did not match
	err := c.retry(ctx, func() error {
		if err := c.get(ctx, f.URL, f.validator(), f.partSize(), func(r *http.Response) error { return c.receive(f, r) }); err != nil {
			if errors.Is(err, errRange) {
				f.forgetPart()
			}
			return err
		}
		err := verify(ctx, f.Path+partSuffix, f.Path, sum)
		if err == nil {
			return nil
		}
		err = fmt.Errorf("%s: %w", f.URL, err)
		now, digestErr := digest(ctx, f.Path+partSuffix)
		if digestErr != nil {
			return digestErr
		}
		if now == before {
			if sum != "" {
				got.kept = f.Path + unverifiedSuffix
				if err := os.Rename(f.Path+partSuffix, got.kept); err != nil {
					return err
				}
			}
			f.forgetPart()
			return fmt.Errorf("two downloads are the same: %w", err)
		}
		before = now
		c.Progress(Event{File: *f, Bytes: -f.partSize()})
		f.forgetPart()
		return later{error: err}
	})
	if err != nil {
		return err
	}
	f.Bytes = f.partSize()
	if sum != "" {
		err = f.storeSum(sum)
	} else if err = os.Remove(f.Path + checksumSuffix); errors.Is(err, os.ErrNotExist) {
		err = nil // a sum that an earlier file had
	}
	if err == nil {
		err = os.Rename(f.Path+partSuffix, f.Path)
	}
	return err
}

// receive appends a body to the part on disk.
func (c *Config) receive(f *File, r *http.Response) error {
	part, err := os.OpenFile(f.Path+partSuffix, os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	defer part.Close()
	var at int64
	if r.StatusCode == http.StatusPartialContent {
		if at, err = part.Seek(0, io.SeekEnd); err != nil {
			return err
		}
		if !strings.HasPrefix(r.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", at)) {
			f.forgetPart()
			return fmt.Errorf("the server resumes at %q, not at %d", r.Header.Get("Content-Range"), at)
		}
	} else {
		c.Progress(Event{File: *f, Bytes: -f.partSize()})
		if err := part.Truncate(0); err != nil {
			return err
		}
		tag := r.Header.Get("ETag")
		if tag == "" || strings.HasPrefix(tag, "W/") {
			tag = r.Header.Get("Last-Modified")
		}
		if err := atomicfile.Write(f.Path+validatorSuffix, []byte(tag)); err != nil {
			return err
		}
	}
	room := c.MaxBytes - at
	if r.ContentLength > room {
		return fmt.Errorf("%w: it has %d bytes, and the limit is %d", ErrTooLarge, at+r.ContentLength, c.MaxBytes)
	}
	n, err := io.Copy(&progressWriter{part, f, c}, io.LimitReader(r.Body, room+1))
	if err != nil {
		return err
	}
	if n > room {
		return errors.Join(fmt.Errorf("%w: it has more than the limit of %d bytes", ErrTooLarge, c.MaxBytes), part.Truncate(0))
	}
	return part.Close()
}

type progressWriter struct {
	w io.Writer
	f *File
	o *Config
}

func (p *progressWriter) Write(b []byte) (int, error) {
	n, err := p.w.Write(b)
	p.o.Progress(Event{File: *p.f, Bytes: int64(n)})
	return n, err
}

func (f *File) partSize() int64 {
	info, err := os.Stat(f.Path + partSuffix)
	if err != nil {
		return 0
	}
	return info.Size()
}

func (f *File) validator() string {
	b, _ := regular.ReadFile(f.Path+validatorSuffix, 4096) // without it, the download starts anew
	return string(b)
}

// forgetPart removes a part that is of no more use.
func (f *File) forgetPart() {
	_ = os.Remove(f.Path + partSuffix) // gone already after a rename
	_ = os.Remove(f.Path + validatorSuffix)
}

// forgetAll removes what is not needed once the file is whole.
func (f *File) forgetAll() {
	f.forgetPart()
	_ = os.Remove(f.Path + unverifiedSuffix) // mostly not there
}

// clean removes what a killed run left after the file was whole, unless another
// run is downloading it.
func (f *File) clean() {
	if _, err := os.Lstat(f.Path + partSuffix); err == nil {
		unlock, ok := tryLockPart(f.Path + partSuffix)
		if !ok {
			return
		}
		defer unlock()
	}
	f.forgetAll()
}

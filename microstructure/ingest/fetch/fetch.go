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
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// Suffixes of what lies beside an archive.
const (
	checksumSuffix  = ".CHECKSUM"
	partSuffix      = ".part"      // what has come so far
	validatorSuffix = ".validator" // what tells whether the server still has the same file
)

// A Report says what became of a plan.
type Report struct {
	Fetched []File // downloaded now
	Present []File // were there already, and whole
	Missing []File // the server does not have them
	Failed  []Failure
}

// A Failure is a file that could not be had.
type Failure struct {
	File File
	Err  error
}

// Validate reports the first of the fields on how to download that Run cannot
// work with.
func (o *Options) Validate() error {
	if o.AtOnce < 1 || o.Attempts < 1 || o.Stall <= 0 || o.Backoff < 0 || o.MaxWait < 0 {
		return fmt.Errorf("fetch: AtOnce %d, Attempts %d, Stall %s, Backoff %s, MaxWait %s: the first three must be above zero, the others not below",
			o.AtOnce, o.Attempts, o.Stall, o.Backoff, o.MaxWait)
	}
	return nil
}

// Run downloads files. One that cannot be had does not keep the others from
// coming. The error is ctx's, or of unusable options.
func Run(ctx context.Context, files []File, o Options) (Report, error) {
	if err := o.Validate(); err != nil {
		return Report{}, err
	}
	if o.Progress == nil {
		o.Progress = func(Event) {}
	}
	sweep(files)
	type result struct {
		file    File
		present bool
		err     error
	}
	results := make([]result, len(files))
	parallel.For(len(files), o.AtOnce, func() func(int) {
		return func(i int) {
			f := files[i]
			r := &results[i]
			if r.err = ctx.Err(); r.err == nil {
				r.present, r.err = o.fetch(ctx, &f)
			}
			r.file = f
			o.Progress(Event{File: f, Done: true, Err: r.err})
		}
	})
	var report Report
	for _, r := range results {
		switch {
		case errors.Is(r.err, ErrMissing):
			report.Missing = append(report.Missing, r.file)
		case r.err != nil:
			report.Failed = append(report.Failed, Failure{r.file, r.err})
		case r.present:
			report.Present = append(report.Present, r.file)
		default:
			report.Fetched = append(report.Fetched, r.file)
		}
	}
	return report, ctx.Err()
}

// sweep removes what dead processes left beside the files.
func sweep(files []File) {
	dirs := map[string]bool{}
	for _, f := range files {
		dirs[filepath.Dir(f.Path)] = true
	}
	for dir := range dirs {
		atomicfile.Sweep(dir)
	}
}

// Sizes asks the server, without downloading, how large the files are that are
// not present. What it does not say stays -1.
func Sizes(ctx context.Context, files []File, o Options) {
	parallel.For(len(files), o.AtOnce, func() func(int) {
		return func(i int) {
			if !files[i].Present {
				o.askSize(ctx, &files[i])
			}
		}
	})
}

func (o *Options) askSize(ctx context.Context, f *File) {
	ctx, cancel := context.WithTimeout(ctx, o.Stall)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, f.URL, nil)
	if err != nil {
		return
	}
	response, err := client.Do(request)
	if err != nil {
		return
	}
	response.Body.Close()
	if response.StatusCode == http.StatusOK {
		f.Bytes = response.ContentLength
	}
}

// fetch brings one file, unless it is there and whole.
func (o *Options) fetch(ctx context.Context, f *File) (present bool, err error) {
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o755); err != nil {
		return false, err
	}
	if info, err := os.Stat(f.Path); err == nil && f.verifyPresent() {
		f.Present, f.Bytes = true, info.Size()
		return true, nil
	}
	var sum string
	if f.Checksum != "" {
		if sum, err = o.checksum(ctx, f); err != nil && !errors.Is(err, ErrMissing) {
			return false, err
		}
	}
	err = o.retry(ctx, func() error {
		if err := o.get(ctx, f.URL, o.validator(f), partSize(f), func(r *http.Response) error { return o.receive(f, r) }); err != nil {
			if errors.Is(err, errRange) {
				f.forgetPart()
			}
			return err
		}
		if err := verify(f.Path+partSuffix, f.Path, sum); err != nil {
			o.Progress(Event{File: *f, Bytes: -partSize(f)})
			f.forgetPart()
			return later{error: fmt.Errorf("%s: %w", f.URL, err)}
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	f.Bytes = partSize(f)
	if sum != "" {
		if err := atomicfile.Write(f.Path+checksumSuffix, []byte(sum+"  "+filepath.Base(f.Path)+"\n")); err != nil {
			return false, err
		}
	}
	if err := os.Rename(f.Path+partSuffix, f.Path); err != nil {
		return false, err
	}
	f.forgetPart()
	return false, nil
}

// receive writes a body to where the part before it ends.
func (o *Options) receive(f *File, r *http.Response) error {
	part, err := os.OpenFile(f.Path+partSuffix, os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	defer part.Close()
	if r.StatusCode == http.StatusPartialContent {
		at, err := part.Seek(0, io.SeekEnd)
		if err != nil {
			return err
		}
		if !strings.HasPrefix(r.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", at)) {
			f.forgetPart()
			return fmt.Errorf("the server resumes at %q, not at %d", r.Header.Get("Content-Range"), at)
		}
	} else {
		o.Progress(Event{File: *f, Bytes: -partSize(f)})
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
	if _, err := io.Copy(&progressWriter{part, f, o}, r.Body); err != nil {
		return err
	}
	return part.Close()
}

type progressWriter struct {
	w io.Writer
	f *File
	o *Options
}

func (p *progressWriter) Write(b []byte) (int, error) {
	n, err := p.w.Write(b)
	p.o.Progress(Event{File: *p.f, Bytes: int64(n)})
	return n, err
}

func partSize(f *File) int64 {
	info, err := os.Stat(f.Path + partSuffix)
	if err != nil {
		return 0
	}
	return info.Size()
}

func (o *Options) validator(f *File) string {
	b, _ := os.ReadFile(f.Path + validatorSuffix) // without it, the download starts anew
	return string(b)
}

func (f *File) forgetPart() {
	_ = os.Remove(f.Path + partSuffix) // gone already after a rename
	_ = os.Remove(f.Path + validatorSuffix)
}

package fetch

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// Sizes asks the server for the sizes of the files that are not present. Bytes
// stays -1 if the server does not say. A day that the server lacks is replaced
// by its month, if it has that. The error is ctx's.
func Sizes(ctx context.Context, files []File, c Config) ([]File, error) {
	files = slices.Clone(files)
	c.ask(ctx, files)
	var missing []File
	for _, f := range files {
		if f.Missing {
			missing = append(missing, f)
		}
	}
	months := c.monthsOf(missing)
	c.ask(ctx, months)
	for _, m := range months {
		if !m.found && !m.Present {
			continue
		}
		i := slices.IndexFunc(files, func(f File) bool { return f.Missing && c.monthOf(&f).Path == m.Path })
		files[i] = m
		files = slices.DeleteFunc(files, func(f File) bool { return f.Missing && c.monthOf(&f).Path == m.Path })
	}
	return files, ctx.Err()
}

// ask fills in the server's answers about files that are not present.
func (c *Config) ask(ctx context.Context, files []File) {
	each(ctx, len(files), max(c.AtOnce, 1), func(i int) {
		f := &files[i]
		if f.Present {
			return
		}
		response, err := c.head(ctx, f.URL)
		if err != nil {
			return
		}
		if response.StatusCode == http.StatusOK {
			f.found, f.Bytes = true, response.ContentLength
		}
		f.Missing = gone(response)
	})
}

// head sends a HEAD request.
func (c *Config) head(ctx context.Context, url string) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.Stall)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err == nil {
		response.Body.Close()
	}
	return response, err
}

func gone(r *http.Response) bool {
	return r.StatusCode == http.StatusNotFound || r.StatusCode == http.StatusGone
}

// changed reports whether a server without checksums has a file that differs
// from the one on disk: another size, or modified since that was written.
func changed(response *http.Response, bytes int64, written time.Time) bool {
	if response.StatusCode != http.StatusOK {
		return false
	}
	since, err := http.ParseTime(response.Header.Get("Last-Modified"))
	return response.ContentLength >= 0 && response.ContentLength != bytes || err == nil && since.After(written)
}

// each calls do for 0 to n-1, at most atOnce at a time, until ctx ends.
func each(ctx context.Context, n, atOnce int, do func(int)) {
	parallel.For(n, atOnce, func() func(int) {
		return func(i int) {
			if ctx.Err() == nil {
				do(i)
			}
		}
	})
}

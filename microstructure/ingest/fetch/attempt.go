package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"time"
)

// Errors that callers can tell apart with errors.Is.
var (
	// ErrMissing: the server has no such file.
	ErrMissing = errors.New("not on the server")
	// ErrChecksum: the download does not match the exchange's checksum.
	ErrChecksum = errors.New("wrong checksum")
	// ErrUnverified: the exchange has no checksum of a file, although it has
	// some of others, and Config.Verified requires one.
	ErrUnverified = errors.New("the exchange has no checksum of it")
	// ErrTooLarge: a file is larger than Config.MaxBytes.
	ErrTooLarge = errors.New("the file is too large")
	// ErrRedirect: the server redirects from https to http, or too often.
	ErrRedirect = errors.New("the server redirects where we do not follow")
	// ErrStalled: the server sent nothing for longer than Config.Stall.
	ErrStalled = errors.New("the server stopped sending")

	errRange = errors.New("the server's file is not longer than what came before")
)

// A later is an error that may go away: another attempt makes sense.
type later struct {
	error
	wait time.Duration // what the server asked for; 0 when it did not
}

func (l later) Unwrap() error { return l.error }

// An UnavailableError is one of a server that was asked several times, or that
// asks to wait too long: later it may have the file.
type UnavailableError struct{ Err error }

func (e *UnavailableError) Error() string {
	if e == nil || e.Err == nil {
		return "the server is not available"
	}
	return e.Err.Error()
}

func (e *UnavailableError) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Err
}

// retry calls attempt until it succeeds, fails for good, or has failed often
// enough.
func (c *Config) retry(ctx context.Context, attempt func() error) error {
	wait := c.Backoff
	for n := 1; ; n++ {
		err := attempt()
		var l later
		if !errors.As(err, &l) || ctx.Err() != nil {
			return err
		}
		if n >= c.Attempts {
			return &UnavailableError{fmt.Errorf("given up after %d attempts: %w", n, l.error)}
		}
		pause := min(wait, c.MaxWait)
		pause += time.Duration(rand.Int64N(int64(pause)/4 + 1)) // so that parallel downloads do not come back together
		if l.wait > c.MaxWait {
			return &UnavailableError{fmt.Errorf("the server asks to wait for %s: %w", l.wait, l.error)}
		}
		pause = max(pause, l.wait)
		wait *= 2
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// get requests url, from the given byte on if that is above 0 and validator
// still describes the file. handle reads the body; the request is given up if
// nothing arrives for a while.
func (c *Config) get(ctx context.Context, url, validator string, from int64, handle func(*http.Response) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stall := time.AfterFunc(c.Stall, func() { cancel(ErrStalled) })
	defer stall.Stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	if from > 0 && validator != "" {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
		request.Header.Set("If-Range", validator)
	}
	response, err := client.Do(request)
	if errors.Is(err, ErrRedirect) {
		return err
	}
	if err != nil {
		return later{error: brokenOff(ctx, err)}
	}
	defer response.Body.Close()
	switch code := response.StatusCode; {
	case code == http.StatusOK || code == http.StatusPartialContent:
	case gone(response):
		return fmt.Errorf("%s: %w", url, ErrMissing)
	case code == http.StatusRequestedRangeNotSatisfiable:
		return later{error: errRange}
	case code == http.StatusTooManyRequests || code == http.StatusRequestTimeout || code >= 500:
		return later{fmt.Errorf("%s: the server answers %s", url, response.Status), retryAfter(response.Header.Get("Retry-After"))}
	default:
		return fmt.Errorf("%s: the server answers %s", url, response.Status)
	}
	response.Body = &watched{response.Body, func() { stall.Reset(c.Stall) }}
	if err := handle(response); err != nil {
		var disk *os.PathError
		if errors.As(err, &disk) || errors.Is(err, ErrTooLarge) {
			return err
		}
		return later{error: brokenOff(ctx, fmt.Errorf("%s: %w", url, err))}
	}
	return nil
}

// maxRedirects is more than any exchange needs.
const maxRedirects = 5

// client sends bodies as they are stored. It follows a few redirects, and none
// from https to http.
var client = &http.Client{
	Transport: func() http.RoundTripper {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.DisableCompression = true
		return t
	}(),
	CheckRedirect: func(to *http.Request, via []*http.Request) error {
		switch {
		case len(via) > maxRedirects:
			return fmt.Errorf("%w: more than %d times", ErrRedirect, maxRedirects)
		case via[0].URL.Scheme == "https" && to.URL.Scheme != "https":
			return fmt.Errorf("%w: from https to %s", ErrRedirect, to.URL)
		}
		return nil
	},
}

// brokenOff returns the reason why a request was given up rather than the
// resulting error.
func brokenOff(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return fmt.Errorf("%w (%w)", cause, err)
	}
	return err
}

func retryAfter(value string) time.Duration {
	if seconds, err := strconv.Atoi(value); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(time.Until(at), 0)
	}
	return 0
}

// watched calls alive at every read that returned data.
type watched struct {
	io.ReadCloser
	alive func()
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	if n > 0 {
		w.alive()
	}
	return n, err
}

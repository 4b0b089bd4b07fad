package result

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/store"
)

// Errors that callers can tell apart with errors.Is.
var (
	// ErrNone: the directory holds no set: it has no summary.json.
	ErrNone = errors.New("no results")
	// ErrForeign: this package did not write summary.json.
	ErrForeign = errors.New("not the summary of a study")
	// ErrEarlier: an earlier version wrote the set without a list of its files.
	ErrEarlier = errors.New("results of an earlier version")
	// ErrUnfinished: a study is writing the set, or was interrupted in doing
	// so.
	ErrUnfinished = errors.New("unfinished results")
	// ErrMixed: files are missing, or are not those that summary.json lists.
	ErrMixed = errors.New("mixed results")
	// ErrInTheWay: a file that no study wrote has a needed name.
	ErrInTheWay = errors.New("in the way")
)

// maxSummaryBytes bounds the size of a summary.
const maxSummaryBytes = 1 << 24

// A listing is the list of a set's files in summary.json.
type listing struct {
	// Unfinished says in words that the set is being written; empty otherwise.
	// Files then lists all that may exist, without digests.
	Unfinished string            `json:"unfinished,omitempty"`
	Files      map[string]string `json:"files"` // SHA-256 by name, summary.json left out

	version string // of summary.json in an object store
}

// readListing reads the summary in dir and checks that it is one of a study.
func readListing(dir string) (l listing, err error) {
	path := store.Join(dir, summaryName)
	info, err := describe(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return l, fmt.Errorf("%s: %w", dir, ErrNone)
	case err != nil:
		return l, err
	case !info.Mode().IsRegular() || info.Size() > maxSummaryBytes:
		return l, fmt.Errorf("%s: %w", path, ErrForeign)
	}
	text, version, err := store.ReadVersion(path, maxSummaryBytes)
	if err != nil {
		return l, err
	}
	var known struct {
		listing
		Digest *string `json:"input_digest"`
	}
	if json.Unmarshal(text, &known) != nil || known.Digest == nil && known.Unfinished == "" {
		return l, fmt.Errorf("%s: %w", path, ErrForeign)
	}
	if known.Files == nil {
		return l, fmt.Errorf("%s: %w", path, ErrEarlier)
	}
	known.version = version
	for name := range known.Files { // names may become those of files to remove
		if !isFileName(name) {
			return l, fmt.Errorf("%s: %w: it lists %q", path, ErrForeign, name)
		}
	}
	return known.listing, nil
}

// Check reports why the files in dir are not one whole set: ErrNone,
// ErrForeign, ErrEarlier, ErrUnfinished or ErrMixed. Other files are ignored.
func Check(ctx context.Context, dir string) error {
	l, err := readListing(dir)
	if err != nil {
		return err
	}
	return l.check(ctx, dir)
}

func (l listing) check(ctx context.Context, dir string) error {
	if l.Unfinished != "" {
		return fmt.Errorf("%s: %w: a study is writing them, or was interrupted; running it again completes them", dir, ErrUnfinished)
	}
	var wrong []string
	for name, want := range l.Files {
		got, err := digestOf(ctx, store.Join(dir, name))
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, fs.ErrNotExist):
			wrong = append(wrong, name+" is missing")
		case err != nil:
			wrong = append(wrong, err.Error())
		case got != want:
			wrong = append(wrong, name+" is not the file that summary.json lists")
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	slices.Sort(wrong)
	return fmt.Errorf("%s: %w: %s; running the study again mends them", dir, ErrMixed, strings.Join(wrong, ", "))
}

// describe is os.Lstat, also for objects.
func describe(path string) (fs.FileInfo, error) {
	if store.IsRemote(path) {
		return store.Stat(path)
	}
	return os.Lstat(path)
}

// digestOf is the SHA-256 of a regular file, in hexadecimal digits.
func digestOf(ctx context.Context, path string) (string, error) {
	info, err := describe(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s is not a regular file", filepath.Base(path))
	}
	f, info, err := store.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if f, ok := f.(store.Prefetcher); ok {
		f.Prefetch([2]int64{0, info.Size()})
	}
	content := io.NewSectionReader(f, 0, math.MaxInt64)
	h := sha256.New()
	for ctx.Err() == nil {
		if _, err := io.CopyN(h, content, 1<<20); err == io.EOF {
			return hex.EncodeToString(h.Sum(nil)), nil
		} else if err != nil {
			return "", err
		}
	}
	return "", context.Cause(ctx)
}

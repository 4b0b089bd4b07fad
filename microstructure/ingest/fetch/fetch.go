package fetch

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
)

// A Report lists the files of a plan by outcome. A file is in one of the first
// four lists.
type Report struct {
	Fetched []File // downloaded now
	Present []File // were there already, and whole
	Missing []File // days of which the server has neither the day nor the month
	Failed  []Failure

	Replaced   []File // of Fetched: the server's file differs from the one that was on disk
	Unverified []File // of Fetched and Present: without a checksum of the exchange, although it has some of others
	Unasked    []File // of Present: the server could not be asked whether it still has them
}

// A Failure is a file that could not be downloaded.
type Failure struct {
	File File
	Err  error
	// Kept is the path of a download that does not match the exchange's
	// checksum, empty for other failures.
	Kept string
}

// Run downloads files. A file that fails does not stop the others. The error is
// ctx's, or that of an invalid configuration.
func Run(ctx context.Context, files []File, c Config) (Report, error) {
	if err := c.Validate(); err != nil {
		return Report{}, err
	}
	if c.Progress == nil {
		c.Progress = func(Event) {}
	}
	var report Report
	c.run(ctx, files, &report)
	if months := c.monthsOf(report.Missing); len(months) > 0 {
		c.run(ctx, months, &report)
		report.settleMonths(months)
	}
	return report, ctx.Err()
}

// run downloads files and adds them to the report.
func (c *Config) run(ctx context.Context, files []File, report *Report) {
	sweep(files)
	outcomes := make([]outcome, len(files))
	errs := make([]error, len(files))
	each(ctx, len(files), c.AtOnce, func(i int) {
		if files[i].Missing {
			errs[i] = ErrMissing
		} else {
			outcomes[i], errs[i] = c.fetch(ctx, files[i])
		}
		c.Progress(Event{File: files[i], Done: true, Err: errs[i]})
	})
	for i, f := range files {
		got, err := outcomes[i], errs[i]
		if err == nil && got.file.Path == "" {
			err = ctx.Err() // it ended before the file's turn
		}
		switch {
		case errors.Is(err, ErrMissing):
			report.Missing = append(report.Missing, f)
			continue
		case err != nil:
			report.Failed = append(report.Failed, Failure{f, err, got.kept})
			continue
		case got.present:
			report.Present = append(report.Present, got.file)
		default:
			report.Fetched = append(report.Fetched, got.file)
		}
		if got.replaced {
			report.Replaced = append(report.Replaced, got.file)
		}
		if got.unverified {
			report.Unverified = append(report.Unverified, got.file)
		}
		if got.unasked {
			report.Unasked = append(report.Unasked, got.file)
		}
	}
}

// settleMonths removes from Missing the days whose months were downloaded or
// failed, and the months that are missing themselves.
func (r *Report) settleMonths(months []File) {
	missing := map[string]bool{} // months
	for _, f := range r.Missing {
		missing[f.Date] = f.month()
	}
	r.Missing = slices.DeleteFunc(r.Missing, func(f File) bool { return f.month() || !missing[f.Date[:len("2024-08")]] })
}

// Archives lists the files that are on disk now, by date. A day is left out if
// its month is there and the two cannot be combined.
func (r *Report) Archives(source string) []File {
	files := slices.Concat(r.Fetched, r.Present)
	months := map[string]bool{}
	for _, f := range files {
		months[f.Date] = f.month()
	}
	files = slices.DeleteFunc(files, func(f File) bool {
		return layouts[source].alone && !f.month() && months[f.Date[:len("2024-08")]]
	})
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Date, b.Date) })
	return files
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

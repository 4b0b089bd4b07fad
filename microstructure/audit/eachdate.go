package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"errors"
	"fmt"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// A DateRead is what became of the files of one date.
type DateRead struct {
	Date   string
	Rows   int64
	Served bool // the figures were in the cache
	Kept   bool // the figures are in the cache
	// Digest is a SHA-256, in hexadecimal, over the figures. It does not depend
	// on where the files are and when they were written.
	Digest   string
	Duration time.Duration
	Err      error // why a file cannot be read; only Date is set then
}

// Dates lists the dates of which a source has a file.
func Dates(data *dataset.Dataset, sources []microstructure.Source) ([]string, error) {
	r := &run{sources: sources}
	if err := r.list(data); err != nil {
		return nil, err
	}
	var dates []string
	for i, date := range r.dates {
		for _, day := range r.days[i] {
			if day.Path != "" {
				dates = append(dates, date)
				break
			}
		}
	}
	return dates, nil
}

// EachDate reads the files of single dates, as Run does, and keeps the figures
// in the cache, where Run finds them: only Run compares dates, and has
// findings. each is called as soon as a date is done, never concurrently. A file
// that cannot be read does not stop the others unless each returns an error,
// which EachDate then returns. It also stops when the cache cannot be written,
// and when ctx ends.
func EachDate(ctx context.Context, data *dataset.Dataset, sources []microstructure.Source, dates []string, config Config, each func(DateRead) error) error {
	if err := config.Validate(); err != nil {
		return err
	}
	if config.NoCache {
		return errors.New("dates are read one by one for the cache, which must be there")
	}
	r := &run{config: config, sources: sources}
	if err := r.list(data); err != nil {
		return err
	}
	at := map[string]int{}
	for i, date := range r.dates {
		at[date] = i
	}
	r.openCache(data)
	results := make([]DateRead, len(dates))
	r.makeReaders(len(dates))
	newDo := func() parallel.Do {
		return func(ctx context.Context, i int) (err error) {
			results[i], err = r.one(ctx, dates[i], at)
			return err
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var stop error
	err := parallel.Run(ctx, len(dates), r.atOnce(data), newDo, func(i, _, _ int) {
		if stop == nil {
			if stop = each(results[i]); stop != nil {
				cancel()
			}
		}
		results[i] = DateRead{}
	})
	if stop != nil {
		return stop
	}
	if s, ok := errors.AsType[*parallel.Stopped](err); ok {
		return fmt.Errorf("audit stopped after %d of %d days: %w", s.Done, s.Total, s.Cause)
	}
	return err
}

// one reads a date.
func (r *run) one(ctx context.Context, date string, at map[string]int) (DateRead, error) {
	start := time.Now()
	result := DateRead{Date: date}
	i, ok := at[date]
	if !ok {
		result.Err = fmt.Errorf("%w on %s", dataset.ErrNoTrades, date)
		return result, nil
	}
	record, served, kept, err := r.read(ctx, date, r.filesOf(i))
	if err != nil {
		return result, err
	}
	var refused []error
	for k := range record.Days {
		refused = append(refused, record.Days[k].err)
		result.Rows += record.Days[k].Day.Rows
	}
	if result.Err = errors.Join(refused...); result.Err != nil {
		return DateRead{Date: date, Err: result.Err}, nil
	}
	if err := r.cache.failure(); err != nil {
		return result, fmt.Errorf("figures cannot be kept in %s: %w", r.cache.dir, err)
	}
	result.Served, result.Kept = served, kept
	result.Digest, err = record.digest()
	result.Duration = time.Since(start)
	return result, err
}

// digest is that of DateRead.
func (r *dateRecord) digest() (string, error) {
	var content bytes.Buffer
	if err := gob.NewEncoder(&content).Encode(stored{Record: *r}); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", sha256.Sum256(content.Bytes())), nil
}

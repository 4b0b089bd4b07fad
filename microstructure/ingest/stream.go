package ingest

import (
	"context"
	"errors"
	"slices"
)

// redoAtOnce is how many days are done again in one reading of their archives.
const redoAtOnce = 4

// stream parses an archive in one goroutine and hands its rows to sink in
// another, the caller's. bad is what is wrong with the archive, err what ends
// everything.
func (c *converter) stream(ctx context.Context, a *archive, sink func([]row) error) (bad, err error) {
	stop := make(chan struct{})
	full, empty := make(chan []row, 2), make(chan []row, 4)
	for range cap(empty) {
		empty <- make([]row, 0, batchRows)
	}
	send := func(rows []row) []row {
		if rows != nil {
			select {
			case full <- rows:
			case <-stop:
				return nil
			}
		}
		select {
		case rows = <-empty:
			return rows[:0]
		case <-stop:
			return nil
		}
	}
	type digest struct {
		sum string
		err error
	}
	digests := make(chan digest, 1)
	if a.report.SHA256 != "" {
		digests <- digest{sum: a.report.SHA256}
	} else {
		go func() {
			sum, err := a.digest()
			digests <- digest{sum, err}
		}()
	}
	var r ArchiveReport
	go func() {
		defer close(full)
		r, bad = c.parse(a, send)
	}()
	for rows := range full {
		if err == nil {
			if err = errors.Join(ctx.Err(), sink(rows)); err != nil {
				close(stop)
			}
		}
		if err == nil {
			empty <- rows
		}
	}
	d := <-digests
	if err != nil {
		return nil, err
	}
	if bad == nil && d.err != nil {
		bad = &Error{Archive: a.report.Name, Problem: d.err.Error(), Err: d.err}
	}
	if bad == nil {
		r.SHA256 = d.sum
		a.report = r
	}
	return bad, nil
}

// redo reads the archives of the days again that could not be streamed.
func (c *converter) redo(ctx context.Context) error {
	var numbers []int64
	for n, d := range c.days {
		if d.again && !c.failed[n] {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	c.spillAll = true
	for group := range slices.Chunk(numbers, redoAtOnce) {
		if err := c.redoGroup(ctx, group); err != nil {
			return err
		}
	}
	return nil
}

func (c *converter) redoGroup(ctx context.Context, numbers []int64) error {
	c.only = map[int64]bool{}
	brought := map[*archive]bool{}
	for _, n := range numbers {
		c.only[n] = true
		for a := range c.days[n].brought {
			brought[a] = brought[a] || a.failed == nil
		}
		delete(c.days, n)
	}
	for _, a := range c.archives {
		if !brought[a] {
			continue
		}
		report := a.report
		bad, err := c.stream(ctx, a, func(rows []row) error { return c.route(rows, a) })
		if err != nil {
			return err
		}
		if bad != nil {
			if err := c.fail(a, bad); err != nil {
				return err
			}
		}
		a.report = report
	}
	return c.closeBefore(int64(1) << 62)
}

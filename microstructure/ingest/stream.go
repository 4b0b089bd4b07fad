package ingest

import (
	"context"
	"errors"
	"math"
	"slices"
)

// ahead is the number of batches with which the parser runs ahead, while the
// sorter writes most of a window at once.
const ahead = 12

// stream parses an archive in one goroutine and passes its rows to sink in
// another, the caller's. The digest of an archive that is not a plain CSV is
// computed by a third. bad is an error of the archive as a whole, err one that
// ends the conversion.
func (c *converter) stream(a *archive, sink func([]row) error) (bad, err error) {
	reading, stop := context.WithCancel(c.ctx)
	defer stop()
	a.begun = false
	full, empty := make(chan []row, ahead-2), make(chan []row, ahead)
	for range cap(empty) {
		empty <- make([]row, 0, batchRows)
	}
	send := func(rows []row) []row {
		if rows != nil {
			select {
			case full <- rows:
			case <-reading.Done():
				return nil
			}
		}
		select {
		case rows = <-empty:
			return rows[:0]
		case <-reading.Done():
			return nil
		}
	}
	var sum *fileSum
	var parsed chan string
	if a.summedByParse(c) {
		sum, parsed = newFileSum(), make(chan string, 1)
	}
	identified := make(chan error, 1)
	go func() { identified <- a.identify(reading, parsed) }()
	var r ArchiveReport
	var days badDays
	go func() {
		defer close(full)
		r, days, bad = c.parse(reading, a, sum, send)
		if sum != nil {
			parsed <- sum.text()
		}
	}()
	for rows := range full {
		if err == nil {
			err = errors.Join(c.ctx.Err(), sink(rows))
		}
		if err != nil {
			stop()
			continue
		}
		empty <- rows
	}
	if bad != nil && a.checksum == "" {
		stop() // no need to know its digest
	}
	unidentified := <-identified
	if err == nil {
		err = c.ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	if bad == nil {
		bad = unidentified
	}
	if bad == nil {
		bad = a.unchanged()
	}
	if bad = a.verify(bad); bad == nil {
		r.SHA256, r.Verified = a.sum, a.checksum != ""
		a.report, a.bad = r, days
	}
	return bad, nil
}

// redoAtOnce is the number of days converted again per reading of their
// archives.
const redoAtOnce = heldWindows

// redo rereads the archives of the days that were given up.
func (c *converter) redo() error {
	c.spillAll = true
	for {
		var numbers []int64
		for n, d := range c.days {
			if d.again && !d.failed {
				numbers = append(numbers, n)
			}
		}
		if len(numbers) == 0 {
			return nil
		}
		slices.Sort(numbers)
		if err := c.redoGroup(numbers[:min(redoAtOnce, len(numbers))]); err != nil {
			return err
		}
	}
}

func (c *converter) redoGroup(numbers []int64) error {
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
		bad, err := c.stream(a, func(rows []row) error { return c.route(rows, a) })
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
	return errors.Join(c.commitBefore(math.MaxInt64), c.committed())
}

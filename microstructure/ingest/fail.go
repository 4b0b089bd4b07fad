package ingest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// fail drops the days that a covers, and marks those with a few of its rows to
// be converted again.
func (c *converter) fail(a *archive, bad error) error {
	if err := c.committed(); err != nil {
		return err
	}
	a.failed = bad
	c.report.Failures = append(c.report.Failures, Failure{Archive: a.report.Name, Days: c.lost(a), Err: bad})
	for _, n := range a.days() {
		c.failed[n] = true
	}
	var err error
	for _, d := range c.days {
		switch {
		case d.done: // before a was read for the second time
		case c.failed[d.number]:
			err = errors.Join(err, c.takeOut(d))
		case d.brought[a] > 0:
			d.failed, d.clash = false, nil // what was wrong may have come from a
			err = errors.Join(err, c.giveUp(d))
		}
	}
	return err
}

// failRows drops the days of a's unusable rows.
func (c *converter) failRows(a *archive) error {
	f := Failure{Archive: a.report.Name}
	var first *Error
	var err error
	for _, n := range slices.Sorted(maps.Keys(a.bad)) {
		if c.decide(n) == Leave {
			continue
		}
		f.Days = append(f.Days, dayName(n))
		if e := a.bad[n]; first == nil || e.Line < first.Line {
			first = e
		}
		c.failed[n] = true
		if d := c.days[n]; d != nil {
			err = errors.Join(err, c.takeOut(d))
		}
	}
	if first == nil {
		return err
	}
	if more := a.report.Unusable - 1; more > 0 {
		e := *first
		e.Problem += fmt.Sprintf(" (and %d more rows cannot be used)", more)
		first = &e
	}
	f.Err = first
	c.report.Failures = append(c.report.Failures, f)
	return err
}

// takeOut drops a day: it will not be written.
func (c *converter) takeOut(d *day) error {
	err := c.committed() // d may be among them
	d.failed, d.clash = true, nil
	return errors.Join(err, d.drop())
}

// lost lists the days that are not written because a cannot be used.
func (c *converter) lost(a *archive) (days []string) {
	for _, n := range a.days() {
		if d := c.days[n]; c.decide(n) != Leave && (d == nil || !d.done) {
			days = append(days, dayName(n))
		}
	}
	return days
}

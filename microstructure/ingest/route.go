package ingest

import (
	"cmp"
	"errors"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// route cuts rows into days.
func (c *converter) route(rows []row, a *archive) error {
	for len(rows) > 0 {
		number := dayOf(rows[0].timeUS)
		from, to := number*dayUS, (number+1)*dayUS
		n := 0
		for n < len(rows) && rows[n].timeUS >= from && rows[n].timeUS < to {
			t := rows[n].timeUS
			if t < a.lastUS {
				a.down++
			} else if t > a.lastUS && a.lastUS != 0 {
				a.up++
			}
			a.lastUS = t
			n++
		}
		if !a.covers(number) {
			a.movedOut += int64(n)
		}
		if c.only == nil || c.only[number] {
			if err := c.dayFor(number).add(rows[:n], a); err != nil {
				return err
			}
		}
		rows = rows[n:]
		if a.long() && c.only == nil {
			if err := c.closeBefore(min(c.nextUS, from-dayUS)); err != nil {
				return err
			}
		}
	}
	return nil
}

// dayFor finds or opens a day. One that was closed already is to be done again.
func (c *converter) dayFor(number int64) *day {
	if d := c.days[number]; d != nil {
		if d.closed {
			d.again = true
		}
		return d
	}
	d := newDay(c, number)
	d.failed = c.failed[number]
	c.days[number] = d
	i, _ := slices.BinarySearchFunc(c.open, number, func(d *day, n int64) int { return cmp.Compare(d.number, n) })
	c.open = slices.Insert(c.open, i, d)
	return d
}

// closeBefore finishes the days that end at or before us.
func (c *converter) closeBefore(us int64) error {
	for len(c.open) > 0 && (c.open[0].number+1)*dayUS <= us {
		d := c.open[0]
		c.open = c.open[1:]
		d.closed = true
		if !d.failed && !d.again {
			if err := d.finish(); err != nil {
				return err
			}
		}
	}
	return nil
}

// settleDirection decides, once for each archive whose rows have no order of
// their own, whether the file runs backwards in time.
func (c *converter) settleDirection(a *archive) {
	if c.venue.ordered || a.decided {
		return
	}
	a.decided = true
	if a.down <= a.up {
		return
	}
	a.flip = true
	for _, d := range c.open {
		if d.brought[a] > 0 {
			flip(d.window, a)
			d.sorted = false
		}
	}
}

// fail takes out the days that a covers, and has those done again to which it
// brought a few rows.
func (c *converter) fail(a *archive, bad error) error {
	if bad == nil {
		return nil
	}
	a.failed = bad
	f := Failure{Archive: a.report.Name, Err: bad}
	for _, n := range a.days() {
		c.failed[n] = true
		f.Days = append(f.Days, dayName(n))
	}
	c.report.Failures = append(c.report.Failures, f)
	var err error
	for _, d := range c.open {
		switch {
		case c.failed[d.number]:
			d.failed = true
			err = errors.Join(err, d.drop())
		case d.brought[a] > 0:
			d.again = true
			err = errors.Join(err, d.drop())
		}
	}
	return err
}

// columns is room for outRows trades.
func (c *converter) columns() microstructure.Trades {
	if n := len(c.spare); n > 0 {
		t := c.spare[n-1]
		c.spare = c.spare[:n-1]
		return t
	}
	return microstructure.Trades{
		TimestampUS:   make([]int64, outRows),
		Price:         make([]float64, outRows),
		Quantity:      make([]float64, outRows),
		QuoteQuantity: make([]float64, outRows),
		Side:          make([]microstructure.Side, outRows),
	}
}

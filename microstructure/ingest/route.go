package ingest

import (
	"cmp"
	"slices"
)

// route distributes rows to days.
func (c *converter) route(rows []row, a *archive) error {
	for len(rows) > 0 {
		number := dayOf(rows[0].timeUS)
		from, to := number*dayUS, (number+1)*dayUS
		n, disordered := 0, int64(0)
		last := a.lastUS
		if !a.begun {
			a.begun, last = true, rows[0].timeUS
		}
		for n < len(rows) && rows[n].timeUS >= from && rows[n].timeUS < to {
			t := rows[n].timeUS
			if t < last && !a.backwards || t > last && a.backwards {
				disordered++
			}
			last = t
			n++
		}
		a.lastUS = last
		if c.only == nil {
			a.outOfOrder += disordered
			if !a.covers(number) {
				a.movedOut += int64(n)
			}
		}
		intent := c.intents[number]
		if c.lazy {
			intent = c.decide(number)
		}
		if intent != Leave && (c.only == nil || c.only[number]) {
			d, err := c.dayFor(number, a)
			if err != nil {
				return err
			}
			d.provenance.OutOfOrder += disordered
			if err := d.add(rows[:n], a); err != nil {
				return err
			}
			if err := c.makeRoom(); err != nil {
				return err
			}
		}
		rows = rows[n:]
		if c.only == nil && !a.scattered {
			if err := c.settleBefore(min(c.nextUS, from-dayUS)); err != nil {
				return err
			}
		}
	}
	return nil
}

// dayFor finds or opens the day of rows of archive a. A day that was already
// settled is converted again, and a is not trusted to have its days in order.
func (c *converter) dayFor(number int64, a *archive) (*day, error) {
	if d := c.days[number]; d != nil {
		if d.settled && !d.failed {
			a.scattered = true
			return d, c.giveUp(d)
		}
		return d, nil
	}
	d := newDay(c, number)
	c.days[number] = d
	if d.failed {
		return d, nil
	}
	i, _ := slices.BinarySearchFunc(c.open, number, func(d *day, n int64) int { return cmp.Compare(d.number, n) })
	c.open = slices.Insert(c.open, i, d)
	return d, nil
}

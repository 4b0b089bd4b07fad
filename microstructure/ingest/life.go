package ingest

import (
	"errors"
	"fmt"
	"slices"
)

// Bounds on memory, whatever the archives.
const (
	heldWindows = 4 // pending rows of all days, in full windows
	mostWriters = 4 // days that are written as they stream
)

// settleBefore settles the open days that end at or before us.
func (c *converter) settleBefore(us int64) error {
	for len(c.open) > 0 && (c.open[0].number+1)*dayUS <= us {
		d := c.open[0]
		c.open = c.open[1:]
		if err := d.settle(); err != nil {
			return err
		}
		c.settled = append(c.settled, d)
	}
	return nil
}

// commitBefore settles the days that end at or before us, and begins to commit
// them: every archive that could have rows of them was read. A disk takes its
// time to make a day safe, in which the next archive is read.
func (c *converter) commitBefore(us int64) error {
	if err := errors.Join(c.settleBefore(us), c.ended()); err != nil {
		return err
	}
	var due []*day
	for len(c.settled) > 0 && (c.settled[0].number+1)*dayUS <= us {
		d := c.settled[0]
		c.settled = c.settled[1:]
		if !d.failed && !d.again && d.writer != nil {
			d.complete()
			due = append(due, d)
		}
	}
	if err := c.committed(); err != nil || len(due) == 0 {
		return err
	}
	c.committing = make(chan error, 1)
	go func() { c.committing <- commitAll(due) }()
	return nil
}

// committed waits for the commits that were begun. Until then, only they use
// their days.
func (c *converter) committed() error {
	if c.committing == nil {
		return nil
	}
	err := <-c.committing
	c.committing = nil
	return err
}

// commitAll makes settled and complete days visible, in order.
func commitAll(days []*day) error {
	for _, d := range days {
		err := d.writer.Commit(d.provenance)
		if d.writer, d.done = nil, err == nil; err != nil {
			return err
		}
	}
	return nil
}

// giveUp removes the output of a day, which will be converted again.
func (c *converter) giveUp(d *day) error {
	d.again = true
	return d.drop()
}

// makeRoom writes or spills rows until few enough are held.
func (c *converter) makeRoom() error {
	for c.held > heldWindows*c.config.WindowRows {
		fullest := slices.MaxFunc(c.open, func(a, b *day) int { return len(a.window) - len(b.window) })
		if err := fullest.makeRoom(); err != nil {
			return err
		}
	}
	return nil
}

// settle writes the rest of a day of which no more rows are expected. Another
// goroutine waits for its encoding, one day at a time.
func (d *day) settle() error {
	d.settled = true
	if d.failed || d.again {
		return nil
	}
	if err := d.check(d.writeRest()); err != nil || d.failed {
		return errors.Join(err, d.drop())
	}
	d.count()
	d.release()
	if err := d.c.ended(); err != nil {
		return errors.Join(err, d.drop())
	}
	end, pen, writer := make(chan dayEnd, 1), d.pen, d.writer
	go func() {
		var e dayEnd
		if pen != nil {
			e.free, e.err = pen.finish()
		}
		if writer != nil && e.err == nil {
			e.rows, e.err = writer.Settle()
		}
		end <- e
	}()
	d.pen, d.end, d.c.ending = nil, end, d
	return nil
}

// A dayEnd is what comes of settling a day.
type dayEnd struct {
	free []*batch
	rows int64 // of the writer
	err  error
}

// ended waits for the day that is being settled, if there is one.
func (c *converter) ended() error {
	d := c.ending
	if d == nil {
		return nil
	}
	c.ending = nil
	e, ok := d.wait()
	if !ok {
		return nil
	}
	if e.err != nil {
		return errors.Join(e.err, d.drop())
	}
	if p := &d.provenance; e.rows != p.Rows || e.rows != p.RowsIn-p.Duplicates-p.LeftOut {
		return errors.Join(d.drop(), fmt.Errorf("internal error: of %s, %d rows came, %d were duplicates and %d no trades, but %d were written and not %d: please report it",
			p.Day, p.RowsIn, p.Duplicates, p.LeftOut, e.rows, p.RowsIn-p.Duplicates-p.LeftOut))
	}
	return nil
}

// wait waits until the day is settled. ok is false if it is not being settled.
func (d *day) wait() (e dayEnd, ok bool) {
	if d.end == nil {
		return e, false
	}
	e = <-d.end
	d.end = nil
	d.c.spare = append(d.c.spare, e.free...)
	return e, true
}

// writeRest writes all pending rows, in order.
func (d *day) writeRest() error {
	d.sort()
	if d.spill == nil && !d.merges() {
		if err := d.emit(d.window); err != nil {
			return err
		}
		return d.flush()
	}
	runs := []*run{{rows: d.window}}
	if d.spill != nil {
		runs = append(runs, d.spill.open()...)
	}
	if d.merges() {
		before, err := d.c.config.Existing(d.provenance.Day)
		if err != nil {
			return err
		}
		defer before.Close()
		d.merged, d.there = before.Provenance(), before.Name()
		if ids := d.merged.IDs; ids != nil {
			if err := d.zeroIDs.parseIDs(ids.LeftOut); err != nil {
				return fmt.Errorf("%s: the ids of rows that were left out: %w", d.there, err)
			}
		}
		runs = append(runs, d.c.existing(before))
	}
	if err := mergeRuns(runs, d.c.compare, d.emit); err != nil {
		return err
	}
	return d.flush()
}

// drop forgets everything but which archives had rows.
func (d *day) drop() error {
	_ = d.closePen() // the day is given up anyway
	d.wait()
	var err error
	if d.writer != nil {
		err = d.writer.Abort()
		d.writer = nil
	}
	d.release()
	return err
}

// writing is the number of days that are written as they stream.
func (c *converter) writing() (n int) {
	for _, d := range c.open {
		if d.writer != nil {
			n++
		}
	}
	return n
}

// release frees the day's memory.
func (d *day) release() {
	if d.spill != nil {
		d.spill.close()
		d.spill = nil
	}
	if d.out != nil {
		d.out.n = 0
		d.c.spare = append(d.c.spare, d.out)
		d.out = nil
	}
	d.dropWindow()
	d.ids, d.zeroIDs, d.textIDs = idSet{}, idSet{}, textIDs{}
}

// dropWindow frees the window.
func (d *day) dropWindow() {
	d.c.held -= len(d.window)
	if len(d.c.windows) < heldWindows && d.window != nil {
		d.c.windows = append(d.c.windows, d.window[:0])
	}
	d.window, d.sorted = nil, true
}

func (c *converter) newWindow() []row {
	if n := len(c.windows); n > 0 {
		w := c.windows[n-1]
		c.windows = c.windows[:n-1]
		return w
	}
	return nil
}

func (c *converter) newBatch() *batch {
	if n := len(c.spare); n > 0 {
		b := c.spare[n-1]
		c.spare = c.spare[:n-1]
		return b
	}
	return newBatch()
}

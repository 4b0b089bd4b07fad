package ingest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
)

// A conflict is an id shared by two different rows of a day, or a similar
// reason why the ids of a day cannot be checked.
type conflict struct {
	first, second row
	known         bool // first is
	problem       string
}

func (c *conflict) Error() string { return c.problem }

// conflict is the error for a row with the id of an earlier row, which is last
// if that has the same time.
func (d *day) conflict(last, r *row) error {
	c := &conflict{second: *r, problem: "two different trades have this id"}
	if last != nil && last.id == r.id {
		c.first, c.known = *last, true
	}
	return c
}

// spread is the error for ids too spread out to check in memory.
func (d *day) spread(r *row) error {
	return &conflict{second: *r, known: true, first: *r,
		problem: "the ids of the day are spread too widely for numbers that are counted up"}
}

// check makes the day fail for a conflict; other errors are returned.
func (d *day) check(err error) error {
	var clash *conflict
	if !errors.As(err, &clash) {
		return err
	}
	d.clash, d.failed = clash, true
	return d.drop()
}

// conflicts reports the days that failed for a conflict.
func (c *converter) conflicts() error {
	for _, n := range slices.Sorted(maps.Keys(c.days)) {
		d := c.days[n]
		if d.clash == nil {
			continue
		}
		if !d.clash.known {
			if err := d.findFirst(); err != nil {
				return err
			}
		}
		id, err := c.idText(d, &d.clash.second)
		if err != nil {
			return err
		}
		c.report.Failures = append(c.report.Failures, d.clash.failure(d, id))
	}
	return nil
}

// idText is the id of a row of a day as written in its archive.
func (c *converter) idText(d *day, r *row) (string, error) {
	n := r.order >> orderBits
	if c.venue.ordered || n == 0 {
		return strconv.FormatUint(r.id, 10), nil
	}
	a := c.archives[n-1]
	if a.rows != nil {
		return "", nil // they cannot be read again
	}
	if a.file != nil {
		return c.fileIDText(a, a.line(r.order))
	}
	o, err := openArchive(c.ctx, a.path, c.config.Limits, nil)
	if err != nil {
		return "", err
	}
	defer o.Close()
	lines := newLineReader(o, c.config.Limits.MaxLineBytes)
	var l layout
	for {
		line, err := lines.next()
		if err != nil && err != errLongLine {
			return "", err
		}
		if l.columns == nil && len(line) > 0 {
			l, _ = newLayout(c.venue, line, a.info.agg)
		}
		if lines.number == a.line(r.order) {
			i := 0
			for k := slices.Index(l.columns, colTextID); k > 0 && i < len(line); k-- {
				i = fieldEnd(line, i) + 1
			}
			return shorten(line[i:fieldEnd(line, i)]), nil
		}
	}
}

// findFirst rereads the day's input for the first row of the conflict, which
// was written long before the second came.
func (d *day) findFirst() error {
	x := d.clash
	look := func(rows []row) {
		for i := range rows {
			if r := &rows[i]; !x.known && r.id == x.second.id && r.amount > 0 && dayOf(r.timeUS) == d.number && !r.same(&x.second) {
				x.first, x.known = *r, true
			}
		}
	}
	if d.merges() {
		before, err := d.c.config.Existing(d.provenance.Day)
		if err != nil {
			return err
		}
		defer before.Close()
		for r := d.c.existing(before); ; {
			rows, err := r.more()
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				break
			}
			look(rows)
		}
	}
	for _, a := range d.c.archives {
		if d.brought[a] == 0 || a.failed != nil || x.known || a.rows != nil {
			continue
		}
		report := a.report
		if _, err := d.c.stream(a, func(rows []row) error { look(rows); return nil }); err != nil {
			return err
		}
		a.report = report
	}
	return nil
}

// failure words the conflict about an id.
func (x *conflict) failure(d *day, id string) Failure {
	archive, line := d.c.place(d, &x.second)
	e := &Error{Archive: archive, Line: line, Column: columnNames[colID], Text: id,
		Problem: x.problem, Err: ErrConflict, Remedy: downloadAgain, InRows: d.c.inRows(&x.second)}
	if d.c.input != nil {
		e.Remedy = "correct the ids in a copy of the file or, if they do not identify trades, do without them, with --columns id="
	}
	if x.known && !x.first.same(&x.second) {
		other, otherLine := d.c.place(d, &x.first)
		unit := "line"
		if x.first.order>>orderBits == 0 {
			unit = "row"
		} else if d.c.inRows(&x.first) {
			unit, otherLine = "row", otherLine-1
		}
		where := fmt.Sprintf("%s %d", unit, otherLine)
		if other != archive {
			where += " of " + other
		}
		if other != archive && d.c.input == nil {
			e.Remedy = "download both archives again or, if the exchange publishes them like this, leave one of them out"
		}
		if others := d.besides(archive); others != "" && x.first.order>>orderBits == 0 {
			e.Remedy = fmt.Sprintf("the day was made of an earlier %s and of others: give %s with it, so that the day is made anew", archive, others)
		}
		e.Problem += fmt.Sprintf(": %s here, and %s in %s", x.second.text(), x.first.text(), where)
	}
	return Failure{Archive: archive, Days: []string{d.provenance.Day}, Err: e}
}

// besides lists the archives that an existing day was made of beside an earlier
// one of this name; empty if it was not.
func (d *day) besides(archive string) string {
	var others []string
	earlier := false
	for _, m := range d.merged.Archives {
		if m.Name == archive {
			earlier = true
		} else if m.Rows > 0 {
			others = append(others, m.Name)
		}
	}
	if !earlier {
		return ""
	}
	return strings.Join(others, " and ")
}

// place is the archive and line of a row of a day; for a row that existed
// before, the file and the row's number.
func (c *converter) place(d *day, r *row) (name string, line int64) {
	n := r.order >> orderBits
	if n == 0 {
		return d.there, r.order
	}
	a := c.archives[n-1]
	return a.report.Name, a.line(r.order)
}

// inRows reports whether a row came from a file of columns.
func (c *converter) inRows(r *row) bool {
	n := r.order >> orderBits
	return n > 0 && c.input != nil && (c.lazy || !c.input.Format.text())
}

// text is the row for an error.
func (r *row) text() string {
	did := "sold"
	if r.side == microstructure.Buy {
		did = "bought"
	}
	return fmt.Sprintf("%g %s at %g, %s", r.amount, did, r.price, timeText(r.timeUS))
}

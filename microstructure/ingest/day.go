package ingest

import (
	"cmp"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// orderBits is the part of row.order that numbers the rows of one archive.
const orderBits = 40

// A day collects one UTC day's rows, puts them in order and writes them.
//
// Rows wait in a window. When it is full, its older half is written and the
// rest waits on, so that days which are nearly in order stream through. A day
// whose rows come too far out of order for that has its windows sorted into a
// file instead, and merged at the end. A row that belongs before what was
// written already cannot be placed: the day is given up, to be done again.
type day struct {
	c       *converter
	number  int64
	window  []row
	sorted  bool
	spill   *spill // nil while the day streams
	writer  DayWriter
	out     microstructure.Trades
	ready   int   // rows in out
	written int64 // time of the last row written, µs
	arrived int64 // time of the last row added, µs
	brought map[*archive]int64
	closed  bool // no more rows are expected
	again   bool // given up
	failed  bool // will not be written at all
	done    bool // written

	firstID, lastID uint64 // smallest and largest id written
	provenance      microstructure.Provenance
}

func newDay(c *converter, number int64) *day {
	d := &day{c: c, number: number, sorted: true, written: math.MinInt64, arrived: math.MinInt64, brought: map[*archive]int64{},
		firstID: math.MaxUint64, provenance: microstructure.Provenance{Day: dayName(number)}}
	if n := len(c.windows); n > 0 {
		d.window, c.windows = c.windows[n-1], c.windows[:n-1]
	}
	return d
}

// compare orders rows by time, then by id where ids have an order, then as they came.
func (c *converter) compare(a, b row) int {
	if a.timeUS != b.timeUS {
		return cmp.Compare(a.timeUS, b.timeUS)
	}
	if c.venue.ordered && a.id != b.id {
		return cmp.Compare(a.id, b.id)
	}
	return cmp.Compare(a.order, b.order)
}

// add takes rows that a brought.
func (d *day) add(rows []row, a *archive) error {
	d.brought[a] += int64(len(rows))
	if d.failed || d.again {
		return nil
	}
	for i := range rows {
		if rows[i].timeUS < d.arrived {
			d.provenance.OutOfOrder++
		}
		d.arrived = rows[i].timeUS
	}
	for len(rows) > 0 {
		if len(d.window) >= d.c.windowRows {
			if err := d.makeRoom(a); err != nil {
				return err
			}
		}
		n := min(len(rows), max(d.c.windowRows-len(d.window), 1))
		from := len(d.window)
		d.window = append(d.window, rows[:n]...)
		rows = rows[n:]
		if a.flip {
			flip(d.window[from:], a)
		}
		if d.tooLate(d.window[from:]) {
			d.again = true
			return d.drop()
		}
		d.sorted = d.sorted && d.c.inOrder(d.window[max(from-1, 0):])
	}
	return nil
}

// tooLate tells whether a row belongs before what was written.
func (d *day) tooLate(rows []row) bool {
	for i := range rows {
		if rows[i].timeUS <= d.written {
			return true
		}
	}
	return false
}

func (c *converter) inOrder(rows []row) bool {
	for i := 1; i < len(rows); i++ {
		if before, now := rows[i-1].timeUS, rows[i].timeUS; now < before || now == before && c.compare(rows[i-1], rows[i]) > 0 {
			return false
		}
	}
	return true
}

// makeRoom writes or spills rows of a full window.
func (d *day) makeRoom(a *archive) error {
	d.c.settleDirection(a)
	lateUS := int64(math.MaxInt64) // the earliest time among what came last
	for _, r := range d.window[len(d.window)*3/4:] {
		lateUS = min(lateUS, r.timeUS)
	}
	d.sort()
	cut := len(d.window) / 2
	for cut > 0 && d.window[cut].timeUS == d.window[cut-1].timeUS {
		cut--
	}
	if cut == 0 || d.spill != nil || d.c.spillAll || lateUS <= d.window[cut-1].timeUS {
		if d.spill == nil {
			var err error
			if d.spill, err = newSpill(d.c.options.TempDir); err != nil {
				return err
			}
		}
		err := d.spill.add(d.window)
		d.window = d.window[:0]
		return err
	}
	if err := d.emit(d.window[:cut]); err != nil {
		return err
	}
	d.written = d.window[cut-1].timeUS
	d.window = d.window[:copy(d.window, d.window[cut:])]
	return nil
}

func (d *day) sort() {
	if !d.sorted {
		slices.SortFunc(d.window, d.c.compare)
		d.sorted = true
	}
}

// emit writes rows in order, of which none has the time of a row of another
// call, less the duplicates among them.
func (d *day) emit(rows []row) error {
	for i := 0; i < len(rows); {
		j := i + 1
		for j < len(rows) && rows[j].timeUS == rows[i].timeUS {
			j++
		}
		group := rows[i:j]
		if len(group) > 1 {
			group = dropDuplicates(group)
			d.provenance.Duplicates += int64(j - i - len(group))
		}
		for k := range group {
			if err := d.write(&group[k]); err != nil {
				return err
			}
		}
		i = j
	}
	return nil
}

// outRows is how many trades a writer gets at a time.
const outRows = 1 << 16

func (d *day) write(r *row) error {
	if d.writer == nil {
		w, err := d.c.options.NewDay(d.provenance.Day)
		if err != nil {
			return err
		}
		d.writer, d.out = w, d.c.columns()
		d.provenance.FirstUS = r.timeUS
	}
	price, base, quote := r.price, r.amount, r.amount*r.price
	if d.c.contract.quote {
		base, quote = r.amount/r.price, r.amount
	}
	if scale := d.c.scale; scale != 1 {
		price, base = price*scale, base/scale // the quote quantity is the same in either unit
	}
	i := d.ready
	d.out.TimestampUS[i], d.out.Price[i], d.out.Quantity[i], d.out.QuoteQuantity[i], d.out.Side[i] = r.timeUS, price, base, quote, r.side
	d.ready++
	d.provenance.Rows++
	d.provenance.LastUS = r.timeUS
	d.firstID, d.lastID = min(d.firstID, r.id), max(d.lastID, r.id)
	if d.ready == outRows {
		return d.flush()
	}
	return nil
}

func (d *day) flush() error {
	n := d.ready
	d.ready = 0
	if n == 0 {
		return nil
	}
	return d.writer.Append(d.out.Slice(0, n))
}

// finish writes what is left and closes the day.
func (d *day) finish() error {
	d.sort()
	var err error
	if d.spill != nil {
		err = d.spill.merge(d.window, d.c.compare, d.emit)
	} else {
		err = d.emit(d.window)
	}
	if err == nil {
		err = d.flush()
	}
	if err == nil && d.writer != nil {
		d.complete()
		err = d.writer.Close(d.provenance)
		d.done = err == nil
	} else if d.writer != nil {
		_ = d.writer.Abort() // the first error is the one to tell
	}
	d.writer = nil
	d.release()
	return err
}

// drop forgets everything but who brought rows.
func (d *day) drop() error {
	var err error
	if d.writer != nil {
		err = d.writer.Abort()
		d.writer = nil
	}
	d.release()
	return err
}

func (d *day) release() {
	if d.spill != nil {
		d.spill.close()
		d.spill = nil
	}
	if d.out.Len() > 0 {
		d.c.spare = append(d.c.spare, d.out)
	}
	if d.window != nil {
		d.c.windows = append(d.c.windows, d.window[:0])
	}
	d.out, d.window = microstructure.Trades{}, nil
}

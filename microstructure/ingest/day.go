package ingest

import (
	"bufio"
	"cmp"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// A day collects one UTC day's rows, sorts and writes them.
//
// Rows wait in a window. When it is full, its older half is written, or three
// quarters of rows that came in order, and the rest stays, so that days which
// are nearly in order stream through. If rows
// come too far out of order for that, windows are sorted into a file instead,
// and merged at the end.
//
// A day is settled when no more rows are expected: the rest is written, and the
// writer's count is compared with the rows received. It is committed, and
// becomes visible, only when every archive that could have rows of it was read
// to its end and is whole. If a row comes too late, because later rows were
// written or the day was settled, the day is given up: its output is removed,
// and its archives are read again at the end.
type day struct {
	c       *converter
	number  int64
	window  []row
	sorted  bool
	spill   *spill // nil while the day streams
	writer  DayWriter
	out     *batch
	pen     *appender // nil before the first full batch
	written int64     // time of the last row written, µs
	ids     idSet     // of the trades, at a source whose ids order them
	zeroIDs idSet     // of rows left out, likewise
	textIDs textIDs   // of the trades, at a source whose ids are text
	brought map[*archive]int64
	merged  microstructure.Provenance // of existing trades, which are merged with the new ones
	there   string                    // their file
	settled bool
	end     chan dayEnd // while it is being settled
	again   bool        // given up
	failed  bool        // will not be written at all
	done    bool        // committed
	clash   *conflict   // why it failed, unless an archive did

	provenance microstructure.Provenance
}

func newDay(c *converter, number int64) *day {
	return &day{c: c, number: number, sorted: true, written: math.MinInt64, brought: map[*archive]int64{},
		failed: c.failed[number], provenance: microstructure.Provenance{Day: dayName(number)}}
}

// compare orders rows by time, then by id where ids have an order, then by
// arrival.
func (c *converter) compare(a, b row) int {
	if a.timeUS != b.timeUS {
		return cmp.Compare(a.timeUS, b.timeUS)
	}
	if c.venue.ordered && a.id != b.id {
		return cmp.Compare(a.id, b.id)
	}
	return cmp.Compare(a.order, b.order)
}

// add takes rows of archive a.
func (d *day) add(rows []row, a *archive) error {
	d.brought[a] += int64(len(rows))
	for len(rows) > 0 && !d.failed && !d.again {
		if len(d.window) >= d.c.config.WindowRows {
			if err := d.makeRoom(); err != nil || d.failed {
				return err
			}
		}
		if d.window == nil {
			d.window = d.c.newWindow()
		}
		n := min(len(rows), max(d.c.config.WindowRows-len(d.window), 1))
		from := len(d.window)
		d.window = append(d.window, rows[:n]...)
		d.c.held += n
		rows = rows[n:]
		d.sorted = d.sorted && d.c.inOrder(d.window[max(from-1, 0):])
		if (!d.sorted || d.window[0].timeUS <= d.written) && d.tooLate(d.window[from:]) {
			return d.c.giveUp(d)
		}
	}
	return nil
}

// tooLate reports whether a row belongs before one already written.
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

// makeRoom writes or spills rows of a window.
func (d *day) makeRoom() error {
	lateUS := int64(math.MaxInt64) // the earliest time among the latest rows
	for _, r := range d.window[len(d.window)*3/4:] {
		lateUS = min(lateUS, r.timeUS)
	}
	cut := len(d.window) / 2
	if d.sorted {
		cut = len(d.window) * 3 / 4
	}
	d.sort()
	for cut > 0 && d.window[cut].timeUS == d.window[cut-1].timeUS {
		cut--
	}
	if cut == 0 || lateUS <= d.window[cut-1].timeUS || !d.streams() {
		return d.spillWindow()
	}
	d.written = d.window[cut-1].timeUS
	if err := d.check(d.emit(d.window[:cut])); err != nil || d.failed {
		return err
	}
	d.c.held -= cut
	d.window = d.window[:copy(d.window, d.window[cut:])]
	return nil
}

// streams reports whether the day may be written before all of its rows are in.
func (d *day) streams() bool {
	return d.spill == nil && !d.merges() && !d.c.spillAll && (d.writer != nil || d.c.writing() < mostWriters)
}

// merges reports whether existing trades are merged with the new ones.
func (d *day) merges() bool { return d.c.intents[d.number] == Merge }

func (d *day) spillWindow() error {
	if d.spill == nil {
		var err error
		if d.c.spillBuffer == nil {
			d.c.spillBuffer = bufio.NewWriterSize(nil, 256<<10)
		}
		if d.spill, err = newSpill(d.c.config.TempDir, d.c.spillBuffer); err != nil {
			return err
		}
	}
	if err := d.spill.add(d.window); err != nil {
		return err
	}
	d.dropWindow()
	return nil
}

func (d *day) sort() {
	if !d.sorted {
		slices.SortFunc(d.window, d.c.compare)
		d.sorted = true
	}
}

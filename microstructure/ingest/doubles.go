package ingest

// A tally counts rows of one instant that are equal.
type tally struct {
	row     row
	archive int64 // the last one with such a row
	came    int   // its number of such rows
	kept    int
}

// A doubles distinguishes repeated rows from new ones, among those of one
// instant at a source whose ids do not order them.
type doubles struct {
	tallies []tally
	index   map[row]int // of tallies, once there are many
}

// drop keeps, in place, the first of rows that are equal in all columns, the id
// included. Rows without an id may be equal and yet be different trades: of
// these, it keeps the largest number found in any one archive. The rows of one
// archive are consecutive.
func (d *doubles) drop(rows []row) []row {
	d.tallies = d.tallies[:0]
	clear(d.index)
	kept := rows[:0]
	for _, r := range rows {
		t := d.of(r)
		if archive := r.order >> orderBits; archive != t.archive {
			t.archive, t.came = archive, 0
		}
		t.came++
		if t.came <= t.kept || r.id != 0 && t.kept > 0 {
			continue
		}
		t.kept++
		kept = append(kept, r)
	}
	return kept
}

// manyTallies are too many for a linear search.
const manyTallies = 32

// of finds or makes the tally of rows like r.
func (d *doubles) of(r row) *tally {
	r.order = 0
	n := len(d.tallies)
	if n < manyTallies {
		for i := range d.tallies {
			if d.tallies[i].row == r {
				return &d.tallies[i]
			}
		}
	} else {
		if n == manyTallies && len(d.index) == 0 {
			if d.index == nil {
				d.index = map[row]int{}
			}
			for i := range d.tallies {
				d.index[d.tallies[i].row] = i
			}
		}
		if i, ok := d.index[r]; ok {
			return &d.tallies[i]
		}
		d.index[r] = n
	}
	d.tallies = append(d.tallies, tally{row: r, archive: -1})
	return &d.tallies[n]
}

package ingest

// A run is a sequence of rows in order.
type run struct {
	rows []row                 // the next ones
	more func() ([]row, error) // what comes after them, none at the end; or nil
}

// fill ensures that a row is available, unless the run is at its end.
func (r *run) fill() error {
	if len(r.rows) > 0 || r.more == nil {
		return nil
	}
	var err error
	r.rows, err = r.more()
	return err
}

// mergeRuns passes the rows of all runs to emit in order, in slices that do not
// split the rows of one instant.
func mergeRuns(runs []*run, compare func(a, b row) int, emit func([]row) error) error {
	var h []*run // a heap, the earliest row first
	for _, r := range runs {
		if err := r.fill(); err != nil {
			return err
		}
		if len(r.rows) > 0 {
			h = append(h, r)
		}
	}
	for i := len(h)/2 - 1; i >= 0; i-- {
		sink(h, i, compare)
	}
	var out []row
	for len(h) > 0 {
		first := h[0]
		head := first.rows[0]
		if n := len(out); n >= batchRows && out[n-1].timeUS != head.timeUS {
			if err := emit(out); err != nil {
				return err
			}
			out = out[:0]
		}
		out = append(out, head)
		first.rows = first.rows[1:]
		if err := first.fill(); err != nil {
			return err
		}
		if len(first.rows) == 0 {
			h[0] = h[len(h)-1]
			h = h[:len(h)-1]
		}
		sink(h, 0, compare)
	}
	return emit(out)
}

// sink restores the heap below i.
func sink(h []*run, i int, compare func(a, b row) int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(h); child++ {
			if compare(h[child].rows[0], h[least].rows[0]) < 0 {
				least = child
			}
		}
		if least == i {
			return
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}

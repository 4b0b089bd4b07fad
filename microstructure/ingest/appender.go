package ingest

// An appender passes batches to a day's writer on its own goroutine, so that
// one is encoded while the next is filled.
type appender struct {
	full  chan *batch
	empty chan appended
}

// An appended batch is free again.
type appended struct {
	batch *batch
	err   error // of the writer
}

// newAppender takes a free batch, besides the one that is being filled.
func newAppender(w DayWriter, ids bool, free *batch) *appender {
	a := &appender{full: make(chan *batch), empty: make(chan appended, 2)}
	a.empty <- appended{batch: free}
	go func() {
		defer close(a.empty)
		var err error
		for b := range a.full {
			if err == nil {
				err = b.appendTo(w, ids)
			}
			b.n = 0
			a.empty <- appended{b, err}
		}
	}()
	return a
}

// appendTo appends the batch's trades, with their ids if they have any.
func (b *batch) appendTo(w DayWriter, ids bool) error {
	if !ids {
		return w.Append(b.trades.Slice(0, b.n), nil)
	}
	return w.Append(b.trades.Slice(0, b.n), b.ids[:b.n])
}

// next passes a batch on and returns one to fill. The error is that of an
// earlier batch.
func (a *appender) next(b *batch) (*batch, error) {
	a.full <- b
	free := <-a.empty
	return free.batch, free.err
}

// finish waits for the batches passed on, and returns them and the first error.
func (a *appender) finish() (free []*batch, err error) {
	close(a.full)
	for f := range a.empty {
		free = append(free, f.batch)
		if err == nil {
			err = f.err
		}
	}
	return free, err
}

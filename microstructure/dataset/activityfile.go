package dataset

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// Columns of files of bars by activity, beside those of all bars.
const (
	columnClose    = "close_us"
	columnComplete = "complete" // 1, or 0 for a day's last bar that had not reached the size
)

// encodeActivityBars returns a parquet file of bars by activity.
func encodeActivityBars(d *dayBars, metadata map[string]string) ([]byte, error) {
	return encodeColumns("bars", metadata, func(w *columnWriter) {
		w.bars(d.bars)
		ints(w, columnClose, d.ends, func(e *microstructure.BarEnd) int64 { return e.CloseUS })
		ints(w, columnComplete, d.ends, func(e *microstructure.BarEnd) int64 {
			if e.Partial {
				return 0
			}
			return 1
		})
	})
}

// ends are those of so many bars by activity.
func (r *barReader) ends(f *parquetio.File, bars int) ([]microstructure.BarEnd, error) {
	ends := make([]microstructure.BarEnd, 0, bars)
	for g := range f.RowGroups() {
		n, done := int(f.RowGroupRows(g)), len(ends)
		r.ints = grown(r.ints, n)
		if err := r.readInts(f, g, columnClose); err != nil {
			return nil, err
		}
		for _, us := range r.ints {
			ends = append(ends, microstructure.BarEnd{CloseUS: us})
		}
		if err := r.readInts(f, g, columnComplete); err != nil {
			return nil, err
		}
		for i, complete := range r.ints {
			ends[done+i].Partial = complete == 0
		}
	}
	if len(ends) != bars {
		return nil, fmt.Errorf("%d ends of %d bars", len(ends), bars)
	}
	return ends, nil
}

// checkCount reports a day with too many bars by activity.
func (b *build) checkCount(j *job, bars int) error {
	if !b.config.byActivity() || bars <= MaxActivityBars {
		return nil
	}
	return fmt.Errorf("%s, %s: %w: the day has more than %d bars of %v, which is the most; take a larger size",
		j.source, j.day.Date, microstructure.ErrActivity, MaxActivityBars, b.config.Activity)
}

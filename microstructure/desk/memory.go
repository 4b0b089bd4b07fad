package desk

import (
	"errors"
	"fmt"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// ErrMemory is the error of a study that would take more memory than
// Config.MemoryMB.
var ErrMemory = errors.New("the study would take too much memory")

// A MemoryEstimate says what a study will hold at most, beside the buffers for
// reading trades.
type MemoryEstimate struct {
	Days, Sources int
	Rows          int     // of the calendar: Days × bars per day
	MB            float64 // 10⁶ bytes
}

// Bytes that a study takes at its peak, fitted to runs of 92 days with one and
// three sources and bars of 10 s to 1 h, which differ by up to a tenth; a test
// of the command compares them with a run.
const (
	bytesPerBar   = 1_650 // a row of one source: bars, panel, calendar, copies for the test for looking ahead
	bytesPerRow   = 2_000 // of all sources: features, ranks, signal, prices, accounts, tables
	bytesPerStudy = 60e6  // whatever the data
)

// Memory estimates what the study takes, from the number of days, sources and
// bars per day: before any trade is read. It is ErrMemory above
// Config.MemoryMB.
func (d *Desk) Memory() (MemoryEstimate, error) {
	all, err := d.Days()
	if err != nil {
		return MemoryEstimate{}, err
	}
	m := MemoryEstimate{Sources: len(all)}
	bars := 0
	for _, days := range all {
		m.Days = max(m.Days, len(days))
		bars += len(days) * d.Config.Interval.PerDay()
	}
	m.Rows = m.Days * d.Config.Interval.PerDay()
	m.MB = (bytesPerStudy + bytesPerBar*float64(bars) + bytesPerRow*float64(m.Rows)) / 1e6
	if limit := d.Config.MemoryMB; limit > 0 && m.MB > limit {
		return m, fmt.Errorf("%w: %v, which is above the limit of %s MB; take longer bars, fewer days or sources, or a higher limit",
			ErrMemory, m, text.Number(limit, 0))
	}
	return m, nil
}

// String says it in a line.
func (m MemoryEstimate) String() string {
	return fmt.Sprintf("%s and %s of bars, %s: about %s MB",
		text.Plural(m.Days, "day"), text.Plural(m.Sources, "source"), text.Plural(m.Rows, "row"), text.Number(m.MB, 0))
}

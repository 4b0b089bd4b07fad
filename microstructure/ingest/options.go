package ingest

import (
	"cmp"
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
)

// A DayWriter takes one UTC day's trades. Its methods are called from one
// goroutine.
type DayWriter interface {
	// Append continues the day with trades in order of time. It must not keep
	// their memory.
	Append(microstructure.Trades) error
	// Close completes the day and makes it visible.
	Close(microstructure.Provenance) error
	// Abort leaves nothing of the day behind.
	Abort() error
}

// Options says what Convert reads and where it writes.
type Options struct {
	Source string // one of Sources
	Symbol string // common name, or the source's own; see Instrument
	// Listing says what Symbol is at Source. What is zero in it is filled in by
	// Complete, for the first day of the archives.
	Listing Listing
	Limits  Limits
	// NewDay opens the writer of a UTC day, as in 2024-08-08. A day that was
	// completed before may be opened again, to be replaced, when a later archive
	// brings rows that belong into its middle.
	NewDay func(day string) (DayWriter, error)
	// Progress, unless nil, is told of every archive that was read, from the
	// goroutine that called Convert.
	Progress func(ArchiveReport)
	Version  string // of the program, for the provenance
	// WindowRows are held in memory for each open day, so that rows which are
	// out of order by less can be put in order as they stream. 48 bytes each.
	WindowRows int
	TempDir    string // for sorting days that are far out of order; empty means os.TempDir
}

// DefaultOptions lacks Source, Symbol and NewDay.
func DefaultOptions() Options {
	return Options{Limits: DefaultLimits(), WindowRows: 1 << 18}
}

// Validate reports the first field that Convert cannot work with.
func (o *Options) Validate() error {
	if _, err := Instrument(o.Source, cmp.Or(o.Listing.Instrument, o.Symbol)); err != nil {
		return err
	}
	switch {
	case o.NewDay == nil:
		return fmt.Errorf("ingest: NewDay is nil")
	case o.WindowRows < 2:
		return fmt.Errorf("ingest: WindowRows %d is below 2", o.WindowRows)
	case o.Limits.MaxInflatedBytes < 1 || !(o.Limits.MaxRatio >= 1) || o.Limits.MaxLineBytes < 1:
		return fmt.Errorf("ingest: Limits %+v are not all at least 1", o.Limits)
	}
	return nil
}

package ingest

import (
	"cmp"
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
)

// A DayWriter takes one UTC day's trades. Its methods are called one after the
// other, if not from one goroutine: Append, then Settle, then Commit, and Abort
// instead of what is left of these. Those of other days may be called meanwhile.
type DayWriter interface {
	// Append continues the day with trades in order of time and with their ids,
	// which are nil at a source whose ids are no numbers. It must not keep their
	// memory.
	Append(t microstructure.Trades, ids []int64) error
	// Settle ends the day, without making it visible yet, and gives back memory:
	// many days may be settled before the first is committed. It returns how many
	// trades the writer has.
	Settle() (rows int64, err error)
	// Commit makes the day visible.
	Commit(microstructure.Provenance) error
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
	// Strict makes an archive unusable that has no checksum beside it.
	Strict bool
	// Kind, unless empty, is the only kind of trades that archives may hold:
	// microstructure.KindTrades or KindAggTrades.
	Kind string
	// Intent says what is to become of a UTC day, as in 2024-08-08. It is asked
	// once for each day that archives may have rows of, before any is read. Nil
	// means Write for all.
	Intent func(day string) Intent
	// Existing opens the trades of a day to Merge.
	Existing func(day string) (DayReader, error)
	// NewDay opens the writer of a day. One that was aborted may be opened again,
	// when rows came too late.
	NewDay func(day string) (DayWriter, error)
	// Progress, unless nil, is told of every archive that was read, from the
	// goroutine that called Convert.
	Progress func(ArchiveReport)
	Version  string // of the program, for the provenance
	// WindowRows are held in memory for each open day, and four times as many for
	// all, so that rows which are out of order by less can be put in order as they
	// stream. 48 bytes each.
	WindowRows int
	TempDir    string // for sorting days that are far out of order; empty means os.TempDir
}

// DefaultOptions lacks Source, Symbol and NewDay.
func DefaultOptions() Options {
	return Options{Limits: DefaultLimits(), WindowRows: 1 << 18}
}

// Validate reports the first field that Convert cannot work with.
func (o *Options) Validate() error {
	_, err := Instrument(o.Source, cmp.Or(o.Listing.Instrument, o.Symbol))
	return o.validate(err)
}

// validate reports the first of errs, or the first field besides the names that
// cannot be worked with.
func (o *Options) validate(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	switch {
	case o.NewDay == nil:
		return fmt.Errorf("ingest: NewDay is nil")
	case o.Kind != "" && o.Kind != microstructure.KindTrades && o.Kind != microstructure.KindAggTrades:
		return fmt.Errorf("ingest: Kind %q is neither %s nor %s", o.Kind, microstructure.KindTrades, microstructure.KindAggTrades)
	case o.WindowRows < 2:
		return fmt.Errorf("ingest: WindowRows %d is below 2", o.WindowRows)
	case o.Limits.MaxInflatedBytes < 1 || !(o.Limits.MaxRatio >= 1) || o.Limits.MaxLineBytes < 1:
		return fmt.Errorf("ingest: Limits %+v are not all at least 1", o.Limits)
	}
	return nil
}

package ingest

import (
	"cmp"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A DayWriter takes one UTC day's trades. Its methods are called sequentially,
// though not from one goroutine: Append, then Settle, then Commit, or Abort at
// any point instead. Writers of other days may be called concurrently, though
// no two commit at once.
type DayWriter interface {
	// Append continues the day with trades in time order and with their ids,
	// which are nil at a source whose ids are not numbers. It must not keep the
	// slices.
	Append(t microstructure.Trades, ids []int64) error
	// Settle ends the day, without making it visible yet, and frees memory:
	// many days may be settled before the first is committed. It returns the
	// writer's number of trades.
	Settle() (rows int64, err error)
	// Commit makes the day visible.
	Commit(microstructure.Provenance) error
	// Abort removes all output of the day.
	Abort() error
}

// A Config says what Convert makes of archives.
type Config struct {
	Source string // one of Sources
	Symbol string // common name, or the source's own; see Instrument
	// Listing describes Symbol at Source. Its zero fields are filled in by
	// Complete, for the first day of the archives.
	Listing Listing
	Limits  Limits
	// Strict refuses an archive without a checksum beside it.
	Strict bool
	// Kind, unless empty, is the only kind of trades that archives may hold:
	// microstructure.KindTrades or KindAggTrades.
	Kind string
	// Intent says what to do with a UTC day, as in 2024-08-08. It is called
	// once for each day of which archives may have rows, before any is read.
	// Nil means Write for all.
	Intent func(day string) Intent
	// Existing opens the trades of a day to Merge.
	Existing func(day string) (DayReader, error)
	// NewDay opens the writer of a day. After Abort it may be called again for
	// the same day, when rows came too late.
	NewDay func(day string) (DayWriter, error)
	// Progress, unless nil, is called for every archive that was read, from the
	// goroutine that called Convert.
	Progress func(ArchiveReport)
	Version  string // of the program, for the provenance
	// WindowRows is the number of rows held in memory per open day, and four
	// times as many for all days, so that rows which are out of order by less
	// can be sorted as they stream. A row takes 48 bytes.
	WindowRows int
	TempDir    string // for sorting days that are far out of order; empty means os.TempDir
}

// DefaultConfig leaves Source, Symbol and NewDay empty.
func DefaultConfig() Config {
	return Config{Limits: DefaultLimits(), WindowRows: 1 << 17}
}

// Validate reports every invalid field.
func (c Config) Validate() error {
	_, err := Instrument(c.Source, cmp.Or(c.Listing.Instrument, c.Symbol))
	return c.validate(err)
}

// validate reports errs, and every invalid field besides the names.
func (c Config) validate(errs ...error) error {
	var bad field.Check
	for _, err := range errs {
		bad.Also(err)
	}
	bad.That(c.NewDay != nil, "NewDay", "nil", "a function that opens the writer of a day")
	bad.That(c.Kind == "" || c.Kind == microstructure.KindTrades || c.Kind == microstructure.KindAggTrades, "Kind", c.Kind,
		microstructure.KindTrades+" or "+microstructure.KindAggTrades)
	bad.AtLeast("WindowRows", c.WindowRows, 2)
	bad.Part("Limits", c.Limits.Validate())
	return bad.Err()
}

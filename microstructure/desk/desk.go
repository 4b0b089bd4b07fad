package desk

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/field"
	"github.com/tickbook/tickbook/microstructure/internal/memory"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/store"
)

// A Config says what is studied, and how. Zero fields are not replaced by
// defaults: start from DefaultConfig.
type Config struct {
	Dir     string                  // data directory
	Symbol  string                  // a folder in Dir
	Sources []microstructure.Source // the leading one first; empty for all that have files
	Span    dataset.Span            // zero for all days
	// Features are computed for each bar by functions of the user, beside those
	// that every bar has.
	Features []microstructure.TickFeature
	// Candidates are the features that Features measures; nil for the bars'
	// thirteen, those of the composite and the user's.
	Candidates []microstructure.Feature
	// Interval is the length of bars. Set it by WithInterval, which changes the
	// procedures' spans of time with it.
	Interval microstructure.Interval
	// Activity ends the bars that Build builds, instead of their length, unless
	// it is zero. The procedures have bars of a length of time.
	Activity microstructure.Activity
	MemoryMB float64 // largest estimate, in 10⁶ bytes, at which the study begins: see Memory; 0 for any

	CacheDir     string // of bars and audits; "" is the symbol's folder
	NoCache      bool   // read all trades, cache nothing
	Workers      int    // days processed at a time, above 0
	KeptDir      string // of results that take long; "" to keep none
	AcceptedFile string // findings of the audit that were accepted; "" is the file beside the data
	NoAudit      bool   // the verdict's data gate then fails

	Reference reference.Config
	Evidence  evidence.Config // but for what the audit and the record of looks say: see Honest
	Shifts    int             // runs of the null control on the data; 0 for no null control
	LooksFile string          // record of looks, usually result.LooksFile in Dir; "" for no record
	Family    string          // of searches over symbols that count against each other
	// Warn, unless nil, is called with sentences about kept results that are not
	// used, or that could not be kept. It may be called concurrently.
	Warn func(sentence string)
}

// DefaultConfig has the three futures venues, all days, and the default
// configurations of both procedures, without null control and record of looks.
// A study may take the memory that the system has available.
func DefaultConfig(dir, symbol string) Config {
	return Config{
		Dir: store.Clean(dir), Symbol: symbol, Sources: microstructure.DefaultSources(), Workers: runtime.GOMAXPROCS(0),
		Reference: reference.DefaultConfig(symbol), Evidence: evidence.DefaultConfig(), MemoryMB: memory.AvailableMB(),
	}
}

// WithInterval is the configuration with bars of another length, and the
// procedures' default holding periods, horizons, windows and purge for it.
func (c Config) WithInterval(i microstructure.Interval) Config {
	c.Interval, c.Reference, c.Evidence = i, c.Reference.WithInterval(i), c.Evidence.WithInterval(i)
	return c
}

// A Desk is one symbol under study. Its methods may be called concurrently.
// Their results are shared by all callers.
type Desk struct {
	Config Config           // with the sources found, where none were given, and the costs of the leading one's venue
	Data   *dataset.Dataset // of Config.Span

	audit     step[*audit.Audit]
	bars      step[barsOfSources]
	grid      step[*evidence.Calendar] // with the bars
	study     step[*reference.Study]
	looks     step[Looks]
	honest    step[evidence.Config]
	evidence  step[*evidence.Evidence]
	null      step[*evidence.NullControl]
	causality step[[]evidence.Causality]
	features  step[*FeatureStudy]
	verdict   evidence.Verdict // of evidence, or of its error
	entered   Looks            // this study with them
}

// Validate reports every field that makes no sense, but for names and days,
// which Open looks for.
func (c Config) Validate() error {
	var bad field.Check
	bad.AtLeast("Workers", c.Workers, 1)
	bad.That(c.MemoryMB >= 0, "MemoryMB", c.MemoryMB, "0 or more")
	bad.Also(microstructure.CheckTicks(c.Features))
	if c.Activity != (microstructure.Activity{}) {
		bad.Also(c.Activity.Validate())
	}
	bad.Part("Reference", c.Reference.Validate())
	bad.Part("Evidence", c.Evidence.Validate())
	null := evidence.DefaultNullConfig()
	null.Shifts = c.Shifts
	bad.Also(null.Validate())
	return bad.Err()
}

// Open finds the symbol's data. Nothing is read yet.
func Open(c Config) (*Desk, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if err := store.Check(c.KeptDir); err != nil {
		return nil, fmt.Errorf("results that take long: %w", err)
	}
	data, err := dataset.Open(c.Dir, c.Symbol)
	if err != nil {
		return nil, err
	}
	if data, err = data.Within(c.Span); err != nil {
		return nil, err
	}
	if len(c.Sources) == 0 {
		names, err := data.Sources()
		if err != nil {
			return nil, err
		}
		if c.Sources, err = microstructure.ParseSources(strings.Join(names, ",")); err != nil {
			return nil, err
		}
	}
	if len(c.Sources) > 0 {
		c.Evidence = c.Evidence.At(c.Sources[0])
	}
	return &Desk{Config: c, Data: data}, nil
}

// Synthetic reports whether the trades of any source are simulated.
func (d *Desk) Synthetic() (bool, error) {
	return d.Data.Synthetic(microstructure.SourceNames(d.Config.Sources))
}

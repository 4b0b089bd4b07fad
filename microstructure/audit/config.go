package audit

import (
	"fmt"
	"runtime"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A Config says what Run audits by.
type Config struct {
	IntervalUS int64 // length of a bar in µs, a divisor of a day
	Workers    int   // days read at a time, and clocks of pairs compared, above 0
	Thresholds Thresholds
	// CacheDir keeps each day's figures in CacheDir/SYMBOL/audit; "" is
	// DIR/SYMBOL/audit of the data directory.
	CacheDir string
	// AcceptedFile has the acceptances of findings; "" is
	// DIR/SYMBOL/accepted.json of the data directory, which need not exist.
	AcceptedFile string
	NoCache      bool                              // read all, write nothing
	Progress     func(done, total int, rows int64) // called after each day, with the rows read so far, never concurrently; or nil
}

// DefaultConfig has five-minute bars, a worker per processor, the default
// thresholds and the cache in the data directory.
func DefaultConfig() Config {
	return Config{IntervalUS: microstructure.IntervalUS, Workers: runtime.GOMAXPROCS(0), Thresholds: DefaultThresholds()}
}

// minIntervalUS bounds the memory of a day's bars.
const minIntervalUS = 1_000_000

// Validate reports every bad field.
func (c Config) Validate() error {
	var bad field.Check
	bad.That(c.IntervalUS >= minIntervalUS && microstructure.DayUS%c.IntervalUS == 0, "IntervalUS", c.IntervalUS,
		fmt.Sprintf("a divisor of a day, %d, of a second or more", int64(microstructure.DayUS)))
	bad.AtLeast("Workers", c.Workers, 1)
	bad.Part("Thresholds", c.Thresholds.Validate())
	return bad.Err()
}

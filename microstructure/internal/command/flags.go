package command

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// flagsOf are the flags of each command, by its path, that set fields of
// configurations, by the names of the fields.
var flagsOf = map[string]map[string]string{
	"tickbook synth":              {"Days": "--days", "TradesPerBar": "--trades-per-bar", "StartPrice": "--price", "EdgeBps": "--edge-bps", "SpreadBps": "--spread-bps"},
	"tickbook features":           {"Workers": "--workers"},
	"tickbook audit":              {"Workers": "--workers"},
	"tickbook study":              onTrial,
	"tickbook judge":              onTrial,
	"tickbook calibrate":          {"Workers": "--workers", "Markets": "--markets", "Resampling.Reps": "--resamples"},
	"tickbook calibrate features": {"Workers": "--workers", "Markets": "--markets", "Resampling.Reps": "--resamples"},
	"tickbook calibrate symbols":  {"Workers": "--workers", "Baskets": "--baskets", "Resampling.Reps": "--resamples"},
	"tickbook fetch":              {"AtOnce": "--at-once"},
	"tickbook plan":               {"Shifts": "--null"},
}

// onTrial are the flags of what judges a signal.
var onTrial = map[string]string{
	"Workers": "--workers", "Shifts": "--null", "Evidence.Fill.SlippageBps": "--slippage-bps",
	"Evidence.Costs.TakerBps": "--taker-bps", "Evidence.Costs.MakerBps": "--maker-bps", "Evidence.Costs.FundingBps": "--funding-bps",
	"Evidence.Stress.TakerBps": "--taker-bps", "Evidence.Stress.MakerBps": "--maker-bps", "Evidence.Stress.FundingBps": "--funding-bps",
}

// A flagError is an error in the words of the command line.
type flagError struct {
	text string
	err  error
}

func (e *flagError) Error() string { return e.text }
func (e *flagError) Unwrap() error { return e.err }

// nameFlags has an error about fields name the flags that set them.
func nameFlags(err error, flags map[string]string) error {
	var lines []string
	named := false
	for _, bad := range field.Leaves(err) {
		line := bad.Error()
		if e, ok := bad.(*field.Error); ok {
			if flags[e.Field] == "" {
				continue // computed from what a flag says
			}
			line, named = fmt.Sprintf("%s %v: give %s", flags[e.Field], e.Value, e.Want), true
		}
		if !slices.Contains(lines, line) { // a flag may set several fields
			lines = append(lines, line)
		}
	}
	if !named {
		return err
	}
	return &flagError{strings.Join(lines, "\n"), err}
}

package desk

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// CheckTestStart reports a test start (Config.Reference.TestStartUS) that
// leaves no day of the sources before it, or none from it on. The error begins
// with the date.
func CheckTestStart(testStartUS int64, days [][]dataset.Day) error {
	var first, last dataset.Day
	for _, of := range days {
		if len(of) == 0 {
			continue
		}
		if first.Date == "" || of[0].StartUS < first.StartUS {
			first = of[0]
		}
		if end := of[len(of)-1]; end.StartUS > last.StartUS {
			last = end
		}
	}
	if testStartUS == 0 || first.Date == "" || first.StartUS < testStartUS && testStartUS <= last.StartUS {
		return nil
	}
	date := microstructure.FormatDate(testStartUS)
	if first.Date == last.Date {
		return fmt.Errorf("%s: %s alone cannot be split; take more days", date, first.Date)
	}
	return fmt.Errorf("%s leaves nothing to train or nothing to test: there are days from %s to %s; choose a day after the first of them, the last at most",
		date, first.Date, last.Date)
}

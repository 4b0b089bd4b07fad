package command

import (
	"errors"
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
)

// leaveOut gives the flag that leaves out the sources for which, as an error
// says, there are too few bars; empty if that would not be enough.
func leaveOut(err error) string {
	if short, ok := errors.AsType[*microstructure.Shortage](err); ok {
		if enough := short.Enough(); len(enough) > 0 {
			return "--sources " + microstructure.SourceList(enough)
		}
	}
	return ""
}

// withLeaveOut adds the flag to an error.
func withLeaveOut(err error) error {
	if flag := leaveOut(err); flag != "" {
		return fmt.Errorf("%w; to leave out what limits them: %s", err, flag)
	}
	return err
}

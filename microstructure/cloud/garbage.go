package cloud

import (
	"os"
	"runtime/debug"
)

// LimitGarbage has garbage collected when it takes a quarter of what is in use,
// unless GOGC is set. Most of that is what is fetched ahead of readers, which
// costs nothing to collect, and of which as much would otherwise be garbage.
func LimitGarbage() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(25)
	}
}

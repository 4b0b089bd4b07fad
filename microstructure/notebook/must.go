package notebook

import (
	"fmt"
	"os"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/tickbook/tickbook/microstructure/internal/escape"
)

// Must returns value, or ends the cell if err is not nil: the error goes to
// standard error, and the process exits with status 1, which fails the
// notebook.
func Must[T any](value T, err error) T {
	Check(err)
	return value
}

// Check ends the cell if err is not nil, as Must does.
func Check(err error) {
	if err == nil {
		return
	}
	gonbui.Sync()
	fmt.Fprintf(os.Stderr, "error: %s\n", escape.Text(err.Error()))
	os.Exit(1)
}

// Stop shows formatted Markdown, as Markdown does, and ends the cell without an
// error: the notebook goes on with the next one.
func Stop(format string, args ...any) {
	Markdown(format, args...)
	gonbui.Sync()
	os.Exit(0)
}

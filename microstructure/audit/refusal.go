package audit

import (
	"errors"
	"fmt"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// ErrUnfit: the data have an error-level finding.
var ErrUnfit = errors.New("the data are unfit for a study")

// Refusal is nil if every error-level finding was accepted. Otherwise it is the
// error of the first file that cannot be read, which has the remedy, or else an
// ErrUnfit that lists the findings.
func (a *Audit) Refusal() error {
	var unreadable, unfit []error
	for _, f := range a.Errors() {
		if f.Err != nil {
			unreadable = append(unreadable, f.Err)
		} else {
			unfit = append(unfit, errors.New(f.String()))
		}
	}
	switch n := len(unreadable); {
	case n > 1:
		return fmt.Errorf("%w; and %s cannot be read either", unreadable[0], text.Plural(n-1, "other file"))
	case n == 1:
		return unreadable[0]
	case len(unfit) > 0:
		return fmt.Errorf("%w:\n%w", ErrUnfit, errors.Join(unfit...))
	}
	return nil
}

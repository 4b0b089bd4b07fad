package audit

import (
	"errors"
	"fmt"
)

// ErrUnfit: the data have an error-level finding.
var ErrUnfit = errors.New("the data are unfit for a study")

// Refusal is nil if there is no error-level finding. Otherwise it is the error
// of the first file that cannot be read, or else an ErrUnfit that lists the
// findings.
func (a *Audit) Refusal() error {
	var all []error
	for _, f := range a.Errors() {
		if f.Err != nil {
			return f.Err
		}
		all = append(all, errors.New(f.String()))
	}
	if len(all) == 0 {
		return nil
	}
	return fmt.Errorf("%w:\n%w", ErrUnfit, errors.Join(all...))
}

package evidence

import "fmt"

// A SignalSource makes a signal on a calendar: a value per row, NaN where there
// is none, known at the row's end. Its String names it in every trial.
type SignalSource interface {
	fmt.Stringer
	Values(c *Calendar) ([]float64, error)
}

// A SignalFunc is a signal that a function makes of the columns so far.
type SignalFunc struct {
	Name string
	Of   func(c *Calendar) []float64
}

func (s SignalFunc) String() string { return s.Name }

// Values calls the function.
func (s SignalFunc) Values(c *Calendar) ([]float64, error) {
	if s.Of == nil {
		return nil, fmt.Errorf("%w: signal %q has no function", ErrConfig, s.Name)
	}
	return s.Of(c), nil
}

// A GivenSignal was made elsewhere. How cannot be tested, which the verdict
// says.
type GivenSignal struct {
	Name  string
	Value []float64 // by row
	// Known says when the values were known, for the verdict.
	Known string
}

func (s GivenSignal) String() string { return s.Name }

// Values are those given.
func (s GivenSignal) Values(*Calendar) ([]float64, error) { return s.Value, nil }

func signalValues(s SignalSource, c *Calendar) (values []float64, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("signal %q panicked: %v", s, p)
		}
	}()
	if values, err = s.Values(c); err != nil {
		return nil, fmt.Errorf("signal %q: %w", s, err)
	}
	if len(values) != c.Len() {
		return nil, fmt.Errorf("%w: signal %q has %d values for %d rows", ErrConfig, s, len(values), c.Len())
	}
	return values, nil
}

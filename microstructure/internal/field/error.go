// Package field says what is wrong with the fields of configurations, in one
// wording: the field, its value, and what to give instead. It imports nothing
// of the project. Start reading at Check.
package field

import (
	"errors"
	"fmt"
	"strings"
)

// An Error is a field with a value that makes no sense.
type Error struct {
	Field string // such as Days, or Folds.TrainDays of a part
	Value any
	Want  string // what to give instead, such as "1 to 36500"
}

func (e *Error) Error() string { return fmt.Sprintf("%s is %v: give %s", e.Field, e.Value, e.Want) }

// Leaves are the errors that were joined, without the kinds of As.
func Leaves(err error) (out []error) {
	switch e := err.(type) {
	case nil:
	case *ofKind:
		return Leaves(e.err)
	case interface{ Unwrap() []error }:
		for _, err := range e.Unwrap() {
			out = append(out, Leaves(err)...)
		}
	default:
		out = append(out, err)
	}
	return out
}

// An ofKind is an error of a kind, for errors.Is.
type ofKind struct{ kind, err error }

func (e *ofKind) Error() string   { return e.kind.Error() + ": " + e.err.Error() }
func (e *ofKind) Unwrap() []error { return []error{e.kind, e.err} }

// A Check collects what is wrong with a configuration.
type Check struct{ bad []error }

// That notes the field as bad unless ok.
func (c *Check) That(ok bool, field string, value any, want string) {
	if !ok {
		c.bad = append(c.bad, &Error{field, value, want})
	}
}

// Whole notes a whole number that is not from least to most.
func (c *Check) Whole(field string, value, least, most int) {
	c.That(value >= least && value <= most, field, value, fmt.Sprintf("%d to %d", least, most))
}

// AtLeast notes a whole number below least.
func (c *Check) AtLeast(field string, value, least int) {
	c.That(value >= least, field, value, fmt.Sprintf("at least %d", least))
}

// Number notes a number that is not from least to most; NaN is not.
func (c *Check) Number(field string, value, least, most float64) {
	c.That(value >= least && value <= most, field, value, fmt.Sprintf("a number from %g to %g", least, most))
}

// Share notes a number that is not between 0 and 1.
func (c *Check) Share(field string, value float64) {
	c.That(value > 0 && value < 1, field, value, "a number between 0 and 1")
}

// Also notes another error, unless it is nil.
func (c *Check) Also(err error) { c.bad = append(c.bad, Leaves(err)...) }

// Part notes an error of a part of the configuration. Its fields become
// NAME.FIELD, and NAME[I] those of a list.
func (c *Check) Part(name string, err error) {
	for _, bad := range Leaves(err) {
		if e, ok := bad.(*Error); ok {
			dot := "."
			if strings.HasPrefix(e.Field, "[") {
				dot = ""
			}
			bad = &Error{name + dot + e.Field, e.Value, e.Want}
		}
		c.bad = append(c.bad, bad)
	}
}

// Err joins what is wrong; nil if nothing is.
func (c *Check) Err() error { return errors.Join(c.bad...) }

// As is Err as an error of a kind; nil if nothing is wrong.
func (c *Check) As(kind error) error {
	if err := c.Err(); err != nil {
		return &ofKind{kind, err}
	}
	return nil
}

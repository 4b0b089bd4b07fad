package ingest

import (
	"fmt"
	"math"
)

// A check compares a field with one computed from others.
type check struct {
	column      column
	value, unit float64
}

// Tolerances of the check that quote = price × base quantity.
const (
	quoteTolerance = 1e-3 // of the value
	maxRounding    = 0.01 // the coarsest last digit that is taken for rounding
)

func (q *check) holds(base, quote float64) bool {
	near := func(want float64) bool {
		return math.Abs(q.value-want) <= float64(quoteTolerance*want)+min(q.unit, maxRounding)
	}
	switch q.column {
	case colQuote:
		return near(quote)
	case colBase:
		return near(base)
	}
	return near(quote) || near(base)
}

func (p *rowParser) mismatch(q *check, base, quote float64) string {
	return fmt.Sprintf("has %s %g, but price and quantity make %g base and %g quote with a contract size of %g",
		columnNames[q.column], q.value, base, quote, p.contract.size)
}

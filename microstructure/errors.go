package microstructure

import (
	"errors"
	"fmt"
)

// Errors that callers can tell apart with errors.Is.
var (
	// ErrColumnLengths: columns that have a value per row differ in length.
	ErrColumnLengths = errors.New("columns differ in length")
	// ErrNoCommonBars: the sources have no bar in common, so no panel exists.
	ErrNoCommonBars = errors.New("the sources have no bar in common")
	// ErrName: a symbol, source, label or instrument that cannot name a folder,
	// a file or a column.
	ErrName = errors.New("is not a usable name")
	// ErrTradesChanged: a feature's function wrote to a bar's trades.
	ErrTradesChanged = errors.New("its function changed the trades that it was given")
	// ErrTradesKept: a feature's function refers to a bar's trades after it has
	// returned.
	ErrTradesKept = errors.New("its function keeps the trades that it was given")
)

// A TradeError names the first value of a Trades that breaks a rule.
type TradeError struct {
	Row     int    // counted from 0
	Column  string // the parquet column's name
	Value   any
	Problem string
}

func (e *TradeError) Error() string {
	return fmt.Sprintf("row %d: %s %v %s", e.Row, e.Column, e.Value, e.Problem)
}

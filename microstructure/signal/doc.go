// Package signal makes signals of columns: causal, NaN-safe operations, with
// windows in time, that are put together to expressions. An expression knows
// how it was made, in words, so that a table and the record of looks can name
// it.
//
//	var ranks []signal.Expression
//	for _, f := range microstructure.SignalFeatures() {
//		ranks = append(ranks, signal.Of(f).Rank(3*signal.Day))
//	}
//	composite := signal.Mean(ranks...).ZScore(3*signal.Day)
//
// A row's value depends on that row and those before it; a value that is
// missing is NaN and leaves the others of its window as they are. It imports
// the root, evidence, on whose calendar expressions are evaluated, and internal
// packages.
// Start at Of.
package signal

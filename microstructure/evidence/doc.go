// Package evidence tests whether a signal earned money or was lucky: the honest
// procedure of a careful researcher, beside the reference procedure.
//
// Everything lives on a calendar grid of rows as long as a bar (Calendar), so
// that a number of rows is a span of time. One causal signal and trailing
// regimes serve train and test alike. Decisions are filled after they are known
// (Fill), every cost is charged (Costs), profit is counted by bar and by day.
// Folds choose configurations in train and trade them in test (WalkForward),
// Gates judge the stitched out-of-sample record and the whole set of trials,
// and the null control and Calibrate say how often all of it would have found
// an edge where there is none, and how often where there is one.
//
// Whoever looks often enough finds an edge in noise, so earlier looks at a span
// lower the level of the best-of-many gate: see CountLooks, Gates.Level and
// CalibrateLooks, which measures what that buys and costs.
//
// Run does so with the composite and a grid of its configurations, RunSearch
// with any set of signals and rules.
//
// It writes no table and no file: see packages report and result. It imports
// the root, reference (for the null control, which runs both procedures),
// inference, gonum and internal packages. Start at Run.
//
// Profits are in basis points of one unit of notional at entry, summed and not
// compounded. A row i covers [t, t + the bars' length); what is decided from
// it is known at its end.
package evidence

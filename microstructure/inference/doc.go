// Package inference judges a backtest: it turns series of numbers into
// estimates, standard errors, p-values and intervals. It imports only internal
// packages and gonum, and knows nothing of bars, prices or trades. Start at
// MeanInterval and SharpeOf for one series, at SPATest and CSCV for a set of
// trials, and at RomanoWolf for many means that may differ from 0 either way.
//
// Conventions:
//   - A series is a []float64 in time order. A set of trials is a [][]float64
//     with one series per trial, trials[k][t], all of equal length.
//   - A statistic that is undefined for the data is NaN, never 0, 1 or an
//     infinity. A series is constant when its largest value equals its
//     smallest.
//   - A NaN or an infinity inside a series makes the answer NaN, unless the
//     function says that it drops NaN.
//   - An error means that the call was wrong (lengths that differ, a lag below
//     the overlap, an odd number of blocks). The result beside an error holds
//     NaN, and the error is one of those in errors.go.
//   - Sharpe ratios are per observation, never annualised. Kurtosis is raw: 3
//     for a normal distribution.
//   - Inputs are never modified.
//   - What is drawn at random depends on Resampling.Seed and Resampling.Reps
//     alone, not on the number of workers.
package inference

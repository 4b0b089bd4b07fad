// Package rolling computes statistics over the last rows of a series. It
// imports internal/vector only. Start at Mean, Std, ZScore, Rank and Quantiles,
// and at Moments for windows of time, whose rows vary in number.
//
// A window is a number of rows, the current one included; NaN and infinities
// within it do not count. Each function fills dst, which is as long as x, with
// NaN where fewer than minPeriods values count.
package rolling

// missing reports whether v is NaN or infinite.
func missing(v float64) bool { return v-v != 0 }

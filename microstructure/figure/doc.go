// Package figure draws the study's figures: one constructor a figure, plain
// data in, a Figure out that renders to SVG and PNG.
//
// Conventions shared by all of them:
//
//   - Times are µs since the Unix epoch, UTC; returns and PnL are in basis
//     points (1 bps = 0.01 %).
//   - NaN is a missing value: a gap in a line, a bar or a cell left out. An
//     infinite value is an error (ErrNotFinite), columns that do not fit
//     together are one (ErrShape), and so is a figure of nothing (ErrNoData).
//   - Blue is a gain, long or net; orange or vermillion is a loss or short; no
//     pair of colours differs in hue alone (palette: Okabe and Ito, Color
//     Universal Design, 2008).
//   - Lines are thinned to what a screen can show: of all points within half a
//     pixel's width, the first, the lowest, the highest and the last are drawn.
package figure

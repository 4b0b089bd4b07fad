// Package figure draws figures: one constructor per figure takes plain data and
// returns a Figure, which renders itself as SVG and PNG. It draws with
// gonum/plot and imports nothing else of the module but internal/text and
// internal/escape; package report says which data go into which figure. Start
// at figure.go and at one constructor, such as DecileBars.
//
// Conventions shared by all of them:
//
//   - Times are µs since the Unix epoch, UTC; returns and PnL are in basis
//     points (1 bps = 0.01 %).
//   - NaN is a missing value: a gap in a line, a bar or a cell left out. An
//     infinite value is an error (ErrNotFinite), columns that do not fit
//     together are one (ErrShape), and so is a figure without data (ErrNoData).
//   - Blue is a gain, long or net; orange or vermillion is a loss or short; no
//     pair of colours differs in hue alone (palette: Okabe and Ito, Color
//     Universal Design, 2008).
//   - Lines are thinned to what a screen can show: of all points within half a
//     pixel's width, the first, the lowest, the highest and the last are drawn.
//
// Of gonum/plot's parts, these are not used, for these reasons:
//
//   - plotter.Line for curves: it has no gaps, and draws every point that it is
//     given, some 100,000 for a year of bars (curve).
//   - plotter.BarChart: its bars have a width in points, which is known only
//     once the panels have their places, and one colour (boxes).
//   - plotter.HeatMap: its cells have no text, NaN no hatching, and as a
//     picture of a pixel per cell it blurs (cells, raster).
//   - plotter.ColorBar: it needs a plot of its own, whose axis is to its left
//     (colorBar).
//   - plot.TimeTicks and plot.DefaultTicks: their ticks are not at midnights
//     and Mondays, and their labels neither group thousands nor agree in
//     decimals (calendarTicks, numberTicks).
//   - plot.Title and the place of plot.Legend: both cover data or stand
//     centred; here they are in rows above the data (panel, drawLegend).
//   - vgsvg.EmbedFonts: a figure would grow by 1.1 MB. Texts carry their width
//     (textLength) instead, so that other fonts fit, and the document carries
//     a title and a description (svgCanvas).
package figure

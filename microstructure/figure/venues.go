package figure

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot/vg/draw"
)

// VenuePrices are the prices of several sources on one clock.
type VenuePrices struct {
	Symbol      string
	Sources     []string    // the leading one first
	TimestampUS []int64     // in order; µs since the Unix epoch, UTC
	Price       [][]float64 // [source][time]; NaN where there is none
}

// sourceColors tell sources apart: neighbours differ in lightness too.
var sourceColors = []color.NRGBA{blue, ink, rgb(0xe69f00), rgb(0x009e73), rgb(0xcc79a7), rgb(0x56b4e9)}

func sourceStyle(i int) draw.LineStyle {
	style := line(sourceColors[i%len(sourceColors)], contextWidth)
	if round := i / len(sourceColors); round > 0 {
		style.Dashes = line(nil, 0, 6, 3).Dashes
	}
	return style
}

// PricesAndSpread draws two panels: the prices of all sources, and how far
// those of the others are from the leading one's, in bps. The first sources
// are drawn on top. Gaps too short to be seen are bridged.
func PricesAndSpread(v VenuePrices) (*Figure, error) {
	const name = "prices and spread"
	if len(v.Price) != len(v.Sources) {
		return nil, shape(name, "%d sources, but %d columns of prices", len(v.Sources), len(v.Price))
	}
	if !slices.IsSorted(v.TimestampUS) {
		return nil, shape(name, "times are not in order")
	}
	times := make([]float64, len(v.TimestampUS))
	for i, us := range v.TimestampUS {
		times[i] = float64(us)
	}
	prices, spreads := newPlot(fullGrid), newPlot(fullGrid)
	spreads.Add(rule{at: 0, style: zeroStyle})
	var legend, spreadLegend []legendEntry
	var priceCurves, spreadCurves []curve
	var all [][]float64
	first, last := len(times), -1
	var said []string
	for i, source := range v.Sources {
		if len(v.Price[i]) != len(times) {
			return nil, shape(name, "%d times, but %d prices of %s", len(times), len(v.Price[i]), source)
		}
		if err := checkFinite(name, "price of "+source, v.Price[i]); err != nil {
			return nil, err
		}
		for t, p := range v.Price[i] {
			if !math.IsNaN(p) {
				first, last = min(first, t), max(last, t)
			}
		}
		price := curve{x: times, y: v.Price[i], style: sourceStyle(i), dense: true}
		priceCurves = append(priceCurves, price)
		legend = append(legend, legendEntry{source, price})
		if i == 0 {
			continue
		}
		spread := make([]float64, len(times))
		for t := range spread {
			spread[t] = (v.Price[i][t]/v.Price[0][t] - 1) * 1e4
		}
		if err := checkFinite(name, "spread of "+source, spread); err != nil {
			return nil, err
		}
		spreadCurves = append(spreadCurves, curve{x: times, y: spread, style: price.style, dense: true})
		spreadLegend = append(spreadLegend, legendEntry{source, price})
		all = append(all, spread)
		if lo, hi := extent(spread); lo <= hi {
			said = append(said, fmt.Sprintf("%s is from %s to %s bps off %s.", source, text.Signed(lo, 1), text.Signed(hi, 1), v.Sources[0]))
		}
	}
	if last < 0 {
		return nil, noData(name, "no source has a bar")
	}
	for i := len(priceCurves) - 1; i >= 0; i-- {
		prices.Add(priceCurves[i])
		if i > 0 {
			spreads.Add(spreadCurves[i-1])
		}
	}
	lo, hi := extent(v.Price...)
	setRange(&prices.Y, lo, hi)
	lo, hi = extent(all...)
	if lo > hi {
		spreads.Add(note("no bars in common"))
		if len(v.Sources) == 1 {
			spreads.Add(note("one source: nothing to compare"))
		}
	}
	setRange(&spreads.Y, min(lo, 0), max(hi, 0))
	title := "Difference of closes"
	if len(v.Sources) > 1 {
		title += " from " + v.Sources[0]
	}
	setTimeAxis(prices, fullAxis, v.TimestampUS[first], v.TimestampUS[last])
	setTimeAxis(spreads, fullAxis, v.TimestampUS[first], v.TimestampUS[last])
	prices.X.Label.Text, spreads.X.Label.Text = "", "Time (UTC)"
	prices.Y.Label.Text, spreads.Y.Label.Text = "Price (quote currency)", "Difference (bps)"
	g := grid{
		title:  fmt.Sprintf("%s: prices of %s", v.Symbol, text.Plural(len(v.Sources), "source")),
		height: twoRows,
		panels: [][]panel{
			{{plot: prices, title: "Closes", legend: legend}},
			{{plot: spreads, title: title, legend: spreadLegend}},
		},
	}
	return g.figure(strings.Join(append([]string{g.title + " and their differences."}, said...), " ")), nil
}

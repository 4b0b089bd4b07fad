package figure

import (
	"fmt"
	"image/color"
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"
)

// Correlations is a table of correlations, which may be NaN.
type Correlations struct {
	Title, Subtitle string
	Names           []string
	Values          [][]float64 // a row and a column per name, from -1 to 1
}

// CorrelationTable draws the correlations as cells on a scale of colours from
// -1 to 1.
func CorrelationTable(d Correlations) (*Figure, error) {
	const name = "correlations"
	n := len(d.Names)
	if len(d.Values) != n {
		return nil, shape(name, "%d names, but %d rows", n, len(d.Values))
	}
	known, sum, pairs := false, 0.0, 0
	for i, row := range d.Values {
		if len(row) != n {
			return nil, shape(name, "row %s: %d names, but %d correlations", d.Names[i], n, len(row))
		}
		for j, v := range row {
			if v < -1 || v > 1 {
				return nil, shape(name, "row %s: the correlation %v is outside -1 to 1", d.Names[i], v)
			}
			if known = known || !math.IsNaN(v); i != j && !math.IsNaN(v) {
				sum += v
				pairs++
			}
		}
	}
	if !known {
		return nil, noData(name, "no correlation is a number")
	}
	p := newPlot(nil)
	setNominalAxis(p, d.Names)
	p.Y.Min, p.Y.Max = -0.5, float64(n)-0.5
	var ticks plot.ConstantTicks
	for i, label := range d.Names {
		ticks = append(ticks, plot.Tick{Value: float64(n - 1 - i), Label: label})
	}
	p.Y.Tick.Marker = ticks
	p.Add(cells{n, n, func(c draw.Canvas, i, j int) {
		if v := d.Values[i][j]; math.IsNaN(v) {
			drawEmptyCell(c)
		} else {
			drawCell(c, diverging(v, 1), text.Signed(v, 2))
		}
	}})
	scale := colorBar{low: -1, high: 1, color: func(v float64) color.NRGBA { return diverging(v, 1) }, ticks: numberTicks{count: 6, signed: true}, label: "Correlation"}
	const rowHeight, margin, scaleTicks = 44, 130, 26
	g := grid{title: d.Title, height: margin + rowHeight*max(3, n), right: colorBarSpace + scaleTicks, finish: scale.draw, panels: [][]panel{{{plot: p, title: d.Subtitle}}}}
	mean := text.Missing
	if pairs > 0 {
		mean = text.Signed(sum/float64(pairs), 2)
	}
	return g.figure(fmt.Sprintf("%s of %s; the mean of two different ones is %s.", g.title, text.Plural(n, "symbol"), mean)), nil
}

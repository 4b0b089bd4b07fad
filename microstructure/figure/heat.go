package figure

import (
	"fmt"
	"image/color"
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"
)

// Heat is a table of numbers to be compared at a glance.
type Heat struct {
	Title, Panel  string
	Rows, Columns []string // labels, the first row on top
	XLabel, Label string   // of the columns, and of the scale of colours
	Values        [][]float64
	Framed        [][]bool // cells that stand out; nil for none
	FrameMeans    string   // what a frame says
	Decimals      int      // of the cells' numbers
	// Limit is the end of the scale; 0 for twice the median size of the numbers,
	// or the largest if that is less.
	Limit float64
}

// Heights of a row of cells and of what is above and below them, and room to the
// right.
const (
	heatRow    = 27
	heatMargin = 150
	wideTicks  = 26 // of a scale with decimals
)

// HeatMap draws the numbers as cells on a diverging scale of colours that is
// symmetric about 0. NaN is hatched.
func HeatMap(d Heat) (*Figure, error) {
	const name = "heat map"
	if len(d.Values) != len(d.Rows) || d.Framed != nil && len(d.Framed) != len(d.Rows) {
		return nil, shape(name, "%d rows, but %d of values and %d of frames", len(d.Rows), len(d.Values), len(d.Framed))
	}
	if err := checkFinite(name, "end of the scale", []float64{d.Limit}); err != nil {
		return nil, err
	}
	var all []float64
	for i, row := range d.Values {
		if len(row) != len(d.Columns) || d.Framed != nil && len(d.Framed[i]) != len(d.Columns) {
			return nil, shape(name, "row %s: %d columns, but %d values", d.Rows[i], len(d.Columns), len(row))
		}
		if err := checkFinite(name, "value of "+d.Rows[i], row); err != nil {
			return nil, err
		}
		all = append(all, row...)
	}
	lo, hi := extent(all)
	if lo > hi {
		return nil, noData(name, "there is no number to show")
	}
	limit := symmetricLimit(all)
	if d.Limit > 0 {
		limit = d.Limit
	}
	p := newPlot(nil)
	setNominalAxis(p, d.Columns)
	p.X.Label.Text = d.XLabel
	p.Y.Min, p.Y.Max = -0.5, float64(len(d.Rows))-0.5
	var ticks plot.ConstantTicks
	for i, label := range d.Rows {
		ticks = append(ticks, plot.Tick{Value: float64(len(d.Rows) - 1 - i), Label: label})
	}
	p.Y.Tick.Marker = ticks
	p.Add(cells{len(d.Rows), len(d.Columns), func(c draw.Canvas, i, j int) {
		v := d.Values[i][j]
		if math.IsNaN(v) {
			hatch(c, hatchLine, 8)
			return
		}
		fill := diverging(v, limit)
		fillCanvas(c, fill)
		style := textStyle(smallFont, readableOn(fill), draw.XCenter, draw.YCenter)
		said, mid := text.Signed(v, d.Decimals), c.Center()
		mid.Y += 1.5
		c.FillText(fitted(style, said, c.Size().X-4), mid, said)
		if d.Framed != nil && d.Framed[i][j] {
			const in = 1.5
			frame := rectangle(c.Min.X+in, c.Min.Y+in, c.Max.X-in, c.Max.Y-in)
			c.StrokeLines(line(readableOn(fill), 2.2), append(frame, frame[0], frame[1]))
		}
	}})
	scale := colorBar{
		low: -limit, high: limit, below: lo < -limit, above: hi > limit, label: d.Label,
		color: func(v float64) color.NRGBA { return diverging(v, limit) }, ticks: numberTicks{count: 6, signed: true},
	}
	g := grid{
		title: d.Title, height: heatMargin + heatRow*max(6, len(d.Rows)), right: colorBarSpace + wideTicks, finish: scale.draw,
		panels: [][]panel{{{plot: p, title: d.Panel}}},
	}
	framed := ""
	if d.FrameMeans != "" {
		g.caption = "Framed: " + d.FrameMeans + ". Hatched: no value."
		framed = fmt.Sprintf(" %s framed: %s.", text.Plural(d.frames(), "cell"), d.FrameMeans)
	}
	return g.figure(fmt.Sprintf("%s: %s, from %s to %s.%s", g.title, d.Panel, text.Signed(lo, d.Decimals), text.Signed(hi, d.Decimals), framed)), nil
}

func (d Heat) frames() (n int) {
	for _, row := range d.Framed {
		for _, framed := range row {
			if framed {
				n++
			}
		}
	}
	return n
}

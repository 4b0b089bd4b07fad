package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A rule is a straight line across the whole plot.
type rule struct {
	vertical bool
	at       float64
	style    draw.LineStyle
}

func (r rule) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	if r.vertical {
		if at := x(r.at); c.ContainsX(at) {
			c.StrokeLine2(r.style, at, c.Min.Y, at, c.Max.Y)
		}
		return
	}
	if at := y(r.at); c.ContainsY(at) {
		c.StrokeLine2(r.style, c.Min.X, at, c.Max.X, at)
	}
}

// Thumbnail draws the rule's sample in a legend.
func (r rule) Thumbnail(c *draw.Canvas) { lineSwatch(r.style).Thumbnail(c) }

// note writes a line of text into the middle of a plot that has nothing to
// show.
type note string

func (n note) Plot(c draw.Canvas, _ *plot.Plot) {
	style, mid := textStyle(textFont, softInk, draw.XCenter, draw.YCenter), c.Center()
	half := style.Width(string(n))/2 + 6
	c.FillPolygon(white, rectangle(mid.X-half, mid.Y-10, mid.X+half, mid.Y+10))
	c.FillText(style, vg.Point{X: mid.X, Y: mid.Y + 1.5}, string(n))
}

// A box is a rectangle in the coordinates of the axes.
type box struct{ x0, y0, x1, y1 float64 }

// boxes draws boxes of one colour.
func boxes(fill color.Color, list ...box) *plotter.Polygon {
	p := &plotter.Polygon{Color: fill}
	for _, b := range list {
		p.XYs = append(p.XYs, plotter.XYs{{X: b.x0, Y: b.y0}, {X: b.x1, Y: b.y0}, {X: b.x1, Y: b.y1}, {X: b.x0, Y: b.y1}})
	}
	return p
}

// addBars adds bars that rise above y = 0 in one colour and hang below it in
// another, at 0, 1, 2, …; those whose value is NaN or 0 are left out.
func addBars(p *plot.Plot, values []float64, half float64, above, below color.Color) {
	var gains, losses []box
	for i, v := range values {
		b := box{float64(i) - half, 0, float64(i) + half, v}
		if v > 0 {
			gains = append(gains, b)
		}
		if v < 0 {
			losses = append(losses, b)
		}
	}
	p.Add(boxes(above, gains...), boxes(below, losses...))
}

// z95 is the normal quantile of a two-sided interval of 95 %.
const z95 = 1.959963984540054

// A whisker is an interval at x around the value mid.
type whisker struct{ x, lo, mid, hi float64 }

// around is the whisker of mid with the given half width.
func around(x, mid, half float64) whisker { return whisker{x, mid - half, mid, mid + half} }

// addWhiskers adds intervals with caps, and dots of the given radius at their
// middles, unless it is 0. Where an end is NaN there is only the dot, where the
// middle is NaN nothing.
func addWhiskers(p *plot.Plot, list []whisker, style draw.LineStyle, radius vg.Length) {
	bars := &plotter.YErrorBars{LineStyle: style, CapWidth: 7}
	dots := &plotter.Scatter{GlyphStyle: draw.GlyphStyle{Color: style.Color, Radius: radius, Shape: draw.CircleGlyph{}}}
	for _, w := range list {
		if math.IsNaN(w.mid) {
			continue
		}
		dots.XYs = append(dots.XYs, plotter.XY{X: w.x, Y: w.mid})
		if half := (w.hi - w.lo) / 2; !math.IsNaN(half) { // an interval need not hold its middle
			bars.XYs = append(bars.XYs, plotter.XY{X: w.x, Y: w.lo + half})
			bars.YErrors = append(bars.YErrors, struct{ Low, High float64 }{half, half})
		}
	}
	p.Add(bars)
	if radius > 0 {
		p.Add(dots)
	}
}

// extentOf is the range of the ends and middles that are not NaN.
func extentOf(w ...[]whisker) (lo, hi float64) {
	var all []float64
	for _, list := range w {
		for _, k := range list {
			if !math.IsNaN(k.mid) {
				all = append(all, k.lo, k.mid, k.hi)
			}
		}
	}
	return extent(all)
}

package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// z95 is the normal quantile of a two-sided interval of 95 %.
const z95 = 1.959963984540054

// A whisker is an interval at x around the value mid.
type whisker struct{ x, lo, mid, hi float64 }

// around is the whisker of mid with the given half width.
func around(x, mid, half float64) whisker { return whisker{x, mid - half, mid, mid + half} }

// whiskers draws intervals with caps and a dot at their middle. Where an end is
// NaN there is only the dot, where the middle is NaN nothing.
type whiskers struct {
	at    []whisker
	style draw.LineStyle
	dot   vg.Length // radius; 0 leaves dots out
}

func (w whiskers) Plot(c draw.Canvas, p *plot.Plot) {
	const half = 3.5 // of a cap
	x, y := p.Transforms(&c)
	for _, k := range w.at {
		if math.IsNaN(k.mid) {
			continue
		}
		at := x(k.x)
		if !math.IsNaN(k.lo) && !math.IsNaN(k.hi) {
			lo, hi := y(k.lo), y(k.hi)
			c.StrokeLines(w.style, c.ClipLinesXY([]vg.Point{{X: at, Y: lo}, {X: at, Y: hi}})...)
			for _, end := range []vg.Length{lo, hi} {
				c.StrokeLines(w.style, c.ClipLinesXY([]vg.Point{{X: at - half, Y: end}, {X: at + half, Y: end}})...)
			}
		}
		if w.dot > 0 {
			c.DrawGlyph(draw.GlyphStyle{Color: w.style.Color, Radius: w.dot, Shape: draw.CircleGlyph{}}, vg.Point{X: at, Y: y(k.mid)})
		}
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

// area fills what lies between a curve and the line y = 0; it is broken where
// the curve is.
type area struct {
	x, y []float64
	fill color.Color
}

func (a area) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	for from := 0; from < len(a.x); from++ {
		var points []vg.Point
		for ; from < len(a.x) && !math.IsNaN(a.y[from]); from++ {
			points = append(points, vg.Point{X: tx(a.x[from]), Y: ty(a.y[from])})
		}
		if len(points) < 2 {
			continue
		}
		points = thin(points, 1.5) // the curve on its edge has the detail
		first, last := points[0].X, points[len(points)-1].X
		points = append(points, vg.Point{X: last, Y: ty(0)}, vg.Point{X: first, Y: ty(0)})
		c.FillPolygon(a.fill, c.ClipPolygonXY(points))
	}
}

// setNominalAxis gives p's X axis a place for each label, at 0, 1, 2, …
func setNominalAxis(p *plot.Plot, labels []string) {
	p.X.Min, p.X.Max = -0.5, max(0.5, float64(len(labels))-0.5)
	p.X.LineStyle.Width = 0
	p.X.Tick.LineStyle.Width = 0
	var ticks plot.ConstantTicks
	for i, l := range labels {
		ticks = append(ticks, plot.Tick{Value: float64(i), Label: l})
	}
	p.X.Tick.Marker = ticks
}

// bareTicks has the ticks of another ticker without their labels.
type bareTicks struct{ of plot.Ticker }

func (b bareTicks) Ticks(lo, hi float64) []plot.Tick {
	ticks := b.of.Ticks(lo, hi)
	for i := range ticks {
		ticks[i].Label = ""
	}
	return ticks
}

package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// gridPlotter draws a line across at every tick of the Y axis, labelled or
// not, and of an X axis that is a calendar or has numbers.
type gridPlotter struct{}

func (gridPlotter) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := line(gridLine, gridWidth)
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		if at := y(t.Value); c.ContainsY(at) {
			c.StrokeLine2(style, c.Min.X, at, c.Max.X, at)
		}
	}
	if _, nominal := p.X.Tick.Marker.(plot.ConstantTicks); nominal {
		return
	}
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		if at := x(t.Value); c.ContainsX(at) {
			c.StrokeLine2(style, at, c.Min.Y, at, c.Max.Y)
		}
	}
}

// curve is a line through points in order of x, broken where y is NaN. A point
// between two breaks is a dot, and so are points that fall together.
type curve struct {
	x, y  []float64
	style draw.LineStyle
}

func (l curve) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	for from := 0; from < len(l.x); {
		if math.IsNaN(l.y[from]) {
			from++
			continue
		}
		to := from
		for to < len(l.x) && !math.IsNaN(l.y[to]) {
			to++
		}
		points := make([]vg.Point, to-from)
		for i := range points {
			points[i] = vg.Point{X: tx(l.x[from+i]), Y: ty(l.y[from+i])}
		}
		points = thin(points, 0.5)
		if isDot(points) {
			c.DrawGlyph(draw.GlyphStyle{Color: l.style.Color, Radius: 3, Shape: draw.CircleGlyph{}}, points[0])
		} else {
			c.StrokeLines(l.style, c.ClipLinesXY(points)...)
		}
		from = to
	}
}

// isDot reports whether a line through points would be too short to be seen.
func isDot(points []vg.Point) bool {
	for _, p := range points {
		if d := p.Sub(points[0]); max(d.X, -d.X, d.Y, -d.Y) > 1 {
			return false
		}
	}
	return true
}

// thin keeps, of the points in each column of the given width, the first, the
// lowest, the highest and the last, in their order. Points are in order of X.
func thin(points []vg.Point, column vg.Length) []vg.Point {
	kept := points[:0:0]
	for from := 0; from < len(points); {
		cell := math.Floor(float64(points[from].X / column))
		low, high, to := from, from, from
		for ; to < len(points) && math.Floor(float64(points[to].X/column)) == cell; to++ {
			if points[to].Y < points[low].Y {
				low = to
			}
			if points[to].Y > points[high].Y {
				high = to
			}
		}
		last := -1
		for _, i := range []int{from, min(low, high), max(low, high), to - 1} {
			if i > last {
				kept = append(kept, points[i])
				last = i
			}
		}
		from = to
	}
	return kept
}

// A bar is a rectangle from the line y = 0.
type bar struct {
	from, to, y float64
	fill        color.Color
}

// bars draws bars; those whose y is NaN or 0 are left out.
type bars []bar

func (b bars) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, r := range b {
		if math.IsNaN(r.y) || r.y == 0 {
			continue
		}
		c.FillPolygon(r.fill, c.ClipPolygonXY(rectangle(x(r.from), y(0), x(r.to), y(r.y))))
	}
}

func rectangle(x0, y0, x1, y1 vg.Length) []vg.Point {
	return []vg.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}}
}

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

// note writes a line of text into the middle of a plot that has nothing to show.
type note string

func (n note) Plot(c draw.Canvas, _ *plot.Plot) {
	style, mid := textStyle(textFont, softInk, draw.XCenter, draw.YCenter), c.Center()
	half := style.Width(string(n))/2 + 6
	c.FillPolygon(white, rectangle(mid.X-half, mid.Y-10, mid.X+half, mid.Y+10))
	c.FillText(style, vg.Point{X: mid.X, Y: mid.Y + 1.5}, string(n))
}

package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// curve is a line through points sorted by x, broken where y is NaN. A point
// between two breaks is a dot, and so are points that coincide.
type curve struct {
	x, y  []float64
	style draw.LineStyle
	fill  color.Color // of what lies between the line and y = 0; nil for none
	dense bool        // very many points: short gaps are bridged, detail is less
}

// Parameters of dense curves. They are stroked in pieces, since the time to
// rasterise an oscillating line grows with the square of its length.
const (
	denseGap    = 3 // CSS pixels that are bridged
	denseColumn = 1 // CSS pixels of which four points are drawn
	densePiece  = 64
)

// Column widths of other curves, and of what is filled below them: the curve
// on its edge has the detail.
const (
	curveColumn = 0.5
	fillColumn  = 1.5
)

func (l curve) Plot(c draw.Canvas, p *plot.Plot) {
	_, y := p.Transforms(&c)
	runs := l.runs(c, p)
	if l.fill != nil {
		for _, points := range runs {
			if len(points) < 2 {
				continue
			}
			points = thin(points, fillColumn)
			first, last := points[0].X, points[len(points)-1].X
			points = append(points, vg.Point{X: last, Y: y(0)}, vg.Point{X: first, Y: y(0)})
			c.FillPolygon(l.fill, c.ClipPolygonXY(points))
		}
	}
	for _, points := range runs {
		l.stroke(c, points)
	}
}

// runs lists the points between two gaps.
func (l curve) runs(c draw.Canvas, p *plot.Plot) [][]vg.Point {
	x, y := p.Transforms(&c)
	bridged := vg.Length(-1)
	if l.dense {
		bridged = denseGap
	}
	var runs [][]vg.Point
	var run []vg.Point
	for i, v := range l.y {
		at := vg.Point{X: x(l.x[i]), Y: y(v)}
		if math.IsNaN(float64(at.X)) || math.IsNaN(float64(at.Y)) {
			continue
		}
		if n := len(run); n > 0 && math.IsNaN(l.y[i-1]) && at.X-run[n-1].X > bridged {
			runs, run = append(runs, run), nil
		}
		run = append(run, at)
	}
	if len(run) > 0 {
		runs = append(runs, run)
	}
	return runs
}

// stroke draws points without a gap.
func (l curve) stroke(c draw.Canvas, points []vg.Point) {
	column, piece := vg.Length(curveColumn), len(points)
	if l.dense {
		column, piece = denseColumn, densePiece
	}
	points = thin(points, column)
	if isDot(points) {
		c.DrawGlyph(draw.GlyphStyle{Color: l.style.Color, Radius: 3, Shape: draw.CircleGlyph{}}, points[0])
		return
	}
	for from := 0; from < len(points)-1; from += piece {
		c.StrokeLines(l.style, c.ClipLinesXY(points[from:min(from+piece+1, len(points))])...)
	}
}

// Thumbnail draws the curve's sample in a legend.
func (l curve) Thumbnail(c *draw.Canvas) {
	if l.fill != nil {
		(&plotter.Polygon{Color: l.fill, LineStyle: l.style}).Thumbnail(c)
		return
	}
	lineSwatch(l.style).Thumbnail(c)
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
// lowest, the highest and the last, in their order. Points are in order of X;
// no coordinate is NaN.
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

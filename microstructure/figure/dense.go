package figure

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// dense is a line through very many points in order of x. Unlike curve, it
// bridges gaps, where y is NaN, that are too short to be seen, and is drawn in
// pieces: the time that rasterising a line takes grows with the square of its
// length where it goes up and down all the time.
type dense struct {
	x, y  []float64
	style draw.LineStyle
}

const (
	denseGap    = 3 // CSS pixels that are bridged
	denseColumn = 1 // CSS pixels of which four points are drawn
	densePiece  = 64
)

func (l dense) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	var points []vg.Point
	for i, y := range l.y {
		if math.IsNaN(y) {
			continue
		}
		at := vg.Point{X: tx(l.x[i]), Y: ty(y)}
		if n := len(points); n > 0 && i > 0 && math.IsNaN(l.y[i-1]) && at.X-points[n-1].X > denseGap {
			l.stroke(c, points)
			points = points[:0]
		}
		points = append(points, at)
	}
	l.stroke(c, points)
}

// stroke draws points without a gap.
func (l dense) stroke(c draw.Canvas, points []vg.Point) {
	points = thin(points, denseColumn)
	if len(points) == 0 {
		return
	}
	if isDot(points) {
		c.DrawGlyph(draw.GlyphStyle{Color: l.style.Color, Radius: 2, Shape: draw.CircleGlyph{}}, points[0])
		return
	}
	for from := 0; from < len(points)-1; from += densePiece {
		c.StrokeLines(l.style, c.ClipLinesXY(points[from:min(from+densePiece+1, len(points))])...)
	}
}

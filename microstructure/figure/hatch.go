package figure

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// hatched draws boxes with slanted lines and a frame.
type hatched []box

func (h hatched) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, b := range h {
		drawHatched(draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: x(b.x0), Y: y(b.y0)},
			Max: vg.Point{X: x(b.x1), Y: y(b.y1)},
		}})
	}
}

// Thumbnail draws the boxes' sample in a legend.
func (h hatched) Thumbnail(c *draw.Canvas) { drawHatched(*c) }

func drawHatched(c draw.Canvas) {
	hatch(c, axisLine, 6)
	frame := rectangle(c.Min.X, c.Min.Y, c.Max.X, c.Max.Y)
	c.StrokeLines(line(axisLine, 1), append(frame, frame[0]))
}

// hatch fills c with slanted lines that are so far apart.
func hatch(c draw.Canvas, stroke color.Color, apart vg.Length) {
	fillCanvas(c, emptyCell)
	size := c.Size()
	for d := apart; d < size.X+size.Y; d += apart {
		slanted := []vg.Point{{X: c.Min.X + d - size.Y, Y: c.Min.Y}, {X: c.Min.X + d, Y: c.Max.Y}}
		c.StrokeLines(line(stroke, 1), c.ClipLinesXY(slanted)...)
	}
}

func fillCanvas(c draw.Canvas, fill color.Color) {
	c.FillPolygon(fill, rectangle(c.Min.X, c.Min.Y, c.Max.X, c.Max.Y))
}

func rectangle(x0, y0, x1, y1 vg.Length) []vg.Point {
	return []vg.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}}
}

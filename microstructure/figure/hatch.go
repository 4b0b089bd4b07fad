package figure

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

func fillBox(c draw.Canvas, r vg.Rectangle, fill color.Color) {
	c.FillPolygon(fill, rectangle(r.Min.X, r.Min.Y, r.Max.X, r.Max.Y))
}

// drawHatched fills r with slanted lines and frames it.
func drawHatched(c draw.Canvas, r vg.Rectangle) {
	fillBox(c, r, emptyCell)
	size := r.Size()
	inside := draw.Canvas{Canvas: c.Canvas, Rectangle: r}
	for d := vg.Length(6); d < size.X+size.Y; d += 6 {
		stroke := []vg.Point{{X: r.Min.X + d - size.Y, Y: r.Min.Y}, {X: r.Min.X + d, Y: r.Max.Y}}
		c.StrokeLines(line(axisLine, 1), inside.ClipLinesXY(stroke)...)
	}
	box := rectangle(r.Min.X, r.Min.Y, r.Max.X, r.Max.Y)
	c.StrokeLines(line(axisLine, 1), append(box, box[0]))
}
